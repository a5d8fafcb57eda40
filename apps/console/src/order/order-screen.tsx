import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { OrderActions } from '../actions/order-actions';
import type { Schemas } from '../api/holdfast';
import { useLiveOrder } from '../api/live';
import { orderQuery } from '../api/queries';
import { useMessages } from '../language/language';
import { StatusText } from '../orders/status-text';
import { Shown } from '../page/states';
import { When } from '../page/when';
import { addressOf } from '../place/place';
import { Alerts } from './alerts';
import { Details } from './details';
import { Disputes } from './disputes';
import { HoldsOverTime } from './holds-over-time';
import { Lines } from './lines';
import { MoneyBar } from './money-bar';
import { Refunds } from './refunds';
import { Shipments } from './shipments';
import { Timeline } from './timeline';

type Order = Schemas['Order'];

/** One order: where its money is, what of it has shipped, what happened to it, and what can be done. */
export function OrderScreen({ orderId }: { readonly orderId: string }): ReactElement {
  const { order: texts, screens } = useMessages();
  const found = useQuery(orderQuery(orderId));
  const isLive = useLiveOrder(orderId);
  return (
    <>
      <p className="trail">
        <a href={addressOf(['orders'])}>{texts.back}</a>
        <span className={isLive ? 'badge well' : 'badge'}>{isLive ? texts.live : texts.notLive}</span>
      </p>
      <h1>
        {screens.order(found.data?.orderNumber ?? orderId)}{' '}
        {found.data !== undefined && <StatusText status={found.data.status} />}
      </h1>
      <Shown query={found}>{(order) => <Parts order={order} />}</Shown>
    </>
  );
}

function Parts({ order }: { readonly order: Order }): ReactElement {
  return (
    <>
      <Situation order={order} />
      <OrderActions order={order} />
      <Alerts order={order} />
      <MoneyBar amounts={order.amounts} currency={order.currency} />
      <HoldsOverTime order={order} />
      <div className="columns">
        <div>
          <Lines order={order} />
          <Shipments order={order} />
          <Refunds orderId={order.orderId} currency={order.currency} />
          <Disputes order={order} />
          <Details order={order} />
        </div>
        <Timeline orderId={order.orderId} />
      </div>
    </>
  );
}

/** Why it is not paid, where it is not; and what of it is doubted. */
function Situation({ order: { cancelReason, payment, doubts } }: { readonly order: Order }): ReactElement {
  const { order: texts, words } = useMessages();
  const { lastError, awaitedUntil, nextAction } = payment;
  return (
    <>
      {cancelReason !== null && <p>{texts.canceledBecause(words.cancelReason[cancelReason])}</p>}
      {lastError !== null && <p>{texts.lastError(lastError.message)}</p>}
      {nextAction?.type === 'redirect_to_url' && (
        <p>
          <a href={nextAction.url} rel="noreferrer" target="_blank">
            {texts.buyersPage}
          </a>
        </p>
      )}
      {awaitedUntil !== undefined && (
        <p>
          <When instant={awaitedUntil} say={texts.awaitedUntil} mayBeUrgent />
        </p>
      )}
      {doubts.map(({ kind, reason, stripeId, since }) => (
        <p key={stripeId}>
          <span className="badge now">{texts.doubts[kind]}</span> {reason} <When instant={since} />
        </p>
      ))}
    </>
  );
}
