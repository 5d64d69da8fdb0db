import { Anchor, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { count } from "../../shared/format/count";
import { When } from "../../shared/ui/Figures";
import { Loaded } from "../../shared/ui/Loaded";
import { InfoNote, ProblemNote, WarnNote } from "../../shared/ui/Notes";
import { Page } from "../../shared/ui/Page";
import { Panel } from "../../shared/ui/Panel";
import { State, type Tone } from "../../shared/ui/State";
import { Table } from "../../shared/ui/Table";
import { bundleUrl, fileUrl, look, type Preview, supportQuery, write } from "./support";

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
          <Anchor href={bundleUrl(writing.data.id)}>Download {writing.data.id}</Anchor>, or take it
          from {writing.data.file}.
        </InfoNote>
      )}
      {preview === undefined || writing.data !== undefined ? null : (
        <Shown
          preview={preview}
          writing={writing.isPending}
          onWrite={() => {
            writing.mutate(preview.id);
          }}
        />
      )}
      <Loaded query={query}>
        {({ vendorKey, recoveryKey, items }) => (
          <>
            {vendorKey === null && recoveryKey === null ? (
              <WarnNote title="There is nobody to encrypt a bundle for">
                Put the vendor&apos;s support key into the configuration, or make a recovery key:
                holdfastctl backup key init.
              </WarnNote>
            ) : null}
            <Panel title="Written bundles" flush>
              <Table
                label="Written bundles"
                rows={items}
                rowKey={(item) => item.id}
                columns={[
                  { head: "Made", cell: (item) => <When at={item.createdAt} /> },
                  {
                    head: "Bundle",
                    cell: (item) => <Anchor href={bundleUrl(item.id)}>{item.id}</Anchor>,
                  },
                  { head: "Bytes", number: true, cell: (item) => count(item.bytes) },
                  {
                    head: "Opens with",
                    wideOnly: true,
                    cell: (item) => item.recipients.join(", "),
                  },
                ]}
              />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}

interface ShownProps {
  preview: Preview;
  writing: boolean;
  onWrite: () => void;
}

function Shown({ preview, writing, onWrite }: ShownProps) {
  const taken = Object.entries(preview.redactions);
  return (
    <>
      <Panel
        title="What was found"
        actions={
          <Button loading={writing} onClick={onWrite}>
            Sign, encrypt and write it
          </Button>
        }
      >
        <ul>
          {preview.findings.map((finding) => (
            <li key={finding.id}>
              <State tone={TONES[finding.severity] ?? "quiet"}>{finding.words}</State>
            </li>
          ))}
        </ul>
        {preview.warnings.length === 0 ? null : (
          <WarnNote title="Not everything could be gathered">
            {preview.warnings.join("; ")}
          </WarnNote>
        )}
        <p>
          {taken.length === 0
            ? "Nothing had to be taken out."
            : `Taken out: ${taken.map(([rule, many]) => `${rule} ${count(many)}`).join(", ")}.`}
        </p>
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
                <Anchor href={fileUrl(preview.id, file.name)} target="_blank" rel="noreferrer">
                  {file.name}
                </Anchor>
              ),
            },
            { head: "Bytes", number: true, cell: (file) => count(file.bytes) },
          ]}
        />
      </Panel>
    </>
  );
}
