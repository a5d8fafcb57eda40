import type {
  AuthorizeAnswer,
  AuthorizeRequest,
  CaptureAnswer,
  CaptureRequest,
  ConfirmAnswer,
  ConfirmRequest,
  PaymentGateway,
  ReleaseAnswer,
  ReleaseRequest,
} from '../../domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../../domain/provider/payment-intent-reading';
import { askWooshPay, readFromWooshPay, type WooshPayAccount } from '../requests/wooshpay-account';
import { wooshPayMisuse, type WooshPayError } from '../requests/wooshpay-error';
import { captureMarker } from '../requests/wooshpay-markers';
import { isAboutCardOfShop, isDeclinedByBank, isPastThat, paymentErrorOfRefusal } from '../requests/wooshpay-words';
import { confirmBody, firstConfirmBody, intentBody, notAtWooshPay, type WooshPayBody } from './intent-body';
import { readWooshPayIntent } from './intent-reading';

const INTENTS = '/v1/payment_intents';

type Holds = Pick<PaymentGateway, 'authorize' | 'confirm' | 'readHold' | 'capture' | 'release'>;

/**
 * Card holds at WooshPay. A call may be several requests, each under a key of its own below the call's, so that the
 * whole call may be repeated under its key.
 */
export function createWooshPayHolds(account: WooshPayAccount): Holds {
  return {
    authorize: (request) => authorize(account, request),
    confirm: (request) => confirm(account, request),
    readHold: (paymentIntentId) => readHoldAtWooshPay(account, paymentIntentId),
    capture: (request) => capture(account, request),
    release: (request) => release(account, request),
  };
}

/** A hold as it is now. @throws as a read of the port does */
export async function readHoldAtWooshPay(account: WooshPayAccount, id: string): Promise<PaymentIntentReading> {
  return readWooshPayIntent(account, await readFromWooshPay(() => account.client.get(`${INTENTS}/${id}`)));
}

/** What a PaymentIntent takes a payment method in. */
const CONFIRMABLE: ReadonlySet<PaymentIntentReading['status']> = new Set([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]);

async function authorize(account: WooshPayAccount, request: AuthorizeRequest): Promise<AuthorizeAnswer> {
  const made = await makeIntent(account, request.idempotencyKey, (as) => intentBody(as, request));
  if ('error' in made) return { kind: 'refused', error: made.error };
  const body = firstConfirmBody(request);
  if (body === null) return { kind: 'answered', hold: made.hold };
  const tried = await tryMethod(account, made.hold.paymentIntentId, `${request.idempotencyKey}/confirm`, body);
  return tried.kind === 'refused' ? tried : { kind: 'answered', hold: tried.hold };
}

/** A new PaymentIntent, or what WooshPay has against the shop's customer. */
export async function makeIntent(
  account: WooshPayAccount,
  idempotencyKey: string,
  body: (as: Parameters<typeof intentBody>[0]) => WooshPayBody,
): Promise<{ readonly hold: PaymentIntentReading } | { readonly error: ReturnType<typeof paymentErrorOfRefusal> }> {
  const asked = await askWooshPay(
    account,
    { idempotencyKey },
    (key, as) => account.client.post(INTENTS, body(as), key),
    (error) => (isAboutCardOfShop(error) || isAmountRefused(error) ? paymentErrorOfRefusal(error) : undefined),
  );
  if (asked.kind === 'refusal') return { error: asked.refusal };
  return { hold: readWooshPayIntent(account, asked.answer) };
}

function isAmountRefused({ details: { code } }: WooshPayError): boolean {
  return code === 'amount_too_small' || code === 'amount_too_large';
}

async function confirm(account: WooshPayAccount, request: ConfirmRequest): Promise<ConfirmAnswer> {
  return tryMethod(account, request.paymentIntentId, request.idempotencyKey, confirmBody(request));
}

type Tried = Exclude<ConfirmAnswer, { readonly kind: 'features_refused' }>;

