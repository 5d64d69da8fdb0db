const stamp = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const stampWithYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const dayOnly = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
});
const utc = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "21 Nov, 14:03:22", with the year when it is not this one. */
export function moment(at: string, now = new Date()): string {
  const time = new Date(at);
  return (time.getFullYear() === now.getFullYear() ? stamp : stampWithYear).format(time);
}

/** "21 Nov 2026". */
export const day = (at: string): string => dayOnly.format(new Date(at));

/** "21 December 2026, 05:30 UTC", for what holds for everybody at once, such as a licence's end. */
export const inUtc = (at: string): string =>
  `${utc.format(new Date(at)).replace(" at ", ", ")} UTC`;

/** "3 minutes ago", "in 12 days". */
export function ago(at: string, now = new Date()): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return seconds > 0 ? "in a moment" : "just now";
}

/** Midnight at the end of a day typed as yyyy-mm-dd, in the reader's zone, as an instant. */
export const endOfDay = (typed: string): string => new Date(`${typed}T23:59:59`).toISOString();

/** Midnight at the start of a day typed as yyyy-mm-dd, in the reader's zone, as an instant. */
export const startOfDay = (typed: string): string => new Date(`${typed}T00:00:00`).toISOString();

/** An instant as yyyy-mm-dd in the reader's zone, for a date field. */
export function dayTyped(at: Date): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}
