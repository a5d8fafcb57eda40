import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { refundsPendingQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { OrderLink } from '../orders/order-link';
import { When } from '../page/when';
import { Tile } from './tile';

/** Refunds that Stripe has taken, and that have not arrived. */
export function RefundsPending(): ReactElement {
  const { today } = useMessages();
  return (
    <Tile
      title={today.refundsPending}
      none={today.refundsPendingNone}
      query={useQuery(refundsPendingQuery)}
      rowsOf={({ refunds, nextCursor }) => ({ rows: refunds, hasMore: nextCursor !== null })}
      keyOf={({ orderId, refundId }) => `${orderId}/${refundId}`}
      row={({ orderId, orderNumber, amount, currency, createdAt }) => (
        <>
          <OrderLink orderId={orderId} orderNumber={orderNumber} />
          <MoneyText amount={amount} currency={currency} />
          <When instant={createdAt} />
        </>
      )}
    />
  );
}
