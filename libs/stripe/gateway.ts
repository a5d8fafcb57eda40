import type Stripe from 'stripe';
import { z } from 'zod';
import type { WholeGateway } from '../domain/card-gateway';
import { CARD_FEATURES, type CardFeature } from '../domain/card-features';
import type {
  AuthorizeAnswer,
  AuthorizeRequest,
  CaptureAnswer,
  CaptureRequest,
  ConfirmAnswer,
  ConfirmRequest,
  HoldReading,
  HoldSearch,
  ReleaseAnswer,
  ReleaseRequest,
} from '../domain/payment-gateway';
import type { Settlement } from '../domain/settlement';
import { readAnswer } from './answer';
import { ask, read } from './ask';
import { createCardGateway } from './cards';
import { misuseOf, type StripeError } from './errors';
import { createDisputeGateway } from './disputes';
import { createConnectGateway } from './connect';
import { readPaymentIntent } from './hold-reading';
import { isAuthorization } from './metadata';
import { listedSince, readPages } from './pages';
import {
  cancelParams,
  captureParams,
  confirmParams,
  createParams,
  EXPAND_CHARGE,
  zeroFinalCaptureParams,
} from './payment-intent-params';
import { createRaiseGateway } from './raises';
import { createRefundGateway } from './refunds';
import { authorizeRefusalOf, captureRefusalOf, confirmRefusalOf, isFeatureRefusal, isOverAlready } from './refusals';
import { readSettlement } from './settlement';

/**
 * Card holds at Stripe. Each method makes one request that may move money, and throws what the port says: it never
 * repeats by itself, and it never answers with anything that Stripe did not say.
 */
export function createStripeGateway(client: Stripe): WholeGateway {
  return {
    authorize: (request) => authorize(client, request),
    confirm: (request) => confirm(client, request),
    findHold: (search) => findHold(client, search),
    findOpenHolds: (search) => findOpenHolds(client, search),
    readHold: (paymentIntentId) => readHold(client, paymentIntentId),
    capture: (request) => capture(client, request),
    release: (request) => release(client, request),
    readSettlements: (chargeId) => readSettlements(client, chargeId),
    ...createRaiseGateway(client),
    ...createRefundGateway(client),
    ...createCardGateway(client),
    ...createDisputeGateway(client),
    ...createConnectGateway(client),
  };
}

async function authorize(client: Stripe, request: AuthorizeRequest): Promise<AuthorizeAnswer> {
  const { idempotencyKey } = request;
  const asked = await ask(
    () => client.paymentIntents.create(createParams(request), { idempotencyKey }),
    (error) => featureRefusalOf(error, request.features) ?? authorizeRefusalOf(error),
  );
  if (asked.kind === 'answer') return { kind: 'answered', hold: readPaymentIntent(asked.answer) };
  if (asked.refusal === 'features') return { kind: 'features_refused' };

  const { declined, error } = asked.refusal;
  // A declined PaymentIntent stays open for another card, so it is an answer like any other.
  return declined === undefined ? { kind: 'refused', error } : { kind: 'answered', hold: readPaymentIntent(declined) };
}

/** Undefined where nothing was asked for: then it is our mistake, and there is nothing to ask less of. */
function featureRefusalOf(error: StripeError, features: readonly CardFeature[]): 'features' | undefined {
  return features.length > 0 && isFeatureRefusal(error) ? 'features' : undefined;
}

/** What a PaymentIntent takes a payment method in. Source: https://docs.stripe.com/api/payment_intents/confirm */
const CONFIRMABLE: ReadonlySet<HoldReading['status']> = new Set([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]);

async function confirm(client: Stripe, request: ConfirmRequest): Promise<ConfirmAnswer> {
  const { idempotencyKey, paymentIntentId } = request;
  const asked = await ask(
    () => client.paymentIntents.confirm(paymentIntentId, confirmParams(request), { idempotencyKey }),
    (error) => featureRefusalOf(error, request.features ?? CARD_FEATURES) ?? confirmRefusalOf(error),
  );
  if (asked.kind === 'answer') return { kind: 'answered', hold: readPaymentIntent(asked.answer) };
  if (asked.refusal === 'features') return { kind: 'features_refused' };

  const { refusal } = asked;
  if (refusal.kind === 'payment_method_refused') return { kind: 'refused', error: refusal.error };
  if (refusal.kind === 'declined' && refusal.declined !== undefined) {
    return { kind: 'answered', hold: readPaymentIntent(refusal.declined) };
  }
  const hold = await readHold(client, paymentIntentId);
  // The buyer was faster in the browser, or somebody canceled it: that is an answer, unless it could have been confirmed.
  if (refusal.kind === 'not_confirmable' && CONFIRMABLE.has(hold.status)) throw misuseOf(refusal.thrown);
  return { kind: 'answered', hold };
}

