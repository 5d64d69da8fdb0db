import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../shared/api/client";
import type { Answer, Sent } from "../../shared/api/types";
import { plural } from "../../shared/format/count";

type Owned = Answer<"/api/platform/data-keys", "get">["items"][number];
export type Renewal = Answer<"/api/platform/data-keys/rotate", "post">;
export type Whose = Sent<"/api/platform/data-keys/rotate", "post">;
export type Verb = "rewrap" | "rotate";

export const dataKeysQuery = queryOptions({
  queryKey: ["platform", "data-keys"],
  queryFn: async () => body(await api.GET("/api/platform/data-keys")).items,
});

/** Has the KMS wrap keys again, or makes new ones. */
export const renew = async (verb: Verb, whose: Whose): Promise<Renewal> =>
  verb === "rewrap"
    ? body(await api.POST("/api/platform/data-keys/rewrap", { body: whose }))
    : body(await api.POST("/api/platform/data-keys/rotate", { body: whose }));

/** One data key of one tenant. */
export interface Row {
  tenant: string;
  version: number;
  wrappedBy: string;
  wrappedAt: string;
  createdAt: string;
  /** Whether it is the tenant's newest, which seals; the others only open. */
  seals: boolean;
}

/** The keys of all tenants, each tenant's newest first. */
export const rowsOf = (items: readonly Owned[]): Row[] =>
  items.flatMap(({ tenant, keys }) => {
    const newest = Math.max(...keys.map((key) => key.version));
    return keys
      .map((key) => ({ ...key, tenant, seals: key.version === newest }))
      .sort((one, other) => other.version - one.version);
  });

/** What came of it, in one sentence. */
export function outcome(verb: Verb, { items, failed }: Renewal): string {
  const many = items.reduce((sum, item) => sum + item.wrapped, 0);
  const did = verb === "rewrap" ? "wrapped again" : "made";
  const whole = `${plural(many, "data key")} ${many === 1 ? "was" : "were"} ${did}`;
  return failed === 0 ? whole : `${whole}; ${plural(failed, "tenant")} failed`;
}
