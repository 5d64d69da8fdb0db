import { count } from "../../shared/format/count";
import type { Licence } from "../../shared/reads/reads";
import { Meter } from "../../shared/ui/Figures";
import { IconDone, IconLock } from "../../shared/ui/icons";
import { type Quota, quotaName, type Usage } from "./licence";
import classes from "./Licence.module.css";

/** What the licence switches on. */
export function Capabilities({ licence }: { licence: Licence }) {
  const missing = licence.capabilities.filter((one) => !one.granted);
  return (
    <ul className={classes.grants}>
      {licence.capabilities.map((one) => (
        <li key={one.code} className={classes.capability} data-granted={one.granted}>
          {one.granted ? (
            <IconDone size={18} aria-label="Granted" />
          ) : (
            <IconLock size={17} aria-label="Not granted" />
          )}
          <span>
            {one.sentence} <span className={`${classes.code} mono`}>{one.code}</span>
          </span>
        </li>
      ))}
      {missing.length === 0 ? null : (
        <li className={classes.code}>
          For what is locked, ask your vendor for a licence with the capability by its name.
        </li>
      )}
    </ul>
  );
}

/** How much the licence grants, and how much of it is used. */
export function QuotaList({ quotas, usage }: { quotas: Quota[]; usage?: Usage | undefined }) {
  const forecasts = new Map(usage?.items.map((item) => [item.code, item.forecast]));
  return (
    <ul className={classes.grants}>
      {quotas.map((quota) => (
        <li key={quota.code} className={classes.grant}>
          <span className={classes.line}>
            <span>{quotaName(quota.code)}</span>
            <span>{quotaWords(quota)}</span>
          </span>
          <Meter
            label={quotaName(quota.code)}
            part={quota.used ?? 0}
            of={quota.granted}
            words={quotaWords(quota)}
            calm={!isRefusedUse(quota)}
          />
          <Beyond
            quota={quota}
            forecast={quota.code === "nodes" ? null : forecasts.get(quota.code)}
          />
        </li>
      ))}
    </ul>
  );
}

/** Where use is refused, if that is not what was bought; and where things lead. */
function Beyond({ quota, forecast }: { quota: Quota; forecast?: string | null | undefined }) {
  const words = [overageWords(quota), forecast ?? ""].filter((word) => word !== "");
  return words.length === 0 ? null : <span className={classes.code}>{words.join(" ")}</span>;
}

/** What happens beyond the amount that was bought. */
export function overageWords({ granted, ceiling }: Pick<Quota, "granted" | "ceiling">): string {
  if (granted === null || granted === ceiling) return "";
  return ceiling === null
    ? "More is allowed, and shown in the report of use."
    : `Up to ${count(ceiling)} is allowed.`;
}

/** Use that is refused at the amount that was bought: calls fail then, which nobody sees coming. */
const isRefusedUse = ({ code, granted, ceiling }: Quota): boolean =>
  code.startsWith("tokens.") && granted === ceiling;

function quotaWords({ used, granted }: Quota): string {
  const grant = granted === null ? "no limit" : count(granted);
  if (used === null) return grant;
  return granted === null ? `${count(used)}, no limit` : `${count(used)} of ${grant}`;
}
