import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { refundsOfQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { DataTable, type Column } from '../page/data-table';
import { Panel } from '../page/panel';
import { Shown } from '../page/states';

type Refund = Schemas['Refund'];

interface RefundsOf {
  readonly orderId: string;
  readonly currency: string;
}

/** What was refunded, and whether it has arrived. */
export function Refunds({ orderId, currency }: RefundsOf): ReactElement {
  const { order: texts, words } = useMessages();
  const { refund: titles } = texts;
  const columns: Column<Refund>[] = [
    { title: titles.id, cell: ({ refundId }) => refundId },
    { title: titles.reason, cell: ({ reason }) => reason },
    {
      title: titles.status,
      cell: ({ status }) => <span className={`badge ${status}`}>{words.refundStatus[status]}</span>,
    },
    { title: titles.amount, isNumber: true, cell: ({ amount }) => <MoneyText amount={amount} currency={currency} /> },
  ];
  return (
    <Panel title={texts.refunds}>
      <Shown query={useQuery(refundsOfQuery(orderId))}>
        {({ refunds }) =>
          refunds.length === 0 ? (
            <p className="quiet">{texts.noRefunds}</p>
          ) : (
            <DataTable label={texts.refunds} columns={columns} rows={refunds} keyOf={({ refundId }) => refundId} />
          )
        }
      </Shown>
    </Panel>
  );
}
