import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../../shared/api/client";
import type { Answer } from "../../shared/api/types";
import { count } from "../../shared/format/count";
import { type Licence, licenceQuery } from "../../shared/reads/reads";
import type { Tone } from "../../shared/ui/State";

export function useAddLicence() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (statement: string) =>
      body(await api.POST("/api/platform/licence", { body: { statement } })),
    onSuccess: async (licence) => {
      client.setQueryData(licenceQuery.queryKey, licence);
      await client.invalidateQueries({ queryKey: ["platform"] });
    },
  });
}

/** Sets the time that licences go by, by the vendor's word. */
export function useResetClock() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (statement: string) =>
      body(await api.POST("/api/platform/licence/clock-reset", { body: { statement } })),
    onSuccess: async (licence) => {
      client.setQueryData(licenceQuery.queryKey, licence);
      await client.invalidateQueries({ queryKey: ["platform"] });
    },
  });
}

export function useRemoveLicence() {
  const client = useQueryClient();
  return async () => {
    await api.DELETE("/api/platform/licence");
    await client.invalidateQueries({ queryKey: ["platform"] });
  };
}

export type Quota = Licence["quotas"][number];

/** A quota's name, for people. */
export function quotaName(code: string): string {
  const known: Record<string, string> = {
    tenants: "Tenants",
    users: "Users",
    providers: "Providers",
    nodes: "Nodes",
    "tokens.day": "Tokens today",
    "tokens.month": "Tokens this month",
  };
  return known[code] ?? code;
}

const WORDS: Record<string, string> = {
  community: "community plan",
  other_machine: "another machine",
  version_not_covered: "release not covered",
};

/** What to call it, in a word or two; the sentence beside it says the rest. */
export function stateWords({ state, stage }: Standing): string {
  if (state === "valid" && stage === "notice") return "ends soon";
  if (state === "expired" && stage === "read-only") return "expired, read only";
  return WORDS[state] ?? state.replaceAll("_", " ");
}

type Standing = Pick<Licence, "state" | "stage">;

export function stateTone({ state, stage }: Standing): Tone {
  if (state === "revoked" || stage === "read-only") return "bad";
  if (state === "valid" && stage === "active") return "good";
  if (state === "community") return "accent";
  return stage === "no-new" ? "bad" : "warn";
}

/**
 * What the licence asks of an operator, or undefined while it asks nothing. Three things do: a rung
 * of the ladder, a clock that cannot be trusted, and tokens that are about to be refused. All else,
 * the community plan and amounts that are simply in use among it, is on the licence page alone.
 */
export function asksFor(
  licence: Pick<Licence, "stage" | "state" | "sentence" | "clock" | "quotas">,
): { sentence: string; urgent: boolean } | undefined {
  const { stage, state, sentence, clock, quotas } = licence;
  if (clock.state === "clock_suspect") return { sentence: clock.sentence, urgent: true };
  if (WITHHELD.includes(stage)) return { sentence, urgent: true };
  const tokens = quotas.find(nearlyRefused);
  if (tokens !== undefined) return { sentence: refusalWords(tokens), urgent: true };
  return stage === "notice" || state === "not_yet_valid" ? { sentence, urgent: false } : undefined;
}

/** Whether to show who keeps the time: it is in doubt, or one place does not say what another does. */
export function isWitnessed({
  state,
  witnesses,
}: {
  state: string;
  witnesses: Pick<Licence["clock"]["witnesses"][number], "standing">[];
}): boolean {
  const agreeing = witnesses.filter((one) => one.standing === "agrees").length;
  // At a first start nobody has anything to say.
  return witnesses.length > 0 && (state !== "ok" || (agreeing > 0 && agreeing < witnesses.length));
}

const WITHHELD = ["grace", "no-new", "read-only"];
const NEARLY = 0.9;

/** People cannot see a call coming that is refused; a form that is refused says so itself. */
const nearlyRefused = ({ code, ceiling, used }: Quota): boolean =>
  code.startsWith("tokens.") && ceiling !== null && used !== null && used >= ceiling * NEARLY;

function refusalWords({ code, ceiling, used }: Quota): string {
  const amount = `${count(used ?? 0)} of ${count(ceiling ?? 0)}`;
  return (used ?? 0) >= (ceiling ?? 0)
    ? `${quotaName(code)}: all are used, ${amount}. Calls are refused until the count begins anew.`
    : `${quotaName(code)}: nearly all are used, ${amount}.`;
}

export type Usage = Answer<"/api/platform/licence/usage", "get">;

/** Use day by day, with a forecast. */
export const usageQuery = queryOptions({
  queryKey: ["platform", "licence", "usage"],
  queryFn: async () => body(await api.GET("/api/platform/licence/usage")),
});

/** What happened to the licence, newest first. */
export const historyQuery = queryOptions({
  queryKey: ["platform", "licence", "history"],
  queryFn: async () => body(await api.GET("/api/platform/licence/history")).items,
});

/** The nodes that live. */
export const nodesQuery = queryOptions({
  queryKey: ["platform", "licence", "nodes"],
  queryFn: async () => body(await api.GET("/api/platform/licence/nodes")),
});

/** Asks the vendor: makes the file that is handed over. */
export function useRequest() {
  return useMutation({
    mutationFn: async () => body(await api.POST("/api/platform/licence/requests")),
  });
}

/** Writes a report of use: a table, and the same rows signed. */
export function useReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => body(await api.POST("/api/platform/licence/reports", { body: {} })),
    onSuccess: async () => client.invalidateQueries({ queryKey: usageQuery.queryKey }),
  });
}

const KEPT_MILLIS = 30_000;

/** Gives the reader a file. */
export function save(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, KEPT_MILLIS);
}
