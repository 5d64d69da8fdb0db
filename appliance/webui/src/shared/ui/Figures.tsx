import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { percent } from "../format/count";
import { money, moneyBrief, type Nanos } from "../format/money";
import { ago, moment } from "../format/time";
import classes from "./Figures.module.css";

/** One number that matters, with its name and what it means. */
export function Figure({
  name,
  value,
  note,
}: {
  name: string;
  value: ReactNode;
  note?: ReactNode;
}) {
  return (
    <div className={classes.figure}>
      <dt className={classes.name}>{name}</dt>
      <dd className={classes.value}>
        {value}
        {note === undefined ? null : <span className={classes.note}>{note}</span>}
      </dd>
    </div>
  );
}

/** Figures side by side in one frame. */
export function Figures({ children, label }: { children: ReactNode; label: string }) {
  return (
    <dl className={classes.figures} aria-label={label}>
      {children}
    </dl>
  );
}

/** An amount of money, or "unknown", which is never shown as zero. */
export function Money({ nanos, exact = false }: { nanos: Nanos | null; exact?: boolean }) {
  if (nanos === null) {
    return <span className={classes.unknown}>unknown</span>;
  }
  const full = money(nanos);
  const shown = exact ? full : moneyBrief(nanos);
  if (shown === full) return <span className="tabular">{full}</span>;
  return (
    <Tooltip label={full}>
      <span className="tabular">{shown}</span>
    </Tooltip>
  );
}

/** When: relative for reading, exact on hover, machine-readable underneath. */
export function When({ at, none = "never" }: { at: string | null; none?: string }) {
  if (at === null) return <span className={classes.unknown}>{none}</span>;
  return (
    <Tooltip label={`${moment(at)} (${new Date(at).toISOString()})`}>
      <time dateTime={at} className={classes.when}>
        {ago(at)}
      </time>
    </Tooltip>
  );
}

interface MeterProps {
  label: string;
  part: number;
  /** Promised but not yet settled, shown lighter. */
  held?: number;
  of: number | null;
  /** What the bar says in words, for those who do not see it. */
  words: string;
  /** A grant in full use is as it should be; a budget that is nearly spent is not. */
  calm?: boolean;
}

/** How much of a grant or a budget is used. */
export function Meter({ label, part, held = 0, of, words, calm = false }: MeterProps) {
  const used = percent(part, of);
  if (used === undefined) return null;
  const promised = Math.min(100 - used, percent(held, of) ?? 0);
  const tone = calm || used < 80 ? "good" : used >= 100 ? "bad" : "warn";
  return (
    <div
      className={classes.meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(used)}
      aria-valuetext={words}
      data-tone={tone}
    >
      <span style={{ width: `${used}%` }} />
      <span style={{ width: `${promised}%` }} data-held />
    </div>
  );
}
