import type { ReactNode } from "react";
import classes from "./Table.module.css";

export interface Column<T> {
  /** The heading; also the label beside the value on a narrow screen. */
  head: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand right. */
  number?: boolean;
  /** Holds sentences, which take what room there is. */
  wordy?: boolean;
  /** Left out on a narrow screen. */
  wideOnly?: boolean;
  /** Has no visible heading: the row's actions. */
  actions?: boolean;
}

interface TableProps<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Rows that no longer count, such as revoked keys. */
  faded?: (row: T) => boolean;
}

/** A dense table that becomes a list of cards on a narrow screen. */
export function Table<T>({ label, columns, rows, rowKey, faded }: TableProps<T>) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" data-number={column.number}>
                {column.actions === true ? (
                  <span className="visually-hidden">{column.head}</span>
                ) : (
                  column.head
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-faded={faded?.(row) === true ? true : undefined}>
              {columns.map((column) => (
                <td
                  key={column.head}
                  data-label={column.actions === true ? undefined : column.head}
                  data-number={column.number}
                  data-wordy={column.wordy}
                  data-wide-only={column.wideOnly}
                  data-actions={column.actions}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
