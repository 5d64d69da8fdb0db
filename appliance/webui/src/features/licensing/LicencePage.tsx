import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { inUtc } from "../../shared/format/time";
import { type Licence, licenceQuery } from "../../shared/reads/reads";
import { useMay } from "../../shared/session/session";
import { Confirm } from "../../shared/ui/Confirm";
import { Loaded } from "../../shared/ui/Loaded";
import { notice } from "../../shared/ui/notice";
import { Page } from "../../shared/ui/Page";
import { Panel } from "../../shared/ui/Panel";
import { State } from "../../shared/ui/State";
import { Exchange } from "./Exchange";
import { Capabilities, QuotaList } from "./Grants";
import { History, Nodes } from "./History";
import { stateTone, stateWords, usageQuery, useRemoveLicence } from "./licence";
import classes from "./Licence.module.css";
import { Besides, First, Ladder } from "./Ladder";
import { ClockResetForm, LicenceForm } from "./LicenceForm";

/** What this appliance may do, and by whose word. */
export function LicencePage() {
  const licence = useQuery(licenceQuery);
  const mayWrite = useMay("platform:write");
  return (
    <Page
      title="Licence"
      about="A licence is a signed file. It is verified on this machine, with no network, and counts nothing outside of it."
    >
      <Loaded query={licence}>{(found) => <Found licence={found} mayWrite={mayWrite} />}</Loaded>
    </Page>
  );
}

function Found({ licence, mayWrite }: { licence: Licence; mayWrite: boolean }) {
  const remove = useRemoveLicence();
  const usage = useQuery(usageQuery).data;
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Panel>
        <div className={classes.state} data-testid="licence-state">
          <State tone={stateTone(licence)}>{stateWords(licence)}</State>
          <p className={classes.sentence}>{licence.sentence}</p>
          {mayWrite && licence.state !== "community" ? (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setAsking(true);
              }}
            >
              Remove
            </Button>
          ) : null}
        </div>
        <Facts licence={licence} />
      </Panel>
      <First licence={licence} />
      <div className={classes.columns}>
        <Panel title="What it grants">
          <Capabilities licence={licence} />
        </Panel>
        <Panel title="How much is used">
          <QuotaList quotas={licence.quotas} usage={usage} />
        </Panel>
      </div>
      <Ladder licence={licence} />
      <Besides licence={licence} />
      <Nodes />
      {mayWrite ? (
        <Panel title={licence.state === "community" ? "Add a licence" : "Replace the licence"}>
          <LicenceForm
            done={(added) => {
              // Another may go on ruling: one that begins later, a revocation list.
              notice(`It was taken. ${added.sentence}`);
            }}
          />
        </Panel>
      ) : null}
      {mayWrite && licence.clock.state !== "ok" ? (
        <Panel
          title="Clock reset"
          about="Where the later time is the wrong one: write a request below, and give your vendor's answer here."
        >
          <ClockResetForm
            done={({ clock }) => {
              notice(`Licences go by ${inUtc(clock.now)} now`);
            }}
          />
        </Panel>
      ) : null}
      {mayWrite ? <Exchange /> : null}
      <History />
      <Confirm
        opened={asking}
        title="Remove the licence?"
        verb="Remove the licence"
        close={() => {
          setAsking(false);
        }}
        act={async () => {
          await remove();
          notice("The licence is removed; the community plan rules now");
        }}
      >
        The community plan rules from then on. What exceeds it stays as it is, but nothing can be
        added.
      </Confirm>
    </>
  );
}

const OWN_END = ["valid", "grace", "expired", "not_yet_valid"];

/** What the licence in force says of itself; nothing where none is. */
function Facts({ licence }: { licence: Licence }) {
  if (licence.id === null) return null;
  const facts = [
    licence.customer === null ? "" : `For ${licence.customer}`,
    `plan ${licence.plan}`,
    licence.issued === null ? "" : `issued ${inUtc(licence.issued)}`,
    // Days of grace of its own, which count where it is its own end that is near.
    licence.graceDays === null || licence.graceDays === 0 || !OWN_END.includes(licence.state)
      ? ""
      : `${licence.graceDays} days of grace`,
    licence.updatesUntil === null ? "" : `updates until ${inUtc(licence.updatesUntil)}`,
    licence.id,
  ].filter((fact) => fact !== "");
  return <p className={`${classes.facts} break`}>{facts.join(", ")}</p>;
}
