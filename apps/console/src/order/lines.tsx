import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { DataTable, type Column } from '../page/data-table';
import { Panel } from '../page/panel';

type Line = Schemas['OrderLine'];

/** The counts of a line, in the order of their columns. */
const COUNTS = [
  ['ordered', 'quantity'],
  ['shipped', 'shipped'],
  ['canceled', 'canceled'],
  ['open', 'open'],
] as const;

/** What was ordered, and what of it has shipped. */
export function Lines({ order: { lines, currency } }: { readonly order: Schemas['Order'] }): ReactElement {
  const { order: texts } = useMessages();
  const columns: Column<Line>[] = [
    {
      title: texts.line.name,
      cell: ({ name, productCode, lineId }) => (
        <>
          {name} <span className="quiet">{productCode ?? lineId}</span>
        </>
      ),
    },
    ...COUNTS.map(([column, field]) => ({
      title: texts.line[column],
      isNumber: true,
      cell: (line: Line) => (line[field] === 0 ? <span className="quiet">0</span> : line[field]),
    })),
    {
      title: texts.line.amount,
      isNumber: true,
      cell: ({ amount }) => <MoneyText amount={amount} currency={currency} />,
    },
  ];
  return (
    <Panel title={texts.lines}>
      <DataTable label={texts.lines} columns={columns} rows={lines} keyOf={({ lineId }) => lineId} />
    </Panel>
  );
}
