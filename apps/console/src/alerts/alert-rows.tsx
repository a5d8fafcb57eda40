import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { OrderLink } from '../orders/order-link';
import { Message } from '../page/message';
import { When } from '../page/when';

/** Alerts of several orders: of which order each is, what it says, since when it is open. */
export function AlertRows({ alerts }: { readonly alerts: readonly Schemas['ListedAttention'][] }): ReactElement {
  return (
    <ul className="rows">
      {alerts.map(({ orderId, orderNumber, message, since }) => (
        <li key={`${orderId} ${since}`}>
          <OrderLink orderId={orderId} orderNumber={orderNumber} />
          <span className="message">
            <Message text={message} />
          </span>
          <When instant={since} />
        </li>
      ))}
    </ul>
  );
}
