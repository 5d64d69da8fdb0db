import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { Answer } from "../../shared/api/types";
import { plural } from "../../shared/format/count";
import { IconDownload } from "../../shared/ui/icons";
import { ProblemNote } from "../../shared/ui/Notes";
import { Panel } from "../../shared/ui/Panel";
import { save, useReport, useRequest } from "./licence";
import classes from "./Licence.module.css";

type Request = Answer<"/api/platform/licence/requests", "post">;
type Report = Answer<"/api/platform/licence/reports", "post">;

/** What is handed to the vendor as files, because nothing leaves this machine by itself. */
export function Exchange() {
  const request = useRequest();
  const report = useReport();
  return (
    <Panel
      title="For your vendor"
      about="Files that you hand over yourself, and can read before you do. They hold no host name, no address and no content."
    >
      <div className={classes.form}>
        <Offer
          name="Request"
          about="For a licence that is bound to this installation, or for a clock reset. It makes answers to earlier requests void."
          verb="Write a request"
          pending={request.isPending}
          write={() => {
            request.mutate();
          }}
        />
        {request.isError ? <ProblemNote error={request.error} /> : null}
        {request.isSuccess ? <Requested request={request.data} /> : null}
        <Offer
          name="Report of use"
          about="A table for a spreadsheet, and the same rows signed by this installation."
          verb="Write a report"
          pending={report.isPending}
          write={() => {
            report.mutate();
          }}
        />
        {report.isError ? <ProblemNote error={report.error} /> : null}
        {report.isSuccess ? <Reported report={report.data} /> : null}
      </div>
    </Panel>
  );
}

interface OfferProps {
  name: string;
  about: string;
  verb: string;
  pending: boolean;
  write: () => void;
}

function Offer({ name, about, verb, pending, write }: OfferProps) {
  return (
    <div className={classes.offer}>
      <div>
        <p className={classes.offerName}>{name}</p>
        <p className={classes.offerAbout}>{about}</p>
      </div>
      <Button size="xs" variant="default" loading={pending} onClick={write}>
        {verb}
      </Button>
    </div>
  );
}

function Requested({ request }: { request: Request }) {
  return (
    <Written words={`Request ${request.sequence} is written.`}>
      <SaveButton name={request.name} text={request.text} type="text/plain" />
    </Written>
  );
}

/** Two buttons and not two downloads at once, which browsers ask about or drop. */
function Reported({ report }: { report: Report }) {
  const rows = report.lastRow - report.firstRow + 1;
  return (
    <Written
      words={`Report ${report.sequence} is written: ${plural(rows, "row")}. Hand over both files.`}
    >
      <SaveButton name={`${report.name}.csv`} text={report.csv} type="text/csv" />
      <SaveButton name={`${report.name}.holdfast-usage`} text={report.signed} type="text/plain" />
    </Written>
  );
}

function Written({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div className={classes.written} role="status">
      <span>{words}</span>
      <span className={classes.files}>{children}</span>
    </div>
  );
}

function SaveButton({ name, text, type }: { name: string; text: string; type: string }) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={15} aria-hidden="true" />}
      onClick={() => {
        save(name, text, type);
      }}
    >
      Save {name}
    </Button>
  );
}
