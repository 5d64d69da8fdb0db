/** A round number at or above the largest value, for the top of an axis; `empty` where all is zero. */
export function niceTop(largest: number, empty = 1): number {
  if (largest <= 0) return empty;
  const unit = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 2, 4, 5, 8, 10].find((one) => one * unit >= largest) ?? 10;
  return step * unit;
}

/** Where the axis has lines; none at its half where that is no whole number, and would be rounded. */
export const axisLines = (top: number): number[] =>
  top < 10 && !Number.isInteger(top / 2) ? [0, top] : [0, top / 2, top];

const USUAL = 58;
const PER_SIGN = 6.6;
const GAP = 12;

/** How many pixels an axis needs at its left, so that its longest label is not cut. */
export const axisRoom = (labels: string[]): number =>
  Math.max(USUAL, Math.ceil(Math.max(...labels.map((one) => one.length)) * PER_SIGN) + GAP);
