import { countBrief } from "./count";

/** Money is a whole number of nano-dollars (10^-9 US dollar). Nothing here goes through a fraction. */
export type Nanos = number | bigint;

const PER_DOLLAR = 1_000_000_000n;

function split(nanos: Nanos): { sign: string; dollars: bigint; rest: bigint } {
  const value = BigInt(nanos);
  const size = value < 0n ? -value : value;
  return { sign: value < 0n ? "−" : "", dollars: size / PER_DOLLAR, rest: size % PER_DOLLAR };
}

const grouped = (whole: bigint): string => whole.toString().replace(/\B(?=(\d{3})+$)/g, ",");

/** Exactly: every digit that is not a trailing zero, and at least cents. */
export function money(nanos: Nanos): string {
  const { sign, dollars, rest } = split(nanos);
  const digits = rest.toString().padStart(9, "0").replace(/0+$/, "").padEnd(2, "0");
  return `${sign}$${grouped(dollars)}.${digits}`;
}

/** Rounded for a glance: cents, or three significant digits below a cent. Pair it with {@link money}. */
export function moneyBrief(nanos: Nanos): string {
  const { sign, dollars, rest } = split(nanos);
  if (dollars === 0n && rest !== 0n && rest < PER_DOLLAR / 10n) {
    const digits = rest.toString();
    const drop = Math.max(0, digits.length - 3);
    const unit = 10n ** BigInt(drop);
    return money(BigInt(sign === "" ? 1 : -1) * (((rest + unit / 2n) / unit) * unit));
  }
  const cents = (dollars * PER_DOLLAR + rest + PER_DOLLAR / 200n) / (PER_DOLLAR / 100n);
  return `${sign}$${grouped(cents / 100n)}.${(cents % 100n).toString().padStart(2, "0")}`;
}

/** For the axis of a chart, where there is little room: "$50K" from ten thousand dollars on. */
export function moneyAxis(nanos: number): string {
  const dollars = nanos / Number(PER_DOLLAR);
  return dollars < 10_000 ? moneyBrief(Math.round(nanos)) : `$${countBrief(dollars)}`;
}

/** Reads dollars as people type them; undefined when it is no amount or finer than a nano-dollar. */
export function parseDollars(typed: string): number | undefined {
  const match = /^\$?\s*(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,9}))?$/.exec(typed.trim());
  const whole = match?.[1];
  if (whole === undefined) return undefined;
  const nanos =
    BigInt(whole.replaceAll(",", "")) * PER_DOLLAR + BigInt((match?.[2] ?? "").padEnd(9, "0"));
  return nanos <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(nanos) : undefined;
}

/** Dollars for an input field: as {@link money}, without sign and commas. */
export const dollarsTyped = (nanos: Nanos): string => money(nanos).replace(/[$,]/g, "");
