import { describe, expect, test } from "vitest";
import {
  type Certificate,
  fingerprintShown,
  originSentence,
  renewalSentence,
  validity,
} from "../src/features/acme/certificate";
import { outcome, rowsOf } from "../src/features/datakeys/dataKeys";

const NOW = new Date("2026-11-21T12:00:00Z");
const at = (days: number) => new Date(NOW.getTime() + days * 86_400_000).toISOString();

const certificate = (more: Partial<Certificate> = {}): Certificate => ({
  subject: "CN=ai.example.org",
  issuer: "CN=ca",
  names: ["ai.example.org"],
  notBefore: at(-10),
  notAfter: at(80),
  origin: "own",
  fingerprint: "0a1b",
  problem: "",
  acme: null,
  ...more,
});

const acme = (
  more: Partial<NonNullable<Certificate["acme"]>> = {},
): NonNullable<Certificate["acme"]> => ({
  phase: "waiting",
  dueAt: null,
  adviceStart: null,
  adviceEnd: null,
  attemptedAt: null,
  succeededAt: null,
  nextAttemptAt: null,
  failures: 0,
  code: null,
  detail: "",
  hint: null,
  ...more,
});

describe("the certificate", () => {
  test("is said to be in force for as long as the doctor finds it well", () => {
    expect(validity(certificate(), NOW)).toEqual(["good", "In force, and ends in 3 months"]);
    expect(validity(certificate({ notAfter: at(20) }), NOW)[0]).toBe("warn");
    expect(validity(certificate({ notAfter: at(2) }), NOW)[0]).toBe("bad");
    expect(validity(certificate({ notAfter: at(-1) }), NOW)[1]).toContain("It has ended");
    expect(validity(certificate({ notBefore: at(1) }), NOW)).toEqual([
      "bad",
      "Not in force before 22 November 2026, 12:00 UTC",
    ]);
  });

  test("of a day by ACME is judged by its own life", () => {
    const short = (left: number) =>
      certificate({ origin: "acme", notBefore: at(left - 1), notAfter: at(left), acme: acme() });
    expect([0.5, 0.2, 0.04].map((left) => validity(short(left), NOW)[0])).toEqual([
      "good",
      "warn",
      "bad",
    ]);
  });

  test("says where it is from, and what it stands in for", () => {
    expect(originSentence(certificate({ origin: "files" }))).toBe("From files of yours");
    expect(originSentence(certificate({ origin: "acme", acme: acme() }))).toContain("ACME server");
    expect(originSentence(certificate())).toBe("From the appliance's own authority");
    expect(originSentence(certificate({ acme: acme() }))).toContain("until the ACME server");
  });

  test("says who sees to the next one", () => {
    expect(renewalSentence(certificate())).toContain("By itself");
    expect(renewalSentence(certificate({ origin: "files" }))).toContain("By you");
    const said = (more: Parameters<typeof acme>[0]) =>
      renewalSentence(certificate({ acme: acme(more) }));
    expect(said({})).toContain("about to begin");
    expect(said({ dueAt: new Date(Date.now() + 86_400_000 * 9.5).toISOString() })).toBe(
      "By itself, due in 10 days.",
    );
    expect(said({ phase: "ordering" })).toContain("running");
    expect(said({ phase: "other_node" })).toContain("Another node");
    expect(said({ phase: "retrying" })).toContain("tried again soon");
    expect(said({ phase: "retrying", nextAttemptAt: new Date().toISOString() })).toContain(
      "tried again",
    );
  });

  test("has a fingerprint as other programs show it", () => {
    expect(fingerprintShown("0a1bff")).toBe("0A:1B:FF");
  });
});

describe("data keys", () => {
  const key = (version: number) => ({
    version,
    wrappedBy: "file:1",
    wrappedAt: at(0),
    createdAt: at(0),
  });

  test("are listed with each tenant's newest first, and that one alone seals", () => {
    const rows = rowsOf([
      { tenant: "ten_a", keys: [key(1), key(2)] },
      { tenant: "ten_b", keys: [key(1)] },
      { tenant: "ten_c", keys: [] },
    ]);
    expect(rows.map((row) => [row.tenant, row.version, row.seals])).toEqual([
      ["ten_a", 2, true],
      ["ten_a", 1, false],
      ["ten_b", 1, true],
    ]);
  });

  test("are counted in words, and whoever failed is told", () => {
    const item = { tenant: "ten_a", version: 2, wrapped: 2, code: null, detail: null };
    expect(outcome("rewrap", { items: [item], failed: 0 })).toBe("2 data keys were wrapped again");
    expect(outcome("rotate", { items: [{ ...item, wrapped: 1 }], failed: 0 })).toBe(
      "1 data key was made",
    );
    expect(
      outcome("rotate", { items: [{ ...item, wrapped: 0, code: "kms_refused" }], failed: 1 }),
    ).toBe("0 data keys were made; 1 tenant failed");
  });
});
