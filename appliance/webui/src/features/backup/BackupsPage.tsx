import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Empty } from "../../shared/ui/Empty";
import { When } from "../../shared/ui/Figures";
import { IconBackup } from "../../shared/ui/icons";
import { Loaded } from "../../shared/ui/Loaded";
import { ProblemNote, WarnNote } from "../../shared/ui/Notes";
import { notice } from "../../shared/ui/notice";
import { Page } from "../../shared/ui/Page";
import { Inset, Panel } from "../../shared/ui/Panel";
import { State, type Tone } from "../../shared/ui/State";
import { Table } from "../../shared/ui/Table";
import {
  type Backup,
  backupsQuery,
  bytes,
  drill,
  drillMoment,
  drillWords,
  kindWords,
  outcome,
  type PointInTime,
  type Run,
  takeBackup,
  verify,
} from "./backups";

const TONES: Record<string, Tone> = { done: "good", running: "quiet", failed: "bad" };

/** The backups that there are, what was run, and the two things to do about it. */
export function BackupsPage() {
  const query = useQuery(backupsQuery);
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: backupsQuery.queryKey });
  const taking = useMutation({
    mutationFn: takeBackup,
    onSettled,
    onSuccess: (backup) => {
      notice(`The backup is taken: ${bytes(backup.bytes)}, ${bytes(backup.addedBytes)} written`);
    },
  });
  return (
    <Page
      title="Backups"
      about="Everything of this appliance in one place: database, audit journal, keys, configuration, licences."
      actions={
        <Button
          loading={taking.isPending}
          onClick={() => {
            taking.mutate();
          }}
        >
          Take a backup now
        </Button>
      }
    >
      {taking.isError ? <ProblemNote error={taking.error} /> : null}
      <Loaded query={query}>
        {({ items, runs, place, recoveryKey, scheduledAt, pointInTime }) => (
          <>
            {recoveryKey === null ? (
              <WarnNote title="Only the KMS opens these backups">
                Where the KMS is lost too, they cannot be restored. On the machine, make a recovery
                key: <span className="mono">holdfastctl backup key init</span>
              </WarnNote>
            ) : null}
            <Panel
              title="Backups"
              about={`In ${place}${scheduledAt === "" ? "; none is scheduled" : `; one each day at ${scheduledAt} UTC`}. To verify is to read every part; a drill restores it into a scratch database, verifies the audit chains, and throws that away.`}
              flush
            >
              <Backups items={items} onSettled={onSettled} />
            </Panel>
            <AnyMoment log={pointInTime} onSettled={onSettled} />
            <Panel title="What was run" flush>
              <Runs runs={runs} />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Which moments between backups a restore can go to. */
function AnyMoment({ log, onSettled }: { log: PointInTime; onSettled: () => Promise<void> }) {
  const drilling = useMutation({ mutationFn: drillMoment, onSettled, onSuccess: held });
  if (!log.on) {
    return (
      <Panel title="Any moment">
        The database&apos;s log is not kept: a restore goes to a backup. It can be kept where the
        database is PostgreSQL.
      </Panel>
    );
  }
  return (
    <>
      {log.trouble === null ? null : (
        <WarnNote title="The database's log is not stored">
          {log.trouble} The database keeps {bytes(log.keptBytes)} of it until then.
        </WarnNote>
      )}
      <Panel
        title="Any moment"
        about="The database's log is stored as it is written. On the machine, a restore goes to any moment of these: holdfastctl restore --at. A drill restores the latest into a scratch database."
        actions={
          log.windows.length === 0 ? undefined : (
            <Button
              size="xs"
              variant="default"
              loading={drilling.isPending}
              onClick={() => {
                drilling.mutate();
              }}
            >
              Drill the latest
            </Button>
          )
        }
        flush
      >
        {drilling.isError ? (
          <Inset>
            <ProblemNote error={drilling.error} />
          </Inset>
        ) : null}
        {log.windows.length === 0 ? (
          <Empty icon={<IconBackup size={26} />} title="No moment can be reached yet">
            A base of the database is taken by itself; each moment after it can be reached.
          </Empty>
        ) : (
          <Table
            label="Moments that can be reached"
            rows={log.windows}
            rowKey={(window) => window.from}
            columns={[
              { head: "From", cell: (window) => <Moment at={window.from} /> },
              { head: "To", cell: (window) => <Moment at={window.to} /> },
            ]}
          />
        )}
      </Panel>
    </>
  );
}

/** As people read it, and as it is typed for a restore. */
function Moment({ at }: { at: string }) {
  return (
    <span>
      <When at={at} />{" "}
      <span className="mono" style={{ whiteSpace: "nowrap" }}>
        {at}
      </span>
    </span>
  );
}

function held(report: Parameters<typeof drillWords>[0]): void {
  notice(`The drill held: ${drillWords(report)}`);
}

function Backups({ items, onSettled }: { items: Backup[]; onSettled: () => Promise<void> }) {
  const drilling = useMutation({ mutationFn: drill, onSettled, onSuccess: held });
  const verifying = useMutation({
    mutationFn: verify,
    onSettled,
    onSuccess: () => {
      notice("The backup is whole: every part of it was read");
    },
  });
  if (items.length === 0) {
    return (
      <Empty icon={<IconBackup size={26} />} title="There is no backup yet">
        The first one holds everything; those after it write only what has changed.
      </Empty>
    );
  }
  return (
    <>
      {drilling.isError || verifying.isError ? (
        <Inset>
          <ProblemNote error={drilling.error ?? verifying.error} />
        </Inset>
      ) : null}
      <Table
        label="Backups"
        rows={items}
        rowKey={(item) => item.id}
        columns={[
          { head: "Taken", cell: (item) => <When at={item.takenAt} /> },
          { head: "Id", wideOnly: true, cell: (item) => <span className="mono">{item.id}</span> },
          { head: "Version", cell: (item) => item.version },
          { head: "Data", number: true, cell: (item) => bytes(item.bytes) },
          { head: "Written", number: true, cell: (item) => bytes(item.addedBytes) },
          { head: "Opens with", wideOnly: true, cell: (item) => item.opensWith.join(", ") },
          {
            head: "Actions",
            actions: true,
            cell: (item) => (
              <>
                <Button
                  size="xs"
                  variant="default"
                  loading={verifying.isPending && verifying.variables === item.id}
                  onClick={() => {
                    verifying.mutate(item.id);
                  }}
                >
                  Verify
                </Button>{" "}
                <Button
                  size="xs"
                  variant="default"
                  loading={drilling.isPending && drilling.variables === item.id}
                  onClick={() => {
                    drilling.mutate(item.id);
                  }}
                >
                  Drill
                </Button>
              </>
            ),
          },
        ]}
      />
    </>
  );
}

function Runs({ runs }: { runs: Run[] }) {
  if (runs.length === 0) {
    return <Empty icon={<IconBackup size={26} />} title="Nothing was run yet" />;
  }
  return (
    <Table
      label="Runs"
      rows={runs}
      rowKey={(run) => run.id}
      columns={[
        { head: "Began", cell: (run) => <When at={run.startedAt} /> },
        { head: "What", cell: (run) => kindWords(run.kind) },
        {
          head: "Outcome",
          cell: (run) => <State tone={TONES[run.outcome] ?? "quiet"}>{run.outcome}</State>,
        },
        { head: "By", wideOnly: true, cell: (run) => run.startedBy },
        { head: "Report", wordy: true, cell: outcome },
      ]}
    />
  );
}
