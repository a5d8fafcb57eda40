import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Schemas } from '../api/holdfast';
import { orderQuery } from '../api/queries';
import { useLanguageTag, useMessages } from '../language/language';
import { dateAndTime } from '../language/time';
import { StatusText } from '../orders/status-text';
import { Shown } from '../page/states';
import { addressOf } from '../place/place';
import { HoldsOverTime } from './holds-over-time';
import { Lines } from './lines';
import { MoneyBar } from './money-bar';
import { Refunds } from './refunds';
import { Shipments } from './shipments';
import { Timeline } from './timeline';

type Order = Schemas['Order'];

/** One order: where its money is, what of it has shipped, and what happened to it. */
export function OrderScreen({ orderId }: { readonly orderId: string }): ReactElement {
  const { order: texts, screens } = useMessages();
  const found = useQuery(orderQuery(orderId));
  return (
    <>
      <p>
        <a href={addressOf(['orders'])}>{texts.back}</a>
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
  const { order: texts } = useMessages();
  return (
    <>
      {order.attention.length > 0 && (
        <section className="notice" aria-label={texts.alerts}>
          <h2>{texts.alerts}</h2>
          {order.attention.map(({ code, message }) => (
            <p key={code}>
              <code>{code}</code> {message}
            </p>
          ))}
        </section>
      )}
      <MoneyBar amounts={order.amounts} currency={order.currency} />
      <HoldsOverTime order={order} />
      <div className="columns">
        <div>
          <Lines order={order} />
          <Shipments order={order} />
          <Refunds orderId={order.orderId} currency={order.currency} />
          <Details order={order} />
        </div>
        <Timeline orderId={order.orderId} />
      </div>
    </>
  );
}

function Details({ order }: { readonly order: Order }): ReactElement {
  const { order: texts } = useMessages();
  const tag = useLanguageTag();
  const { customerReference, receiptEmail, createdAt, payment, workflow } = order;
  const facts = [
    [texts.detail.customer, [customerReference, receiptEmail].filter((part) => part !== null).join(' · ')],
    [texts.detail.placed, dateAndTime(createdAt, tag)],
    [texts.detail.plan, payment.plan ?? ''],
    [texts.detail.payment, payment.paymentIntentId ?? ''],
    [texts.detail.workflow, workflow.workflowId],
  ].filter(([, value]) => value !== '');
  return (
    <section>
      <h2>{texts.details}</h2>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {workflow.url !== null && (
        <p>
          <a href={workflow.url} rel="noreferrer" target="_blank">
            {texts.openTemporal}
          </a>
        </p>
      )}
    </section>
  );
}
