import type { ReactElement } from 'react';
import { sumOf } from '../../../../libs/domain/money/money';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { DataTable, type Column } from '../page/data-table';
import { None } from '../page/none';
import { When } from '../page/when';
import { OrderLink } from './order-link';
import { StatusText } from './status-text';

type Order = Schemas['Order'];

interface TableOfOrders {
  readonly orders: readonly Order[];
  /** Null: none can be chosen. */
  readonly choice: ChoiceOfOrders | null;
}

/** Orders that were chosen, to do the same with each. */
export interface ChoiceOfOrders {
  readonly chosen: ReadonlySet<string>;
  readonly canChoose: (order: Order) => boolean;
  readonly choose: (orderId: string, isChosen: boolean) => void;
}

/** Orders, one row each. */
export function OrdersTable({ orders, choice }: TableOfOrders): ReactElement {
  const { screens, orders: texts } = useMessages();
  const { columns } = texts;
  const shown: Column<Order>[] = [
    { title: columns.order, cell: (order) => <Named order={order} choice={choice} /> },
    {
      title: columns.customer,
      cell: ({ customerReference, receiptEmail }) => customerReference ?? receiptEmail ?? <None />,
    },
    { title: columns.status, cell: (order) => <Progress order={order} /> },
    ...(['total', 'held', 'captured', 'refunded'] as const).map((name) => ({
      title: columns[name],
      isNumber: true,
      cell: ({ amounts, currency }: Order) =>
        amounts[name] === 0 && name !== 'total' ? <None /> : <MoneyText amount={amounts[name]} currency={currency} />,
    })),
    { title: columns.ends, cell: (order) => <Ends order={order} /> },
  ];
  return <DataTable label={screens.orders} columns={shown} rows={orders} keyOf={({ orderId }) => orderId} />;
}

interface OneOrder {
  readonly order: Order;
}

function Named({ order, choice }: OneOrder & { readonly choice: ChoiceOfOrders | null }): ReactElement {
  const { words, orders: texts } = useMessages();
  const { orderId, orderNumber, attention } = order;
  return (
    <>
      {choice?.canChoose(order) === true && (
        <input
          type="checkbox"
          aria-label={texts.choose(orderNumber ?? orderId)}
          checked={choice.chosen.has(orderId)}
          onChange={({ target }) => {
            choice.choose(orderId, target.checked);
          }}
        />
      )}
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
  if (payment.releaseAt === null || amounts.held === 0) return <None />;
  return <When instant={payment.releaseAt} mayBeUrgent />;
}
