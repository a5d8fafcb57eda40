import type { BalanceTransaction } from './balance-transactions/balance-transaction';
import type { Charge } from './charges/charge';
import { Collection } from './collection';
import type { Customer } from './customers/customer';
import { DueQueue } from './due';
import type { StripeEvent } from './events/event';
import { IdSequence, scramble } from './ids';
import type { PaymentIntent } from './payment-intents/payment-intent';
import type { PaymentMethod } from './payment-methods/payment-method';
import { DEFAULT_SETTINGS } from './settings';
import type { AccountSettings } from './settings';
import type { WebhookEndpoint } from './webhook-endpoints/webhook-endpoint';

/** What happens by itself when its time comes. */
export type DueTask =
  | { readonly kind: 'expire_hold'; readonly paymentIntent: PaymentIntent; readonly charge: Charge }
  | { readonly kind: 'settle_capture'; readonly charge: Charge; readonly capture: number };

/** The whole state of one API key. Nothing in it knows the network, the time or chance. */
export interface Account {
  readonly id: string;
  readonly ids: IdSequence;
  settings: AccountSettings;
  readonly paymentIntents: Collection<PaymentIntent>;
  readonly charges: Collection<Charge>;
  readonly balanceTransactions: Collection<BalanceTransaction>;
  readonly customers: Collection<Customer>;
  readonly paymentMethods: Collection<PaymentMethod>;
  readonly webhookEndpoints: Collection<WebhookEndpoint>;
  readonly events: Collection<StripeEvent>;
  readonly due: DueQueue<DueTask>;
  /** Events since they were last taken; the shell delivers them. */
  outbox: StripeEvent[];
}

export function openAccount(seed: string): Account {
  return {
    id: `acct_1${scramble(`${seed}/account`, 15)}`,
    ids: new IdSequence(seed),
    settings: DEFAULT_SETTINGS,
    paymentIntents: new Collection(),
    charges: new Collection(),
    balanceTransactions: new Collection(),
    customers: new Collection(),
    paymentMethods: new Collection(),
    webhookEndpoints: new Collection(),
    events: new Collection(),
    due: new DueQueue(),
    outbox: [],
  };
}

export function takeOutbox(account: Account): StripeEvent[] {
  const events = account.outbox;
  account.outbox = [];
  return events;
}
