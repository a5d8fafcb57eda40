import type { EndChargeStep, ReadChargeStep } from '../../libs/domain/payment/card-steps';
import type { ChargeStep } from '../../libs/domain/payment/charge-step';
import type { ChargeOutcome, Looked, ReadChargeOutcome } from '../../libs/domain/payment/facts';
import { confirmKey, abandonKey } from '../../libs/domain/provider/idempotency-key';
import { ProviderMisuse } from '../../libs/domain/provider/payment-gateway';
import type { PaymentIntentReading, PaymentError } from '../../libs/domain/provider/payment-intent-reading';
import { getAuthorization } from '../../libs/postgres/holds/authorization-store';
import { recordIntent, type ChangeSource } from '../../libs/postgres/orders/order-change';
import { askedCharge } from './charge-intent';
import { underFreshKey } from '../steps/fresh-key';
import { inAMoment } from '../steps/in-a-moment';
import { stillWorking } from '../holds/look-before-end';
import { byHoldfast, byProvider } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import { recordCharged, recordChargePending, recordChargeRefused } from './record-charge';
import { isRecorded } from '../holds/record-hold';
import { noteWord, readAgain, unreadIf } from '../steps/unknown-word';

/**
 * Brings a payment to where it can be recorded. A bank that wants the buyer is asked once more as if the buyer were
 * here, which gives the page or the challenge for them; a payment that failed is canceled before its shipment is
 * refused, so that nobody can pay it later in a browser.
 */
export async function concludeCharge(
  context: StepContext,
  step: ChargeStep,
  hold: PaymentIntentReading,
  source: ChangeSource,
): Promise<ChargeOutcome> {
  switch (hold.status) {
    case 'succeeded':
      return recordCharged(context, step, hold, source);
    case 'requires_action':
    case 'processing':
    case 'unknown':
      return recordChargePending(context, step, hold, source);
    case 'requires_payment_method':
    case 'requires_confirmation': {
      const error = hold.lastError ?? NOT_PAID;
      if (error.code !== AUTHENTICATION_REQUIRED) return giveUp(context, step, hold, error, source);
      const asked = await askForBuyer(context, step, hold);
      if (asked.lastError?.code === AUTHENTICATION_REQUIRED) return giveUp(context, step, asked, error, source);
      return concludeCharge(context, step, asked, source);
    }
    case 'canceled': {
      const { paymentIntentId } = hold;
      const refusal = { reason: 'declined', error: hold.lastError ?? NOT_PAID, paymentIntentId } as const;
      return recordChargeRefused(context, step, refusal, source);
    }
    case 'requires_capture':
      throw new Error(`Bug! ${hold.paymentIntentId} holds money instead of taking it`);
  }
}

/** Stripe's code for an off-session payment that the bank wants the buyer for: https://docs.stripe.com/error-codes */
const AUTHENTICATION_REQUIRED = 'authentication_required';

const NOT_PAID: PaymentError = { code: 'payment_canceled', declineCode: null, message: 'The payment was abandoned.' };

async function askForBuyer(
  context: StepContext,
  step: ChargeStep,
  hold: PaymentIntentReading,
): Promise<PaymentIntentReading> {
  const { orderId, authorizationGeneration, card, returnUrl } = step;
  const { paymentIntentId } = hold;
  const answer = await underFreshKey(
    (attempt) => confirmKey(orderId, authorizationGeneration, attempt),
    (idempotencyKey) =>
      context.gateway.confirm({
        idempotencyKey,
        paymentIntentId,
        paymentMethod: card.paymentMethod,
        features: null,
        returnUrl,
      }),
  );
  // The card was taken from the customer meanwhile: the refusal of before stands.
  return answer.kind === 'answered' ? answer.hold : hold;
}

/** Ends a payment unless it was made at the last moment, and records which of the two it was. */
async function giveUp(
  context: StepContext,
  step: ChargeStep,
  { paymentIntentId }: PaymentIntentReading,
  error: PaymentError,
  source: ChangeSource,
): Promise<ChargeOutcome> {
  const { orderId, authorizationGeneration } = step;
  const { hold } = await underFreshKey(
    (attempt) => abandonKey(orderId, authorizationGeneration, attempt),
    (idempotencyKey) => context.gateway.release({ orderId, idempotencyKey, paymentIntentId, how: 'cancel' }),
  ).catch(async (error: unknown) => {
    if (!(error instanceof ProviderMisuse)) throw error;
    // Refused because the buyer authenticates at this very moment: what comes of it is read by the next attempt.
    const { status } = await context.gateway.readHold(paymentIntentId);
    throw status === 'processing' ? stillWorking(paymentIntentId) : error;
  });
  if (hold.status === 'succeeded') return recordCharged(context, step, hold, source);
  const refusal = { reason: 'declined', error, paymentIntentId, unknown: hold.unknown } as const;
  return recordChargeRefused(context, step, refusal, source);
}

/** Looks at a payment that waits for the buyer, because an event said that something happened to it. */
export async function readCharge(context: StepContext, step: ReadChargeStep): Promise<ReadChargeOutcome> {
  const { charge, paymentIntentId, eventId } = step;
  const { orderId, authorizationGeneration } = charge;
  const source = byProvider(context, orderId, eventId);
  const asked = askedCharge(context, charge, source);
  const hold = step.reading ?? (await inAMoment(context.gateway.readHold(paymentIntentId)));
  const known = await recordIntent(context.database, source, async (change): Promise<ReadChargeOutcome | undefined> => {
    const row = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    const outcome = await asked.outcomeOf(await asked.read(change), change);
    if (outcome !== undefined && outcome.kind !== 'charge_pending') return outcome;
    if (!isRecorded(row, hold)) return undefined;
    await noteWord(change, { object: 'payment_intent', id: paymentIntentId }, hold.unknown);
    // An earlier attempt of this very step recorded it and could not report it.
    return row.changed_by_event_id === eventId ? outcome : { kind: 'nothing_new' };
  });
  return unreadIf(hold.unknown !== undefined, known ?? (await concludeCharge(context, charge, hold, source)));
}

/** Reads a payment that waits for the buyer, for as long as that takes. */
export async function lookAtCharge(context: StepContext, step: ReadChargeStep): Promise<Looked<PaymentIntentReading>> {
  return { kind: 'looked', reading: await context.gateway.readHold(step.paymentIntentId) };
}

/** Gives a payment up that the buyer did not authenticate in time. */
export async function endCharge(
  context: StepContext,
  { charge, paymentIntentId }: EndChargeStep,
): Promise<ChargeOutcome> {
  const { orderId } = charge;
  const source = byHoldfast(context, orderId);
  const asked = askedCharge(context, charge, source);
  const known = await recordIntent(context.database, source, async (change) =>
    asked.outcomeOf(await asked.read(change), change),
  );
  if (known !== undefined && known.kind !== 'charge_pending') return known;
  const hold = await context.gateway.readHold(paymentIntentId);
  if (hold.status === 'succeeded') return recordCharged(context, charge, hold, source);
  readAgain(hold.unknown);
  return giveUp(context, charge, hold, TOO_LATE, source);
}

const TOO_LATE: PaymentError = {
  code: 'authentication_timeout',
  declineCode: null,
  message: 'The buyer did not authenticate the payment in time.',
};
