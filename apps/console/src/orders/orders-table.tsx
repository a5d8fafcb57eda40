import type { ReactElement } from 'react';
import { sumOf } from '../../../../libs/domain/money/money';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { DataTable, type Column } from '../page/data-table';
import { When } from '../page/when';
import { OrderLink } from './order-link';
import { StatusText } from './status-text';

type Order = Schemas['Order'];

/** Orders, one row each. */
export function OrdersTable({ orders }: { readonly orders: readonly Order[] }): ReactElement {
  const { screens, orders: texts } = useMessages();
  const { columns } = texts;
  const shown: Column<Order>[] = [
    { title: columns.order, cell: (order) => <Named order={order} /> },
    {
      title: columns.customer,
      cell: ({ customerReference, receiptEmail }) => customerReference ?? receiptEmail ?? '–',
    },
    { title: columns.status, cell: (order) => <Progress order={order} /> },
    ...(['total', 'held', 'captured', 'refunded'] as const).map((name) => ({
      title: columns[name],
      isNumber: true,
      cell: ({ amounts, currency }: Order) =>
        amounts[name] === 0 && name !== 'total' ? (
          <span className="quiet">–</span>
        ) : (
          <MoneyText amount={amounts[name]} currency={currency} />
        ),
    })),
    { title: columns.ends, cell: (order) => <Ends order={order} /> },
  ];
  return <DataTable label={screens.orders} columns={shown} rows={orders} keyOf={({ orderId }) => orderId} />;
}

interface OneOrder {
  readonly order: Order;
}

function Named({ order: { orderId, orderNumber, attention } }: OneOrder): ReactElement {
  const { words } = useMessages();
  return (
    <>
      <OrderLink orderId={orderId} orderNumber={orderNumber} />
      {attention.length > 0 && <span className="badge now">{words.counted.alerts(attention.length)}</span>}
    </>
  );
}

function Progress({ order: { status, lines } }: OneOrder): ReactElement {
  const { orders: texts, words } = useMessages();
  const shipped = sumOf(lines, (line) => line.shipped);
  const wanted = sumOf(lines, ({ quantity, canceled }) => quantity - canceled);
  return (
    <>
      <StatusText status={status} />
      {wanted > 0 && <span className="quiet">{texts.shipped(shipped, words.counted.units(wanted))}</span>}
    </>
  );
}

/** When Holdfast acts on what is held; nothing, where nothing is. */
function Ends({ order: { payment, amounts } }: OneOrder): ReactElement {
  if (payment.releaseAt === null || amounts.held === 0) return <span className="quiet">–</span>;
  return <When instant={payment.releaseAt} mayBeUrgent />;
}
