import type { ApplicationFee, FeeRefund } from './application-fees/application-fee';
import { Ledger } from './balance-transactions/ledger';
import type { Charge } from './charges/charge';
import type { CheckoutSession } from './checkout/session';
import { Collection } from '../../../../libs/emulation/objects/collection';
import type { ConfirmationToken } from './confirmation-tokens/confirmation-token';
import type { SellerAccount } from './connected-accounts/account-of-seller';
import type { Customer } from './customers/customer';
import type { Dispute, DisputeOutcome } from './disputes/dispute';
import { DueQueue } from '../../../../libs/emulation/clock/due';
import type { EphemeralKey } from './ephemeral-keys/ephemeral-key';
import type { StripeEvent } from './events/event';
import { IdSequence, scramble } from '../../../../libs/emulation/objects/ids';
import type { PaymentIntent } from './payment-intents/payment-intent';
import type { Presence } from './payment-intents/confirming/presence';
import type { Payout } from './payouts/payout';
import type { PaymentMethod } from './payment-methods/payment-method';
import type { Price } from './products/price';
import type { Product } from './products/product';
import type { EarlyFraudWarning } from './radar/early-fraud-warning';
import type { Review } from './radar/review';
import type { Refund } from './refunds/refund';
import { DEFAULT_SETTINGS } from './settings';
import type { AccountSettings } from './settings';
import type { SetupAttempt } from './setup-intents/setup-attempt';
import type { SetupIntent } from './setup-intents/setup-intent';
import type { Token } from './tokens/token';
import type { Transfer, TransferReversal } from './transfers/transfer';
import type { WebhookEndpoint } from './webhook-endpoints/webhook-endpoint';

/** What happens by itself when its time comes. */
export type DueTask =
  | { readonly kind: 'expire_hold'; readonly paymentIntent: PaymentIntent; readonly charge: Charge }
  | {
      readonly kind: 'finish_processing';
      readonly paymentIntent: PaymentIntent;
      readonly paymentMethod: PaymentMethod;
      readonly presence: Presence;
    }
  | { readonly kind: 'finish_refund'; readonly refund: Refund }
  | { readonly kind: 'decide_dispute'; readonly dispute: Dispute; readonly outcome: DisputeOutcome }
  | { readonly kind: 'end_dispute'; readonly dispute: Dispute }
  | { readonly kind: 'submit_payout' | 'end_payout'; readonly payout: Payout }
  | { readonly kind: 'expire_session'; readonly session: CheckoutSession }
  | { readonly kind: 'in_connected'; readonly account: Account; readonly task: DueTask }
  /** The schedule's. */
  | { readonly kind: 'pay_out' }
  | { readonly kind: 'settle_capture'; readonly charge: Charge; readonly capture: number };

/** An event that somebody wants again. */
export interface Resend {
  readonly event: StripeEvent;
  readonly endpoints: readonly WebhookEndpoint[];
  /** To the CLI that listens. */
  readonly toListeners: boolean;
}

/** The whole state of one API key. Nothing in it knows the network, the time or chance. */
export interface Account {
  readonly id: string;
  /** The account that made this one; null: nobody did. */
  readonly platform: Account | null;
  /** The objects of the accounts that this one made, where there are any. */
  readonly connected: Map<string, Account>;
  readonly ids: IdSequence;
  /** The id of its one PaymentMethodConfiguration. */
  readonly configuration: string;
  /** A connected account has those of its platform. */
  settings: AccountSettings;
  readonly paymentIntents: Collection<PaymentIntent>;
  /** Of charges that were made without a PaymentIntent, by the id that stands for one; nobody sees them. */
  readonly hiddenIntents: Collection<PaymentIntent>;
  readonly charges: Collection<Charge>;
  readonly balanceTransactions: Ledger;
  readonly refunds: Collection<Refund>;
  readonly disputes: Collection<Dispute>;
  readonly applicationFees: Collection<ApplicationFee>;
  readonly feeRefunds: Collection<FeeRefund>;
  readonly transfers: Collection<Transfer>;
  readonly transferReversals: Collection<TransferReversal>;
  readonly payouts: Collection<Payout>;
  /** The balance transactions that payouts of the schedule have taken. */
  readonly paidOut: Set<string>;
  /** When the schedule pays out next; null: nothing is planned. */
  nextPayout: number | null;
  readonly products: Collection<Product>;
  readonly prices: Collection<Price>;
  readonly checkoutSessions: Collection<CheckoutSession>;
  /** The open Checkout Sessions whose payment has begun, by its PaymentIntent. */
  readonly payingSessions: Map<string, CheckoutSession>;
  /** The accounts that this one made as a platform. */
  readonly sellers: Collection<SellerAccount>;
  readonly earlyFraudWarnings: Collection<EarlyFraudWarning>;
  readonly reviews: Collection<Review>;
  readonly customers: Collection<Customer>;
  readonly paymentMethods: Collection<PaymentMethod>;
  readonly setupIntents: Collection<SetupIntent>;
  readonly setupAttempts: Collection<SetupAttempt>;
  readonly tokens: Collection<Token>;
  readonly confirmationTokens: Collection<ConfirmationToken>;
  readonly ephemeralKeys: Collection<EphemeralKey>;
  readonly webhookEndpoints: Collection<WebhookEndpoint>;
  readonly events: Collection<StripeEvent>;
  readonly due: DueQueue<DueTask>;
  /** Events since they were last taken; the shell delivers them. */
  outbox: StripeEvent[];
  /** Events that are to be sent once more; the shell does it. */
  resends: Resend[];
}

export function openAccount(seed: string): Account {
  return {
    id: `acct_1${scramble(`${seed}/account`, 15)}`,
    platform: null,
    connected: new Map(),
    ids: new IdSequence(seed),
    configuration: `pmc_1${scramble(`${seed}/configuration`, 23)}`,
    settings: DEFAULT_SETTINGS,
    paymentIntents: new Collection(),
    hiddenIntents: new Collection(),
    charges: new Collection(),
    balanceTransactions: new Ledger(),
    refunds: new Collection(),
    disputes: new Collection(),
    applicationFees: new Collection(),
    feeRefunds: new Collection(),
    transfers: new Collection(),
    transferReversals: new Collection(),
    payouts: new Collection(),
    paidOut: new Set(),
    nextPayout: null,
    products: new Collection(),
    prices: new Collection(),
    checkoutSessions: new Collection(),
    payingSessions: new Map(),
    sellers: new Collection(),
    earlyFraudWarnings: new Collection(),
    reviews: new Collection(),
    customers: new Collection(),
    paymentMethods: new Collection(),
    setupIntents: new Collection(),
    setupAttempts: new Collection(),
    tokens: new Collection(),
    confirmationTokens: new Collection(),
    ephemeralKeys: new Collection(),
    webhookEndpoints: new Collection(),
    events: new Collection(),
    due: new DueQueue(),
    outbox: [],
    resends: [],
  };
}

export function takeOutbox(account: Account): StripeEvent[] {
  const events = account.outbox;
  account.outbox = [];
  return events;
}

export function takeResends(account: Account): readonly Resend[] {
  const { resends } = account;
  if (resends.length > 0) account.resends = [];
  return resends;
}
