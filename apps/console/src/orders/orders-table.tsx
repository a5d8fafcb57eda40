import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { useLanguageTag, useMessages } from '../language/language';
import { dateAndTime, inWords, isUrgent } from '../language/time';
import { MoneyText } from '../money/money-text';
import { useNow } from '../page/now';
import { addressOf } from '../place/place';
import { StatusText } from './status-text';

type Order = Schemas['Order'];

/** Orders, one row each; on a phone, one card each. */
export function OrdersTable({ orders }: { readonly orders: readonly Order[] }): ReactElement {
  const { columns } = useMessages().orders;
  const now = useNow();
  return (
    <table className="cards">
      <thead>
        <tr>
          {Object.entries(columns).map(([name, title]) => (
            <th key={name} scope="col" className={MONEY.has(name) ? 'number' : ''}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <OrderRow key={order.orderId} order={order} now={now} />
        ))}
      </tbody>
    </table>
  );
}

/** Columns of amounts. */
const MONEY: ReadonlySet<string> = new Set(['total', 'held', 'captured', 'refunded']);

function OrderRow({ order, now }: { readonly order: Order; readonly now: number }): ReactElement {
  const { orders: texts } = useMessages();
  const { orderId, orderNumber, customerReference, receiptEmail, amounts, currency, lines, attention } = order;
  const units = sumOf(lines, ({ quantity, canceled }) => quantity - canceled);
  return (
    <tr>
      <th scope="row">
        <a href={addressOf(['orders', orderId])}>{orderNumber ?? orderId}</a>
        {attention.length > 0 && <span className="badge urgent">{texts.needsYou(attention.length)}</span>}
      </th>
      <td data-label={texts.columns.customer}>{customerReference ?? receiptEmail ?? '–'}</td>
      <td data-label={texts.columns.status}>
        <StatusText status={order.status} />
        <span className="quiet">
          {texts.shipped(
            sumOf(lines, ({ shipped }) => shipped),
            units,
          )}
        </span>
      </td>
      {(['total', 'held', 'captured', 'refunded'] as const).map((name) => (
        <td key={name} className="number" data-label={texts.columns[name]}>
          <MoneyText amount={amounts[name]} currency={currency} />
        </td>
      ))}
      <td data-label={texts.columns.ends}>
        <Ends order={order} now={now} />
      </td>
    </tr>
  );
}

/** When Holdfast acts on what is held; nothing, where nothing is. */
function Ends({ order: { payment, amounts }, now }: { readonly order: Order; readonly now: number }): ReactElement {
  const tag = useLanguageTag();
  const { releaseAt } = payment;
  if (releaseAt === null || amounts.held === 0) return <span className="quiet">–</span>;
  return (
    <time dateTime={releaseAt} title={dateAndTime(releaseAt, tag)} className={isUrgent(releaseAt, now) ? 'urgent' : ''}>
      {inWords(releaseAt, now, tag)}
    </time>
  );
}

function sumOf<Row>(rows: readonly Row[], countOf: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + countOf(row), 0);
}
