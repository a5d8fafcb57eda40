import type Stripe from 'stripe';
import { z } from 'zod';
import type { WholeGateway } from '../domain/provider/card-gateway';
import { CARD_FEATURES, type CardFeature } from '../domain/orders/card-features';
import type {
  AuthorizeAnswer,
  AuthorizeRequest,
  CaptureAnswer,
  CaptureRequest,
  ConfirmAnswer,
  ConfirmRequest,
  ReleaseAnswer,
  ReleaseRequest,
  SettlementsReading,
} from '../domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../domain/provider/payment-intent-reading';
import type { Settlement } from '../domain/settlements/settlement';
import type { UnknownWord } from '../domain/provider/unknown-answer';
import { askAs, type StripeAccount } from './requests/account';
import { unreadable } from './requests/answer';
import { read } from './requests/ask';
import { createCardGateway } from './cards/cards';
import { createCustomerGateway } from './cards/customers';
import { misuseOf, type StripeError } from './requests/errors';
import { createDisputeGateway } from './disputes/disputes';
import { createConnectGateway } from './connect/connect';
import { createAdoptionGateway } from './holds/adoption';
import { retrieveHold, readMoved } from './holds/holds';
import { createHoldSearch } from './holds/hold-search';
import { readPages } from './requests/pages';
import {
  cancelParams,
  captureParams,
  confirmParams,
  createParams,
  zeroFinalCaptureParams,
} from './holds/payment-intent-params';
import { createIncrementGateway } from './holds/increments';
import { createRefundGateway } from './refunds/refunds';
import {
  authorizeRefusalOf,
  captureRefusalOf,
  confirmRefusalOf,
  isFeatureRefusal,
  isOverAlready,
} from './requests/refusals';
import { readSettlement } from './requests/settlement';

/**
 * Card holds at Stripe. Each method makes one request that may move money, and throws what the port says: it never
 * repeats by itself, and it never answers with anything that Stripe did not say. An answer with a word that nobody
 * knows is followed by a read.
 */
export function createStripeGateway(account: StripeAccount): WholeGateway {
  const { client } = account;
  return {
    authorize: (request) => authorize(account, request),
    confirm: (request) => confirm(account, request),
    ...createHoldSearch(account),
    readHold: (paymentIntentId) => retrieveHold(client, paymentIntentId),
    capture: (request) => capture(account, request),
    release: (request) => release(account, request),
    readSettlements: (chargeId) => readSettlements(client, chargeId),
    ...createIncrementGateway(account),
    ...createRefundGateway(account),
    ...createCardGateway(account),
    ...createCustomerGateway(account),
    ...createAdoptionGateway(account),
    ...createDisputeGateway(account),
    ...createConnectGateway(account),
  };
}

async function authorize(account: StripeAccount, request: AuthorizeRequest): Promise<AuthorizeAnswer> {
  const { client } = account;
  const asked = await askAs(
    account,
    request,
    ({ options, as }) => client.paymentIntents.create(createParams(as, request), options),
    (error) => featureRefusalOf(error, request.features) ?? authorizeRefusalOf(error),
  );
  if (asked.kind === 'answer') return { kind: 'answered', hold: await readMoved(client, asked.answer) };
  if ('left' in asked.refusal) return { kind: 'features_refused', left: asked.refusal.left };

  const { declined, error } = asked.refusal;
  // A declined PaymentIntent stays open for another card, so it is an answer like any other.
  return declined === undefined
    ? { kind: 'refused', error }
    : { kind: 'answered', hold: await readMoved(client, declined) };
}

/**
 * Undefined where nothing was asked for: then it is our mistake, and there is nothing to ask less of. Source:
 * https://docs.stripe.com/error-codes#payment-intent-invalid-parameter
 */
function featureRefusalOf(error: StripeError, features: readonly CardFeature[]): FeatureRefusal | undefined {
  return features.length > 0 && isFeatureRefusal(error) ? { left: idOfIntent(error) } : undefined;
}

interface FeatureRefusal {
  /** The PaymentIntent that the refused request has made, as the error carries it. */
  readonly left: string | null;
}

/** A PaymentIntent of which only the id counts. Source: https://docs.stripe.com/api/errors#errors-payment_intent */
const namedIntent = z.looseObject({ id: z.string().min(1) });