async function capture(client: Stripe, request: CaptureRequest): Promise<CaptureAnswer> {
  const { idempotencyKey, paymentIntentId } = request;
  const asked = await ask(
    () => client.paymentIntents.capture(paymentIntentId, captureParams(request), { idempotencyKey }),
    captureRefusalOf,
  );
  if (asked.kind === 'answer') return { kind: 'captured', hold: readPaymentIntent(asked.answer) };
  // What a refusal embeds may be as old as the key; the caller needs the state of now, with its charge.
  return { kind: 'refused', ...asked.refusal, hold: await readHold(client, paymentIntentId) };
}

async function release(client: Stripe, request: ReleaseRequest): Promise<ReleaseAnswer> {
  const { idempotencyKey, paymentIntentId, how } = request;
  const asked = await ask(
    () =>
      how === 'cancel'
        ? client.paymentIntents.cancel(paymentIntentId, cancelParams(), { idempotencyKey })
        : client.paymentIntents.capture(paymentIntentId, zeroFinalCaptureParams(request), { idempotencyKey }),
    (error) => (isOverAlready(error) ? error : undefined),
  );
  if (asked.kind === 'answer') return { kind: 'released', hold: readPaymentIntent(asked.answer) };

  const hold = await readHold(client, paymentIntentId);
  // Stripe uses the same code for a hold that lives but must not be ended this way: cancel after a capture.
  if (hold.ended === null) throw misuseOf(asked.refusal);
  return { kind: 'already_ended', hold };
}

async function readHold(client: Stripe, paymentIntentId: string): Promise<HoldReading> {
  const answer = await read(() => client.paymentIntents.retrieve(paymentIntentId, { expand: EXPAND_CHARGE }));
  return readPaymentIntent(answer);
}

const HOLD_PAGES_AT_MOST = 20;

const listedIntent = z.object({ id: z.string(), status: z.string(), metadata: z.record(z.string(), z.string()) });

type ListedIntent = z.output<typeof listedIntent>;

/**
 * Looks through the list, which shows a PaymentIntent as soon as it exists. The search API would find it by its
 * metadata, but lags by up to an hour: https://docs.stripe.com/search#data-freshness
 */
async function* findIntents(client: Stripe, { ref, rungs, since }: HoldSearch): AsyncGenerator<ListedIntent, void> {
  const pages = readPages('PaymentIntents', HOLD_PAGES_AT_MOST, (page) =>
    read(() => client.paymentIntents.list({ ...page, ...listedSince(since) })),
  );
  for await (const listed of pages) {
    const intent = readAnswer(listedIntent, 'PaymentIntent in a list', listed);
    if (isAuthorization(intent.metadata, ref, rungs)) yield intent;
  }
}

async function findHold(client: Stripe, search: HoldSearch): Promise<HoldReading | undefined> {
  let canceled: string | undefined;
  for await (const { id, status } of findIntents(client, search)) {
    if (status !== 'canceled') return readHold(client, id);
    canceled ??= id;
  }
  return canceled === undefined ? undefined : readHold(client, canceled);
}

async function findOpenHolds(client: Stripe, search: HoldSearch): Promise<string[]> {
  const open: string[] = [];
  for await (const { id, status } of findIntents(client, search)) {
    if (status !== 'canceled' && status !== 'succeeded') open.push(id);
  }
  return open;
}

/** A charge has at most 51 captures (https://docs.stripe.com/payments/multicapture); its refunds are other sources. */
const SETTLEMENT_PAGES_AT_MOST = 5;

async function readSettlements(client: Stripe, chargeId: string): Promise<Settlement[]> {
  const pages = readPages(`balance transactions of ${chargeId}`, SETTLEMENT_PAGES_AT_MOST, (page) =>
    read(() => client.balanceTransactions.list({ ...page, source: chargeId })),
  );
  const newestFirst: Settlement[] = [];
  for await (const listed of pages) {
    const settlement = readSettlement(listed);
    if (settlement !== undefined) newestFirst.push(settlement);
  }
  return newestFirst.reverse();
}
