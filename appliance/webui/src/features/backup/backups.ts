import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../shared/api/client";
import type { Answer } from "../../shared/api/types";
import { duration, plural } from "../../shared/format/count";

type Overview = Answer<"/api/platform/backups", "get">;
export type Backup = Overview["items"][number];
export type Run = Overview["runs"][number];
type Drilled = Pick<
  Answer<"/api/platform/backups/{id}/drill", "post">,
  "rows" | "tables" | "chains" | "totalMillis"
>;
export type PointInTime = Overview["pointInTime"];

export const backupsQuery = queryOptions({
  queryKey: ["platform", "backups"],
  queryFn: async () => body(await api.GET("/api/platform/backups")),
});

export const takeBackup = async () => body(await api.POST("/api/platform/backups"));

export const drill = async (id: string) =>
  body(await api.POST("/api/platform/backups/{id}/drill", { params: { path: { id } } }));

/** Of the latest moment that the stored log reaches. */
export const drillMoment = async () =>
  body(await api.POST("/api/platform/backups/point-in-time/drill"));

export const verify = async (id: string) =>
  body(
    await api.POST("/api/platform/backups/{id}/verify", {
      params: { path: { id }, query: { deep: true } },
    }),
  );

/** 1536 as "1.5 KiB". */
export function bytes(many: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = many;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ""}`;
}

const KINDS: Record<string, string> = {
  base: "base for the log",
  "moment drill": "drill of a moment",
};

/** What was run, for people. */
export const kindWords = (kind: string): string => KINDS[kind] ?? kind;

/** What a drill found. */
export function drillWords(report: Drilled): string {
  const chains = `${plural(report.chains, "audit chain")} ${report.chains === 1 ? "holds" : "hold"}`;
  return `${plural(report.rows, "row")} in ${plural(report.tables, "table")}, ${chains}, ${duration(report.totalMillis)}`;
}

/** A drill's report is JSON; anything else is words already. */
export function outcome(run: Run): string {
  if (!run.kind.endsWith("drill") || run.outcome !== "done") return run.detail;
  try {
    const report: unknown = JSON.parse(run.detail);
    if (typeof report !== "object" || report === null) return run.detail;
    const number = (name: string) => Number(Reflect.get(report, name) ?? 0);
    return drillWords({
      rows: number("rows"),
      tables: number("tables"),
      chains: number("chains"),
      totalMillis: number("totalMillis"),
    });
  } catch {
    return run.detail;
  }
}
