import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { count } from "../../shared/format/count";
import { Empty } from "../../shared/ui/Empty";
import { When } from "../../shared/ui/Figures";
import { IconSupport } from "../../shared/ui/icons";
import { Loaded } from "../../shared/ui/Loaded";
import { InfoNote, ProblemNote, WarnNote } from "../../shared/ui/Notes";
import { Page } from "../../shared/ui/Page";
import { Panel } from "../../shared/ui/Panel";
import { State, type Tone } from "../../shared/ui/State";
import { Table } from "../../shared/ui/Table";
import {
  bundleUrl,
  fileUrl,
  look,
  type Bundle,
  type Preview,
  recipientWords,
  supportQuery,
  takenWords,
  write,
} from "./support";
import classes from "./Support.module.css";

const TONES: Record<string, Tone> = { ok: "good", warn: "warn", fail: "bad" };

/** A support bundle: seen first, then written. */
export function SupportPage() {
  const query = useQuery(supportQuery);
  const client = useQueryClient();
  const looking = useMutation({ mutationFn: look });
  const writing = useMutation({
    mutationFn: write,
    onSettled: () => client.invalidateQueries({ queryKey: supportQuery.queryKey }),
  });
  const preview = looking.data;
  const nobody = query.data?.vendorKey === null && query.data.recoveryKey === null;
  return (
    <Page
      title="Support"
      about="What support needs to see, without what is yours. Nothing is sent anywhere: you carry the file."
      actions={
        <Button
          loading={looking.isPending}
          onClick={() => {
            writing.reset();
            looking.mutate();
          }}
        >
          Gather and show
        </Button>
      }
    >
      {looking.isError ? <ProblemNote error={looking.error} /> : null}
      {writing.isError ? <ProblemNote error={writing.error} /> : null}
      {writing.data === undefined ? null : (
        <InfoNote title="Written">
          <a className="break" href={bundleUrl(writing.data.id)}>
            Download {writing.data.id}
          </a>
          , or take it from <span className="mono break">{writing.data.file}</span>. It opens with{" "}
          {writing.data.recipients.map(recipientWords).join(" and with ")}.
        </InfoNote>
      )}
      {looking.isPending ? (
        <InfoNote title="It is being gathered">This takes about ten seconds.</InfoNote>
      ) : null}
      <Loaded query={query}>
        {({ items, vendorKey }) => (
          <>
            {nobody ? (
              <WarnNote title="There is nobody to encrypt a bundle for">
                It can be seen, and not written. Put the vendor&apos;s support key into the
                home&apos;s <span className="mono">conf/support.key</span>, or make a recovery key
                on the machine: <span className="mono">holdfastctl backup key init</span>
              </WarnNote>
            ) : null}
            {!nobody && vendorKey === null ? (
              <WarnNote title="The vendor's support could not open a bundle">
                This release carries no support key; a bundle is for your recovery key alone. Ask
                the vendor for the file, and put it into the home&apos;s{" "}
                <span className="mono">conf/support.key</span>
              </WarnNote>
            ) : null}
            {preview === undefined || writing.data !== undefined ? null : (
              <Shown
                preview={preview}
                nobody={nobody}
                writing={writing.isPending}
                onWrite={() => {
                  writing.mutate(preview.id);
                }}
              />
            )}
            <Panel title="Written bundles" flush>
              <Written items={items} />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Written({ items }: { items: Bundle[] }) {
  if (items.length === 0) {
    return (
      <Empty icon={<IconSupport size={26} />} title="No bundle was written yet">
        Gather first: each file is shown before anything is written.
      </Empty>
    );
  }
  return (
    <Table
      label="Written bundles"
      rows={items}
      rowKey={(item) => item.id}
      columns={[
        { head: "Made", cell: (item) => <When at={item.createdAt} /> },
        {
          head: "Bundle",
          cell: (item) => (
            <a className="mono break" href={bundleUrl(item.id)}>
              {item.id}
            </a>
          ),
        },
        { head: "Bytes", number: true, cell: (item) => count(item.bytes) },
        {
          head: "Opens with",
          wideOnly: true,
          cell: (item) => item.recipients.map(recipientWords).join(", "),
        },
      ]}
    />
  );
}

interface ShownProps {
  preview: Preview;
  nobody: boolean;
  writing: boolean;
  onWrite: () => void;
}

function Shown({ preview, nobody, writing, onWrite }: ShownProps) {
  return (
    <>
      <Panel
        title="What was found"
        actions={
          <Button loading={writing} disabled={nobody} onClick={onWrite}>
            Sign, encrypt and write it
          </Button>
        }
      >
        <ul className={classes.findings}>
          {preview.findings.map((finding) => (
            <li key={finding.id}>
              <State tone={TONES[finding.severity] ?? "quiet"}>{finding.words}</State>
            </li>
          ))}
        </ul>
        {preview.warnings.length === 0 ? null : (
          <div className={classes.missing}>
            <WarnNote title="Not everything could be gathered">
              {preview.warnings.join("; ")}
            </WarnNote>
          </div>
        )}
        <p className={classes.taken}>{takenWords(preview.redactions)}</p>
      </Panel>
      <Panel title="What would leave" about="Each file as it would leave." flush>
        <Table
          label="Files"
          rows={preview.files}
          rowKey={(file) => file.name}
          columns={[
            {
              head: "File",
              cell: (file) => (
                <a href={fileUrl(preview.id, file.name)} target="_blank" rel="noreferrer">
                  {file.name}
                </a>
              ),
            },
            { head: "Bytes", number: true, cell: (file) => count(file.bytes) },
          ]}
        />
      </Panel>
    </>
  );
}
