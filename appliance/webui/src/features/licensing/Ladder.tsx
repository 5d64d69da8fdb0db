import { day, inUtc } from "../../shared/format/time";
import type { Licence } from "../../shared/reads/reads";
import { IconDone, IconPending } from "../../shared/ui/icons";
import { InfoNote, WarnNote } from "../../shared/ui/Notes";
import { Panel } from "../../shared/ui/Panel";
import { Tag } from "../../shared/ui/State";
import { isWitnessed } from "./licence";
import classes from "./Licence.module.css";

/** What happens when the licence runs out, date by date, and what never stops. */
export function Ladder({ licence }: { licence: Licence }) {
  const { ladder, neverStops } = licence;
  if (ladder.length === 0) return null;
  return (
    <Panel
      title="What happens when"
      about="Nothing here comes as a surprise: each step has its date."
    >
      <ol className={classes.ladder}>
        {ladder.map((rung) => (
          <li key={`${rung.at}/${rung.stage}`} data-reached={rung.reached ? true : undefined}>
            {rung.reached ? (
              <IconDone size={17} aria-label="Reached" />
            ) : (
              <IconPending size={17} aria-label="Ahead" />
            )}
            <time dateTime={rung.at} title={rung.at}>
              {inUtc(rung.at)}
            </time>
            <span>{rung.sentence}</span>
          </li>
        ))}
      </ol>
      {neverStops.length === 0 ? null : (
        <p className={classes.facts}>Never stops: {neverStops.join("; ")}.</p>
      )}
    </Panel>
  );
}

/** What comes before all else: a clock that cannot be trusted, and what else there is to say. */
export function First({ licence }: { licence: Licence }) {
  const { clock, notices } = licence;
  return (
    <>
      {clock.state === "ok" ? null : clock.state === "skewed" ? (
        <InfoNote title="The clock is a little behind">{clock.sentence}</InfoNote>
      ) : (
        <WarnNote title="The clock looks wrong (CLOCK_SUSPECT)">{clock.sentence}</WarnNote>
      )}
      {notices.map((notice) => (
        <InfoNote key={notice} title="Good to know">
          {notice}
        </InfoNote>
      ))}
    </>
  );
}

/** What an operator should know besides: who keeps the time, files not taken, other licences. */
export function Besides({ licence }: { licence: Licence }) {
  const { clock, refusedFiles, licences, unknownCapabilities } = licence;
  const others = licences.filter((one) => !one.inForce);
  return (
    <>
      <Witnesses clock={clock} />
      {Object.entries(refusedFiles).map(([file, reason]) => (
        <WarnNote key={file} title={`${file} was not taken`}>
          {reason}
        </WarnNote>
      ))}
      {unknownCapabilities.length === 0 ? null : (
        <WarnNote title="The licence grants more than this version knows">
          {unknownCapabilities.join(", ")}. Upgrade the appliance to use it.
        </WarnNote>
      )}
      {others.length === 0 ? null : (
        <Panel title="Other licences that are kept">
          <ul className={classes.grants}>
            {others.map((one) => (
              <li key={`${one.id}/${one.sequence}`} className={classes.line}>
                <span className="break">
                  {one.plan} <Tag>{one.stage}</Tag> <span className={classes.code}>{one.id}</span>
                </span>
                <span>
                  {day(one.notBefore)} to {day(one.expires)}
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

const PLACES: Record<string, string> = {
  database: "Database",
  file: "Sealed file",
  audit: "Audit log",
};

const STANDINGS: Record<string, string> = {
  agrees: "in order",
  behind: "left behind: put back, or restored from a copy",
  missing: "said nothing: deleted, or not yet written",
  unreadable: "could not be read",
  disbelieved: "not believed: it speaks of a word of the vendor's that nobody has",
};

/** The places that keep the latest time seen, where they do not tell the same. */
function Witnesses({ clock }: { clock: Licence["clock"] }) {
  if (!isWitnessed(clock)) return null;
  return (
    <Panel
      title="Where the latest time is kept"
      about="What each place said when this process began. They are set right from one another."
    >
      <ul className={classes.grants}>
        {clock.witnesses.map((witness) => (
          <li key={witness.name} className={classes.line}>
            <span>
              {PLACES[witness.name] ?? witness.name}
              {witness.seenAt === null ? "" : `, ${inUtc(witness.seenAt)}`}
            </span>
            <span className={classes.code}>{STANDINGS[witness.standing] ?? witness.standing}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
