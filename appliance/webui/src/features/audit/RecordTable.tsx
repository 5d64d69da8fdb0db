import { UnstyledButton } from "@mantine/core";
import { moment } from "../../shared/format/time";
import { State } from "../../shared/ui/State";
import { type Column, Table } from "../../shared/ui/Table";
import { actorName, type AuditRecord, toneOf } from "./audit";

interface RecordTableProps {
  records: AuditRecord[];
  open: (record: AuditRecord) => void;
}

/** Audit records, newest first. */
export function RecordTable({ records, open }: RecordTableProps) {
  const columns: Column<AuditRecord>[] = [
    {
      head: "When",
      cell: (record) => (
        <UnstyledButton
          fz="sm"
          c="var(--hf-link)"
          onClick={() => {
            open(record);
          }}
        >
          <time dateTime={record.at} style={{ whiteSpace: "nowrap" }}>
            {moment(record.at)}
          </time>
          <span className="visually-hidden"> record {record.sequence}</span>
        </UnstyledButton>
      ),
    },
    { head: "Who", cell: actorName },
    { head: "Action", cell: (record) => <span className="mono">{record.action}</span> },
    {
      head: "Target",
      wideOnly: true,
      cell: (record) => <span className="mono">{record.target}</span>,
    },
    {
      head: "Outcome",
      cell: (record) => (
        <State tone={toneOf(record.outcome)}>{record.code ?? record.outcome.toLowerCase()}</State>
      ),
    },
    { head: "Number", number: true, wideOnly: true, cell: (record) => record.sequence },
  ];
  return (
    <Table label="Audit records" columns={columns} rows={records} rowKey={(record) => record.id} />
  );
}
