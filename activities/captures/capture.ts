import { endsUntouched, judgeCapture } from '../../libs/domain/captures/capture-verdict';
import { secondsBetween } from '../../libs/domain/orders/deadline';
import { captureKey, KEY_TRUSTED_SECONDS } from '../../libs/domain/provider/idempotency-key';
import { money } from '../../libs/domain/money/money';
import {
  isKeySpent,
  ProviderUnavailable,
  type CaptureAnswer,
  type HoldReading,
} from '../../libs/domain/provider/payment-gateway';
import type { CaptureStep } from '../../libs/domain/payment/steps';
import type { CaptureOutcome } from '../../libs/domain/payment/facts';
import { recordAskedAgain, recordCaptureIntent, recordCaptureUnknown, type CaptureIntent } from './capture-intent';
import { mayBeOnItsWay, requireArrived } from '../steps/on-its-way';
import { nowOf, type PaymentNeeds } from '../steps/payment-needs';
import { recordCaptured, recordCaptureRefused } from './record-capture';

/** Captures one shipment: intent, call, outcome. */
export async function capture(needs: PaymentNeeds, step: CaptureStep): Promise<CaptureOutcome> {
  const intent = await recordCaptureIntent(needs, step);
  if (intent.outcome !== undefined) return intent.outcome;
  if (movesNothing(step, intent)) return recordCaptured(needs, step, null);
  if (!intent.repeated) return ask(needs, step, true);

  const found = await readOutcome(needs, step);
  if (found !== undefined) return found;
  const age = secondsBetween(intent.row.key_first_used_at, nowOf(needs));
  if (age < KEY_TRUSTED_SECONDS && intent.sameContent) {
    return (await recordAskedAgain(needs, step)) ?? askAgain(needs, step, intent);
  }
  return recordKeySpent(needs, step, 'the key of an earlier attempt, which moved nothing, cannot be used again');
}

/** The key may be spent on an earlier request: once that cannot be under way any more, a read tells whether it did anything. */
async function askAgain(needs: PaymentNeeds, step: CaptureStep, { row }: CaptureIntent): Promise<CaptureOutcome> {
  try {
    return await ask(needs, step, false);
  } catch (error) {
    if (!isKeySpent(error) || mayBeOnItsWay(needs, row.key_last_used_at)) throw error;
    return (
      (await readOutcome(needs, step)) ?? recordKeySpent(needs, step, 'its key is spent on an answer that was refused')
    );
  }
}

/** Finds out what became of a capture whose attempts were given up. */
export async function resolveCapture(needs: PaymentNeeds, step: CaptureStep): Promise<CaptureOutcome> {
  const intent = await recordCaptureIntent(needs, step);
  if (intent.outcome !== undefined) return intent.outcome;
  if (movesNothing(step, intent)) return recordCaptured(needs, step, null);
  if (!intent.repeated) return recordKeySpent(needs, step, 'the provider was never asked');

  const found = await readOutcome(needs, step);
  if (found !== undefined) return found;
  requireArrived(needs, `capture ${intent.row.capture_id}`, intent.row.key_last_used_at);
  return recordKeySpent(needs, step, 'it was given up, and a read proved that nothing moved');
}

/** Stripe takes a capture of nothing only as the final one of a hold that has something left. */
function movesNothing(step: CaptureStep, { authorization }: CaptureIntent): boolean {
  return step.price.amount === 0 && (!step.final || authorization.amount === step.receivedBefore);
}

async function ask(needs: PaymentNeeds, step: CaptureStep, firstUse: boolean): Promise<CaptureOutcome> {
  let answer: CaptureAnswer;
  try {
    answer = await request(needs, step, firstUse);
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
    if (error.details.replayed) return resolveReplayed(needs, step, error);
    if (!error.details.notExecuted) await recordCaptureUnknown(needs, step);
    throw error;
  }
  if (answer.kind === 'captured') return recordCaptured(needs, step, answer.hold);
  const hold = answer.hold ?? (await needs.gateway.readHold(step.paymentIntentId));
  // A refusal may be the provider's answer to a capture that it did before, under a key that it forgot.
  if (judgeCapture(hold, step).kind === 'captured') return recordCaptured(needs, step, hold);
  return recordCaptureRefused(needs, step, { reason: answer.reason, error: answer.error, hold });
}

/**
 * Asks the provider for the capture. Of a hold without a capture it takes no final capture of nothing, as when free goods
 * leave after all that costs was cancelled: such a hold is canceled.
 */
async function request(needs: PaymentNeeds, step: CaptureStep, firstUse: boolean): Promise<CaptureAnswer> {
  const asked = { ...requestOf(step), firstUse };
  if (!endsUntouched(step)) return needs.gateway.capture(asked);
  const { orderId, idempotencyKey, paymentIntentId } = asked;
  const { kind, hold } = await needs.gateway.release({ orderId, idempotencyKey, paymentIntentId, how: 'cancel' });
  if (kind === 'released') return { kind: 'captured', hold };
  const error = { code: 'hold_gone', declineCode: null, message: 'the hold ended before the last parcel left' };
  return { kind: 'refused', reason: 'hold_gone', error, hold };
}

/** The provider will answer this key with the same failure for ever; what it did before it failed, only a read tells. */
async function resolveReplayed(
  needs: PaymentNeeds,
  step: CaptureStep,
  error: ProviderUnavailable,
): Promise<CaptureOutcome> {
  return (await readOutcome(needs, step)) ?? recordKeySpent(needs, step, error.message);
}

/** Undefined when the money did not move and still can. */
async function readOutcome(needs: PaymentNeeds, step: CaptureStep): Promise<CaptureOutcome | undefined> {
  const hold: HoldReading = await needs.gateway.readHold(step.paymentIntentId);
  const verdict = judgeCapture(hold, step);
  switch (verdict.kind) {
    case 'captured':
      return recordCaptured(needs, step, hold);
    case 'hold_gone': {
      const error = { code: 'hold_gone', declineCode: null, message: 'the hold ended before the capture' };
      return recordCaptureRefused(needs, step, { reason: 'hold_gone', error, hold });
    }
    case 'not_captured':
      return undefined;
  }
}

function recordKeySpent(needs: PaymentNeeds, step: CaptureStep, message: string): Promise<CaptureOutcome> {
  const error = { code: 'key_spent', declineCode: null, message };
  return recordCaptureRefused(needs, step, { reason: 'key_spent', error, hold: null });
}

function requestOf(step: CaptureStep): Parameters<PaymentNeeds['gateway']['capture']>[0] {
  const { shipment, generation, price } = step;
  return {
    ref: { shipmentId: shipment.shipmentId, generation },
    orderId: step.orderId,
    idempotencyKey: captureKey(step.orderId, shipment.shipmentId, generation),
    paymentIntentId: step.paymentIntentId,
    amount: money(price.amount, step.currency),
    final: step.final,
    amountDetails: price.amountDetails,
    customerReference: step.customerReference,
    statementDescriptorSuffix: step.statementDescriptorSuffix,
    ...(price.connect !== undefined && { connect: price.connect }),
  };
}
