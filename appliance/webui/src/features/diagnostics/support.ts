import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../shared/api/client";
import type { Answer } from "../../shared/api/types";
import { count } from "../../shared/format/count";

export type Bundle = Answer<"/api/platform/support", "get">["items"][number];
export type Preview = Answer<"/api/platform/support/previews", "post">;

export const supportQuery = queryOptions({
  queryKey: ["platform", "support"],
  queryFn: async () => body(await api.GET("/api/platform/support")),
});

export const look = async () => body(await api.POST("/api/platform/support/previews"));

export const write = async (preview: string) =>
  body(await api.POST("/api/platform/support/bundles", { body: { preview } }));

const path = (id: string) => `/api/platform/support/${encodeURIComponent(id)}`;

/** Where a file of a preview can be read, as it would leave. */
export const fileUrl = (id: string, name: string): string =>
  `${path("previews")}/${encodeURIComponent(id)}/files?name=${encodeURIComponent(name)}`;

/** Where a written bundle can be had. */
export const bundleUrl = (id: string): string =>
  `${path("bundles")}/${encodeURIComponent(id)}/content`;

/** Who can open it, for people: the kind and the beginning of the key's id. */
export function recipientWords(recipient: string): string {
  const [kind = "", key = ""] = recipient.split(":");
  if (kind === "vendor") return `the vendor's key ${key.slice(0, 8)}`;
  return kind === "customer" ? `your recovery key ${key.slice(0, 8)}` : recipient;
}

/** What was taken out, by rule. */
export function takenWords(redactions: Record<string, number>): string {
  const taken = Object.entries(redactions).sort(([one], [other]) => one.localeCompare(other));
  return taken.length === 0
    ? "Nothing had to be taken out."
    : `Taken out: ${taken.map(([rule, many]) => `${rule.replaceAll("-", " ")} (${count(many)})`).join(", ")}.`;
}
