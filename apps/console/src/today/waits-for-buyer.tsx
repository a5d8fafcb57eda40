import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ordersQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { OrderLink } from '../orders/order-link';
import { StatusText } from '../orders/status-text';
import { When } from '../page/when';
import { addressOf } from '../place/place';
import { Tile } from './tile';

const FILTER = { status: 'requires_action' };

/** Orders whose buyer has not come back from the bank's page yet. */
export function WaitsForBuyer(): ReactElement {
  const { today } = useMessages();
  return (
    <Tile
      title={today.waitsForBuyer}
      href={addressOf(['orders'], FILTER)}
      none={today.waitsForBuyerNone}
      query={useQuery(ordersQuery(FILTER))}
      rowsOf={({ orders, nextCursor }) => ({ rows: orders, hasMore: nextCursor !== null })}
      keyOf={({ orderId }) => orderId}
      row={({ orderId, orderNumber, status, amounts, currency, payment: { awaitedUntil } }) => (
        <>
          <OrderLink orderId={orderId} orderNumber={orderNumber} />
          <MoneyText amount={amounts.total} currency={currency} />
          {awaitedUntil === undefined ? <StatusText status={status} /> : <When instant={awaitedUntil} mayBeUrgent />}
        </>
      )}
    />
  );
}
