import { expect, test } from "vitest";
import { axisLines, axisRoom, niceTop } from "./scale";

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

test("an axis of nothing ends where it is told, and its half is left out where it would be rounded", () => {
  expect(niceTop(0, 1_000_000_000)).toBe(1_000_000_000);
  expect(axisLines(10)).toEqual([0, 5, 10]);
  expect(axisLines(1)).toEqual([0, 1]);
  expect(axisLines(5)).toEqual([0, 5]);
});
