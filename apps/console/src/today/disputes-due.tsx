import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { disputesQuery } from '../api/queries';
import { firstDueFirst } from '../disputes/first-due-first';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { OrderLink } from '../orders/order-link';
import { When } from '../page/when';
import { addressOf } from '../place/place';
import { Tile } from './tile';

/** Open disputes, by when the bank wants an answer. */
export function DisputesDue(): ReactElement {
  const { today } = useMessages();
  return (
    <Tile
      title={today.disputesDue}
      href={addressOf(['disputes'])}
      none={today.disputesDueNone}
      query={useQuery(disputesQuery(true))}
      rowsOf={({ disputes, nextCursor }) => ({ rows: firstDueFirst(disputes), hasMore: nextCursor !== null })}
      keyOf={({ disputeId }) => disputeId}
      row={({ orderId, orderNumber, amount, currency, evidenceDueBy }) => (
        <>
          <OrderLink orderId={orderId} orderNumber={orderNumber} />
          <MoneyText amount={amount} currency={currency} />
          {evidenceDueBy !== null && <When instant={evidenceDueBy} say={today.due} mayBeUrgent />}
        </>
      )}
    />
  );
}
