/** A round number at or above the largest value, for the top of an axis. */
export function niceTop(largest: number): number {
  if (largest <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 2, 4, 5, 8, 10].find((one) => one * unit >= largest) ?? 10;
  return step * unit;
}

const USUAL = 58;
const PER_SIGN = 6.6;
const GAP = 12;

/** How many pixels an axis needs at its left, so that its longest label is not cut. */
export const axisRoom = (labels: string[]): number =>
  Math.max(USUAL, Math.ceil(Math.max(...labels.map((one) => one.length)) * PER_SIGN) + GAP);
