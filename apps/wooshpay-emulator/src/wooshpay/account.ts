import { DueQueue } from '../../../../libs/emulation/clock/due';
import { Collection } from '../../../../libs/emulation/objects/collection';
import { scramble } from '../../../../libs/emulation/objects/ids';
import type { Charge } from './charges/charge';
import type { Customer } from './customers/customer';
import type { WooshPayEvent } from './events/event';
import type { PaymentIntent } from './payment-intents/payment-intent';
import type { PaymentMethod } from './payment-methods/payment-method';
import type { Refund } from './refunds/refund';
import { DEFAULT_SETTINGS } from './settings';
import type { AccountSettings } from './settings';
import type { SetupIntent } from './setup-intents/setup-intent';
import { Snowflakes } from './snowflake';
import type { WebhookEndpoint } from './webhook-endpoints/webhook-endpoint';

/** What happens by itself when its time comes. */
export type DueTask =
  | { readonly kind: 'expire_hold'; readonly intent: PaymentIntent; readonly charge: Charge }
  | { readonly kind: 'finish_refund'; readonly refund: Refund };

/** The whole state of one API key. Nothing in it knows the network, the time or chance. */
export interface Account {
  readonly id: string;
  readonly ids: Snowflakes;
  settings: AccountSettings;
  readonly paymentIntents: Collection<PaymentIntent>;
  readonly charges: Collection<Charge>;
  readonly refunds: Collection<Refund>;
  readonly paymentMethods: Collection<PaymentMethod>;
  readonly customers: Collection<Customer>;
  readonly setupIntents: Collection<SetupIntent>;
  readonly webhookEndpoints: Collection<WebhookEndpoint>;
  readonly events: Collection<WooshPayEvent>;
  readonly due: DueQueue<DueTask>;
  /** Events since they were last taken; the shell delivers them. */
  outbox: WooshPayEvent[];
}

export function openAccount(seed: string): Account {
  return {
    id: `acct_${scramble(`${seed}/account`, 16)}`,
    ids: new Snowflakes(seed),
    settings: DEFAULT_SETTINGS,
    paymentIntents: new Collection(),
    charges: new Collection(),
    refunds: new Collection(),
    paymentMethods: new Collection(),
    customers: new Collection(),
    setupIntents: new Collection(),
    webhookEndpoints: new Collection(),
    events: new Collection(),
    due: new DueQueue(),
    outbox: [],
  };
}

export function takeOutbox(account: Account): WooshPayEvent[] {
  const events = account.outbox;
  if (events.length > 0) account.outbox = [];
  return events;
}
