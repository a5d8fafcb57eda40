import type { ReactElement, ReactNode } from 'react';
import type { Schemas } from '../api/holdfast';
import { useMessages } from '../language/language';
import { MoneyText } from '../money/money-text';
import { DashboardLink } from '../page/dashboard-link';
import { Facts } from '../page/facts';
import { Panel } from '../page/panel';
import { DateText } from '../page/when';

type Order = Schemas['Order'];

/** Who ordered, how it is paid, and where else the order can be looked at. */
export function Details({ order }: { readonly order: Order }): ReactElement {
  const { order: texts } = useMessages();
  const { workflow } = order;
  return (
    <Panel title={texts.details}>
      <Facts facts={useFacts(order)} />
      {workflow.url !== null && (
        <p>
          <a href={workflow.url} rel="noreferrer" target="_blank">
            {texts.openTemporal}
          </a>
        </p>
      )}
    </Panel>
  );
}

/** What is not known is not shown. */
function useFacts(order: Order): (readonly [string, ReactNode])[] {
  const { order: texts, words } = useMessages();
  const { customerReference, receiptEmail, shippingAddress, createdAt, payment, workflow, metadata } = order;
  const names = texts.detail;
  const facts: (readonly [string, ReactNode])[] = [
    [names.orderId, order.orderId],
    [names.customer, customerReference],
    [names.email, receiptEmail],
    [names.address, shippingAddress === null ? null : addressIn(shippingAddress)],
    [names.placed, <DateText key="placed" instant={createdAt} />],
    [names.plan, payment.plan === null ? null : words.plan[payment.plan]],
    [names.onDeadline, words.onDeadline[payment.onDeadline]],
    [
      names.payment,
      payment.paymentIntentId === null ? null : (
        <Payment key="payment" id={payment.paymentIntentId} payment={payment} />
      ),
    ],
    [names.paymentMethod, payment.paymentMethod],
    ...order.credits.map(
      ({ creditId, description, amount }) =>
        [
          names.credit(description === null ? creditId : `${description} (${creditId})`),
          <MoneyText key={creditId} amount={amount} currency={order.currency} />,
        ] as const,
    ),
    [names.workflow, workflow.workflowId],
    ...Object.entries(metadata),
  ];
  return facts.filter(([, value]) => value !== null);
}

interface PaymentOf {
  readonly id: string;
  readonly payment: Schemas['OrderPayment'];
}

/** Only Stripe's payments are in Stripe's Dashboard. */
function Payment({ id, payment: { provider } }: PaymentOf): ReactElement {
  return provider === 'stripe' ? <DashboardLink kind="payments" id={id} /> : <>{id}</>;
}

function addressIn({ name, line1, line2, postalCode, city, state, country }: Schemas['ShippingAddress']): string {
  const town = [postalCode, city].filter((part) => part !== null).join(' ');
  return [name, line1, line2, town, state, country].filter((part) => part !== null && part !== '').join(', ');
}
