import type { ReactElement, ReactNode } from 'react';

/** A column: its title, and what stands in it. */
export interface Column<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface TableParts<Row> {
  readonly label: string;
  /** The first says what the row is of. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/**
 * Rows below each other; on a phone, one card each. The roles are those of a table, said aloud: a browser forgets them
 * where a style makes cards of rows.
 */
export function DataTable<Row>({ label, columns, rows, keyOf }: TableParts<Row>): ReactElement {
  return (
    <table className="cards" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, isNumber }) => (
            <th key={title} scope="col" role="columnheader" className={isNumber === true ? 'number' : ''}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column, index) => (
              <Cell key={column.title} column={column} row={row} isFirst={index === 0} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellOf<Row> {
  readonly column: Column<Row>;
  readonly row: Row;
  readonly isFirst: boolean;
}

function Cell<Row>({ column: { title, isNumber, cell }, row, isFirst }: CellOf<Row>): ReactElement {
  if (isFirst) {
    return (
      <th scope="row" role="rowheader">
        {cell(row)}
      </th>
    );
  }
  return (
    <td role="cell" className={isNumber === true ? 'number' : ''} data-label={title}>
      {cell(row)}
    </td>
  );
}
