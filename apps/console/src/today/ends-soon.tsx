import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { sumsByCurrency } from '../../../../libs/domain/money/money';
import type { Schemas } from '../api/holdfast';
import { ordersQuery } from '../api/queries';
import { useLanguageTag, useMessages } from '../language/language';
import { amountIn } from '../money/amount';
import { MoneyText } from '../money/money-text';
import { OrderLink } from '../orders/order-link';
import { When } from '../page/when';
import { addressOf } from '../place/place';
import { Tile } from './tile';

const FILTER = { endsWithinHours: '48' };

/** Holds on which Holdfast acts within two days, and what is on them. */
export function EndsSoon(): ReactElement {
  const { today } = useMessages();
  return (
    <Tile
      title={today.endsSoon}
      href={addressOf(['orders'], FILTER)}
      none={today.endsSoonNone}
      query={useQuery(ordersQuery(FILTER))}
      rowsOf={({ orders, nextCursor }) => ({ rows: soonestFirst(orders), hasMore: nextCursor !== null })}
      keyOf={({ orderId }) => orderId}
      head={(orders) => <HeldInAll orders={orders} />}
      row={({ orderId, orderNumber, amounts, currency, payment: { releaseAt } }) => (
        <>
          <OrderLink orderId={orderId} orderNumber={orderNumber} />
          <MoneyText amount={amounts.held} currency={currency} />
          {releaseAt !== null && <When instant={releaseAt} mayBeUrgent />}
        </>
      )}
    />
  );
}

function soonestFirst(orders: readonly Schemas['Order'][]): Schemas['Order'][] {
  return orders.toSorted((left, right) => (left.payment.releaseAt ?? '').localeCompare(right.payment.releaseAt ?? ''));
}

function HeldInAll({ orders }: { readonly orders: readonly Schemas['Order'][] }): ReactElement {
  const { today } = useMessages();
  const tag = useLanguageTag();
  const sums = sumsByCurrency(orders.map(({ amounts: { held: amount }, currency }) => ({ amount, currency })));
  const written = sums.map(({ amount, currency }) => amountIn(amount, currency, tag));
  return <p className="sum">{today.notShipped(new Intl.ListFormat(tag).format(written))}</p>;
}
