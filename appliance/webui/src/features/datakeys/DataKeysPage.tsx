import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { tenantsQuery } from "../../shared/reads/reads";
import { useMay } from "../../shared/session/session";
import { Confirm } from "../../shared/ui/Confirm";
import { Empty } from "../../shared/ui/Empty";
import { When } from "../../shared/ui/Figures";
import { IconDataKey } from "../../shared/ui/icons";
import { Loaded } from "../../shared/ui/Loaded";
import { ProblemNote, WarnNote } from "../../shared/ui/Notes";
import { notice } from "../../shared/ui/notice";
import { Page } from "../../shared/ui/Page";
import { Panel } from "../../shared/ui/Panel";
import { State } from "../../shared/ui/State";
import { type Column, Table } from "../../shared/ui/Table";
import {
  dataKeysQuery,
  outcome,
  type Renewal,
  renew,
  type Row,
  rowsOf,
  type Whose,
} from "./dataKeys";

/** The keys that tenants' secrets are sealed with, and the two things to do about them. */
export function DataKeysPage() {
  const query = useQuery(dataKeysQuery);
  const client = useQueryClient();
  const mayWrite = useMay("platform:write");
  const name = useTenantNames();
  const [rotating, setRotating] = useState<Whose>({ all: true, tenant: null });
  const [asking, setAsking] = useState(false);
  const [last, setLast] = useState<Renewal | undefined>();
  const onSettled = () => client.invalidateQueries({ queryKey: dataKeysQuery.queryKey });
  const tell = (verb: "rewrap" | "rotate", renewal: Renewal) => {
    setLast(renewal);
    notice(outcome(verb, renewal));
  };
  const rewrapping = useMutation({
    mutationFn: (whose: Whose) => renew("rewrap", whose),
    onSuccess: (renewal) => {
      tell("rewrap", renewal);
    },
    onSettled,
  });
  const rotate = (whose: Whose) => {
    setRotating(whose);
    setAsking(true);
  };
  const actions = mayWrite && (query.data?.length ?? 0) > 0;
  return (
    <Page
      title="Data keys"
      about="Each tenant's secrets are sealed with a data key of its own, which the KMS wraps. No key is ever shown."
      actions={
        actions ? (
          <>
            <Button
              variant="default"
              loading={rewrapping.isPending && rewrapping.variables.all === true}
              onClick={() => {
                rewrapping.mutate({ all: true, tenant: null });
              }}
            >
              Wrap all again
            </Button>
            <Button
              variant="default"
              onClick={() => {
                rotate({ all: true, tenant: null });
              }}
            >
              New keys for all
            </Button>
          </>
        ) : null
      }
    >
      {rewrapping.isError ? <ProblemNote error={rewrapping.error} /> : null}
      {last === undefined ? null : <Failures renewal={last} name={name} />}
      <Loaded query={query}>
        {(items) => (
          <Panel
            title="Keys"
            about="Wrap again after the KMS's own key was rotated, or after a move to another KMS. A new key seals from then on; what older ones sealed still opens."
            flush
          >
            <Keys
              rows={rowsOf(items)}
              name={name}
              mayWrite={mayWrite}
              wrapping={rewrapping.isPending ? rewrapping.variables.tenant : null}
              rewrap={(tenant) => {
                rewrapping.mutate({ tenant, all: null });
              }}
              rotate={(tenant) => {
                rotate({ tenant, all: null });
              }}
            />
          </Panel>
        )}
      </Loaded>
      <Confirm
        opened={asking}
        title={
          rotating.tenant == null
            ? "New keys for all tenants?"
            : `A new key for ${name(rotating.tenant)}?`
        }
        verb={rotating.tenant == null ? "Make the new keys" : "Make the new key"}
        close={() => {
          setAsking(false);
        }}
        act={async () => {
          tell("rotate", await renew("rotate", rotating));
          await onSettled();
        }}
      >
        Secrets that are entered from now on are sealed with it. Those that are there stay as they
        are, and the old key stays to open them: enter a secret again to have it sealed anew.
      </Confirm>
    </Page>
  );
}

/** Names by id; the id where the tenant is not known. */
function useTenantNames(): (tenant: string) => string {
  const tenants = useQuery(tenantsQuery).data ?? [];
  return (tenant) => tenants.find((one) => one.id === tenant)?.name ?? tenant;
}

function Failures({ renewal, name }: { renewal: Renewal; name: (tenant: string) => string }) {
  const failed = renewal.items.filter((item) => item.code !== null);
  if (failed.length === 0) return null;
  return (
    <WarnNote title="Not every tenant's key could be renewed; what there was stays in use">
      <ul>
        {failed.map((item) => (
          <li key={item.tenant} className="break">
            {name(item.tenant)}: {item.detail} (<span className="mono">{item.code}</span>)
          </li>
        ))}
      </ul>
    </WarnNote>
  );
}

interface KeysProps {
  rows: Row[];
  name: (tenant: string) => string;
  mayWrite: boolean;
  /** The tenant whose keys are just being wrapped. */
  wrapping: string | null | undefined;
  rewrap: (tenant: string) => void;
  rotate: (tenant: string) => void;
}

function Keys({ rows, name, mayWrite, wrapping, rewrap, rotate }: KeysProps) {
  if (rows.length === 0) {
    return (
      <Empty icon={<IconDataKey size={26} />} title="There is no data key yet">
        Each tenant's is made with its first secret.
      </Empty>
    );
  }
  const columns: Column<Row>[] = [
    { head: "Tenant", cell: (row) => name(row.tenant) },
    { head: "Version", number: true, cell: (row) => row.version },
    {
      head: "Use",
      cell: (row) => (
        <State tone={row.seals ? "good" : "quiet"}>{row.seals ? "seals" : "opens only"}</State>
      ),
    },
    { head: "Wrapped by", cell: (row) => <span className="mono break">{row.wrappedBy}</span> },
    { head: "Wrapped", cell: (row) => <When at={row.wrappedAt} /> },
    { head: "Made", wideOnly: true, cell: (row) => <When at={row.createdAt} /> },
  ];
  if (mayWrite) {
    columns.push({
      head: "Actions",
      actions: true,
      cell: (row) =>
        row.seals ? (
          <>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Wrap again: the keys of ${name(row.tenant)}`}
              loading={wrapping === row.tenant}
              onClick={() => {
                rewrap(row.tenant);
              }}
            >
              Wrap again
            </Button>{" "}
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`New key for ${name(row.tenant)}`}
              onClick={() => {
                rotate(row.tenant);
              }}
            >
              New key
            </Button>
          </>
        ) : null,
    });
  }
  return (
    <Table
      label="Data keys"
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.tenant} ${row.version}`}
      faded={(row) => !row.seals}
    />
  );
}