function idOfIntent({ payment_intent: intent }: StripeError): string | null {
  return namedIntent.safeParse(intent).data?.id ?? null;
}

/** What a PaymentIntent takes a payment method in. Source: https://docs.stripe.com/api/payment_intents/confirm */
const CONFIRMABLE: ReadonlySet<PaymentIntentReading['status']> = new Set([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]);

async function confirm(account: StripeAccount, request: ConfirmRequest): Promise<ConfirmAnswer> {
  const { client } = account;
  const { paymentIntentId } = request;
  const asked = await askAs(
    account,
    request,
    ({ options }) => client.paymentIntents.confirm(paymentIntentId, confirmParams(request), options),
    (error) => featureRefusalOf(error, request.features ?? CARD_FEATURES) ?? confirmRefusalOf(error),
  );
  if (asked.kind === 'answer') return { kind: 'answered', hold: await readMoved(client, asked.answer) };
  if ('left' in asked.refusal) return { kind: 'features_refused' };

  const { refusal } = asked;
  if (refusal.kind === 'payment_method_refused') return { kind: 'refused', error: refusal.error };
  if (refusal.kind === 'declined' && refusal.declined !== undefined) {
    return { kind: 'answered', hold: await readMoved(client, refusal.declined) };
  }
  const hold = await retrieveHold(client, paymentIntentId);
  // The buyer was faster in the browser, or somebody canceled it: that is an answer, unless it could have been
  // confirmed.
  if (refusal.kind === 'not_confirmable' && CONFIRMABLE.has(hold.status)) throw misuseOf(refusal.thrown);
  return { kind: 'answered', hold };
}

async function capture(account: StripeAccount, request: CaptureRequest): Promise<CaptureAnswer> {
  const { client } = account;
  const { paymentIntentId } = request;
  const asked = await askAs(
    account,
    request,
    ({ options }) => client.paymentIntents.capture(paymentIntentId, captureParams(request), options),
    captureRefusalOf,
  );
  if (asked.kind === 'answer') return { kind: 'captured', hold: await readMoved(client, asked.answer) };
  // What a refusal embeds may be as old as the key; the caller needs the state of now, with its charge.
  return { kind: 'refused', ...asked.refusal, hold: await retrieveHold(client, paymentIntentId) };
}

async function release(account: StripeAccount, request: ReleaseRequest): Promise<ReleaseAnswer> {
  const { client } = account;
  const { paymentIntentId, how } = request;
  const asked = await askAs(
    account,
    request,
    ({ options }) =>
      how === 'cancel'
        ? client.paymentIntents.cancel(paymentIntentId, cancelParams(), options)
        : client.paymentIntents.capture(paymentIntentId, zeroFinalCaptureParams(options.idempotencyKey), options),
    (error) => (isOverAlready(error) ? error : undefined),
  );
  if (asked.kind === 'answer') {
    const released = await readMoved(client, asked.answer);
    // Whatever the word means: what can still be captured is not given back.
    if (released.status !== 'unknown' || released.amountCapturable === 0) return { kind: 'released', hold: released };
    throw unreadable(`Stripe's PaymentIntent cannot be read at status, after its release`, asked.answer);
  }

  const hold = await retrieveHold(client, paymentIntentId);
  // Stripe uses the same code for a hold that lives but must not be ended this way: cancel after a capture.
  if (hold.ended === null) throw misuseOf(asked.refusal);
  return { kind: 'already_ended', hold };
}

/** A charge has at most 51 captures (https://docs.stripe.com/payments/multicapture); its refunds are other sources. */
const SETTLEMENT_PAGES_AT_MOST = 5;

async function readSettlements(client: Stripe, chargeId: string): Promise<SettlementsReading> {
  const pages = readPages(`balance transactions of ${chargeId}`, SETTLEMENT_PAGES_AT_MOST, (page) =>
    read(() => client.balanceTransactions.list({ ...page, source: chargeId })),
  );
  const newestFirst: Settlement[] = [];
  let unknown: UnknownWord | undefined;
  for await (const listed of pages) {
    const read = readSettlement(listed);
    if (read === undefined) continue;
    if ('balanceTransactionId' in read) newestFirst.push(read);
    else unknown = read;
  }
  return { settlements: newestFirst.reverse(), ...(unknown !== undefined && { unknown }) };
}
