import { expect, test } from "vitest";
import { axisRoom, niceTop } from "./scale";

test.each([
  [0, 1],
  [1, 1],
  [7, 8],
  [11, 20],
  [763_000_000, 800_000_000],
  [0.4, 0.4],
])("the axis for %d ends at %d", (largest, top) => {
  expect(niceTop(largest)).toBeCloseTo(top);
});

test("an axis has room for its longest label", () => {
  expect(axisRoom(["$0.00", "$1.00"])).toBe(58);
  expect(axisRoom(["$0.00", "$0.000038"])).toBe(72);
});