/** Confirms. A decline does not show the PaymentIntent, so it is read: it stays, ready for another card. */
export async function tryMethod(
  account: WooshPayAccount,
  id: string,
  idempotencyKey: string,
  body: WooshPayBody,
): Promise<Tried> {
  const asked = await askWooshPay(
    account,
    { idempotencyKey },
    (key) => account.client.post(`${INTENTS}/${id}/confirm`, body, key),
    (error) => (isDeclinedByBank(error) || isPastThat(error) || isAboutCardOfShop(error) ? error : undefined),
  );
  if (asked.kind === 'answer') return { kind: 'answered', hold: readWooshPayIntent(account, asked.answer) };
  const { refusal } = asked;
  if (isAboutCardOfShop(refusal)) return { kind: 'refused', error: paymentErrorOfRefusal(refusal) };
  const hold = await readHoldAtWooshPay(account, id);
  // The buyer was faster in the browser, or somebody canceled it: that is an answer, unless it could have been
  // confirmed.
  if (isPastThat(refusal) && CONFIRMABLE.has(hold.status)) throw wooshPayMisuse(refusal);
  return { kind: 'answered', hold };
}

/**
 * Takes an amount, and WooshPay gives the rest back. The call itself carries no metadata, so the shipment's marker is
 * written just before it, and only where nothing was captured yet: a marker never names money that another call moved.
 */
async function capture(account: WooshPayAccount, request: CaptureRequest): Promise<CaptureAnswer> {
  const { amount, final, idempotencyKey, paymentIntentId: id, ref } = request;
  if (!final) throw notAtWooshPay('second capture of a hold: the first one gives the rest back');
  const path = `${INTENTS}/${id}`;
  const before = await readHoldAtWooshPay(account, id);
  if (before.status === 'requires_capture' && before.amountReceived === 0)
    await mark(account, path, idempotencyKey, ref);
  const asked = await askWooshPay(
    account,
    { idempotencyKey },
    (key) => account.client.post(`${path}/capture`, { amount_to_capture: amount.amount }, key),
    captureRefusalAtWooshPay,
  );
  // Nobody says what becomes of the rest in the answer itself, and what a key repeats may be old: a read does.
  if (asked.kind === 'answer') return { kind: 'captured', hold: await readHoldAtWooshPay(account, id) };
  return { kind: 'refused', ...asked.refusal, hold: await readHoldAtWooshPay(account, id) };
}

async function mark(
  account: WooshPayAccount,
  path: string,
  idempotencyKey: string,
  ref: CaptureRequest['ref'],
): Promise<void> {
  await askWooshPay(
    account,
    { idempotencyKey: `${idempotencyKey}/marker` },
    (key) => account.client.post(path, { metadata: captureMarker(ref) }, key),
    // It ended between the read and this: the capture says so.
    (error) => (isPastThat(error) ? error : undefined),
  );
}

type CaptureRefused = Pick<Extract<CaptureAnswer, { kind: 'refused' }>, 'reason' | 'error'>;

function captureRefusalAtWooshPay(thrown: WooshPayError): CaptureRefused | undefined {
  const error = paymentErrorOfRefusal(thrown);
  if (isDeclinedByBank(thrown)) return { reason: 'declined', error };
  if (isPastThat(thrown)) return { reason: 'hold_gone', error };
  const { code } = thrown.details;
  return code === 'amount_too_large' || code === 'amount_too_small' ? { reason: code, error } : undefined;
}

/** Gives back a hold without a capture. After a capture there is nothing to give back: WooshPay has done it. */
async function release(account: WooshPayAccount, request: ReleaseRequest): Promise<ReleaseAnswer> {
  const { how, paymentIntentId: id } = request;
  if (how === 'zero_final_capture') {
    const hold = await readHoldAtWooshPay(account, id);
    if (hold.ended === null) throw notAtWooshPay('way to release what is left of a captured hold');
    return { kind: 'already_ended', hold };
  }
  const asked = await askWooshPay(
    account,
    request,
    (key) => account.client.post(`${INTENTS}/${id}/cancel`, { cancellation_reason: 'abandoned' }, key),
    (error) => (isPastThat(error) ? error : undefined),
  );
  const answered = asked.kind === 'answer' ? readWooshPayIntent(account, asked.answer) : undefined;
  if (answered !== undefined && answered.status !== 'unknown') return { kind: 'released', hold: answered };
  // After this nobody looks at the hold any more: an answer that is not understood is read once more.
  const hold = await readHoldAtWooshPay(account, id);
  if (asked.kind === 'answer') return { kind: 'released', hold };
  if (hold.ended === null) throw wooshPayMisuse(asked.refusal);
  return { kind: 'already_ended', hold };
}
