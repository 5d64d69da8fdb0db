import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../shared/api/client";
import type { Answer } from "../../shared/api/types";
import { ago, inUtc } from "../../shared/format/time";
import type { Tone } from "../../shared/ui/State";

export type Certificate = Answer<"/api/platform/certificate", "get">;
type Acme = NonNullable<Certificate["acme"]>;

const DAY = 86_400_000;

/** An order takes a few seconds, and then there is another certificate. */
export const certificateQuery = queryOptions({
  queryKey: ["platform", "certificate"],
  refetchInterval: ({ state }) => (state.data?.acme?.phase === "ordering" ? 1_000 : 15_000),
  queryFn: async () => body(await api.GET("/api/platform/certificate")),
});

export const renew = async () => body(await api.POST("/api/platform/certificate/renew"));

/** Where the certificate in use is from, and why it is that one. */
export function originSentence(certificate: Certificate): string {
  if (certificate.origin === "files") return "From files of yours";
  if (certificate.origin === "acme") return "From an ACME server";
  return certificate.acme === null
    ? "From the appliance's own authority"
    : "From the appliance's own authority, until the ACME server has issued one";
}

/** Who sees to the next one. */
export function renewalSentence(certificate: Certificate): string {
  if (certificate.acme !== null) return phaseSentence(certificate.acme);
  return certificate.origin === "files"
    ? "By you: put the new certificate and key where the old ones are; they are taken up within the hour."
    : "By itself, 30 days before it ends.";
}

function phaseSentence({ phase, dueAt, nextAttemptAt }: Acme): string {
  if (phase === "ordering") return "An order is running.";
  if (phase === "other_node") return "Another node is ordering; this one comes after it.";
  if (phase === "retrying") {
    return nextAttemptAt === null
      ? "The last order failed, and is tried again soon."
      : `The last order failed, and is tried again ${ago(nextAttemptAt)}.`;
  }
  return dueAt === null ? "The first order is about to begin." : `By itself, due ${ago(dueAt)}.`;
}

/** As the doctor judges it: a certificate by ACME may live for a day, so its bounds are parts of its life. */
function bound(certificate: Certificate, most: number, part: number): number {
  if (certificate.origin !== "acme") return most;
  const life = Date.parse(certificate.notAfter) - Date.parse(certificate.notBefore);
  return Math.min(most, life / part);
}

/** Whether it is in force, and for how long, in one sentence. */
export function validity(certificate: Certificate, now = new Date()): [Tone, string] {
  const begins = Date.parse(certificate.notBefore) - now.getTime();
  const left = Date.parse(certificate.notAfter) - now.getTime();
  if (begins > 0) return ["bad", `Not in force before ${inUtc(certificate.notBefore)}`];
  if (left <= 0) return ["bad", "It has ended; browsers and programs refuse it"];
  const words = `In force, and ends ${ago(certificate.notAfter, now)}`;
  if (left < bound(certificate, 3 * DAY, 20)) return ["bad", words];
  return [left < bound(certificate, 21 * DAY, 4) ? "warn" : "good", words];
}

/** Pairs of digits with colons between them, as openssl and browsers show it. */
export const fingerprintShown = (hex: string): string =>
  hex.toUpperCase().replace(/(..)(?=.)/g, "$1:");
