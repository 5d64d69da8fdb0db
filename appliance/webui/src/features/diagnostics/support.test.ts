import { describe, expect, test } from "vitest";
import { bundleUrl, fileUrl, recipientWords, takenWords } from "./support";

describe("who can open a bundle", () => {
  test.each([
    ["vendor:4c1d9a0b77e2f3a815c0d9be", "the vendor's key 4c1d9a0b"],
    ["customer:5f0c1a9d27b3e480", "your recovery key 5f0c1a9d"],
    ["auditor:1234", "auditor:1234"],
    ["", ""],
  ])("%s is %s", (recipient, words) => {
    expect(recipientWords(recipient)).toBe(words);
  });
});

describe("what was taken out", () => {
  test("is said by rule, in order", () => {
    expect(takenWords({ value: 3, "names-and-addresses": 1200 })).toBe(
      "Taken out: names and addresses (1,200), value (3).",
    );
    expect(takenWords({})).toBe("Nothing had to be taken out.");
  });
});

describe("addresses", () => {
  test("keep to their place, whatever a name is", () => {
    expect(fileUrl("../x", "logs/1.log?a=b&c")).toBe(
      "/api/platform/support/previews/..%2Fx/files?name=logs%2F1.log%3Fa%3Db%26c",
    );
    expect(bundleUrl("a/b")).toBe("/api/platform/support/bundles/a%2Fb/content");
  });
});
