import { endsUntouched, judgeCapture } from '../../libs/domain/captures/capture-verdict';
import { captureKey } from '../../libs/domain/provider/idempotency-key';
import { captureId } from '../../libs/domain/provider/ids';
import { money } from '../../libs/domain/money/money';
import type { CaptureAnswer } from '../../libs/domain/provider/payment-gateway';
import type { CaptureStep } from '../../libs/domain/payment/steps';
import type { CaptureOutcome } from '../../libs/domain/payment/facts';
import { recordAskedAgain, recordUnknown } from '../steps/call-row';
import type { StepContext } from '../steps/step-context';
import { carryOutCall, findOut, type EndingCall } from '../steps/provider-call';
import { markUnknown } from './asked-capture';
import { askedCapture, recordCaptureIntent, type CaptureIntent } from './capture-intent';
import { recordCaptured, recordCaptureRefused } from './record-capture';

/** Captures one shipment: intent, call, outcome. */
export function capture(context: StepContext, step: CaptureStep): Promise<CaptureOutcome> {
  return carryOutCall(context, captureCall(context, step));
}

/** Finds out what became of a capture whose attempts were given up. */
export function resolveCapture(context: StepContext, step: CaptureStep): Promise<CaptureOutcome> {
  return findOut(context, captureCall(context, step));
}

function captureCall(
  context: StepContext,
  step: CaptureStep,
): EndingCall<CaptureIntent, CaptureAnswer, CaptureOutcome> {
  const { orderId, shipment, generation } = step;
  const asked = askedCapture(context, step);
  return {
    name: `capture ${captureId(orderId, shipment.shipmentId, generation)}`,
    recordIntent: async () => {
      const begun = await recordCaptureIntent(context, step);
      if ('done' in begun || !movesNothing(step, begun.ask)) return begun;
      return { done: await recordCaptured(context, step, null) };
    },
    readOutcome: () => readOutcome(context, step),
    recordAskedAgain: async (intent) => {
      const again = await recordAskedAgain(asked);
      return 'done' in again ? again : { ask: intent };
    },
    ask: (_, firstUse) => request(context, step, firstUse),
    recordAnswer: (_, answer) => recordAnswer(context, step, answer),
    recordUnknown: () => recordUnknown(asked, markUnknown),
    // Whoever wants it captured asks with the next generation, by the state of the order then.
    keySpent: async (_, { why }) => {
      const error = { code: 'key_spent', declineCode: null, message: why };
      return { done: await recordCaptureRefused(context, step, { reason: 'key_spent', error, hold: null }) };
    },
  };
}

/** Stripe takes a capture of nothing only as the final one of a hold that has something left. */
function movesNothing(step: CaptureStep, { amount }: CaptureIntent): boolean {
  return step.price.amount === 0 && (!step.final || amount === step.receivedBefore);
}

async function recordAnswer(context: StepContext, step: CaptureStep, answer: CaptureAnswer): Promise<CaptureOutcome> {
  if (answer.kind === 'captured') return recordCaptured(context, step, answer.hold);
  const hold = answer.hold ?? (await context.gateway.readHold(step.paymentIntentId));
  // A refusal may be the provider's answer to a capture that it did before, under a key that it forgot.
  if (judgeCapture(hold, step).kind === 'captured') return recordCaptured(context, step, hold);
  return recordCaptureRefused(context, step, { reason: answer.reason, error: answer.error, hold });
}

/**
 * Asks the provider for the capture. Of a hold without a capture it takes no final capture of nothing, as when free
 * goods leave after all that costs was canceled: such a hold is canceled.
 */
async function request(context: StepContext, step: CaptureStep, firstUse: boolean): Promise<CaptureAnswer> {
  const asked = { ...requestOf(step), firstUse };
  if (!endsUntouched(step)) return context.gateway.capture(asked);
  const { orderId, idempotencyKey, paymentIntentId } = asked;
  const { kind, hold } = await context.gateway.release({ orderId, idempotencyKey, paymentIntentId, how: 'cancel' });
  if (kind === 'released') return { kind: 'captured', hold };
  const error = { code: 'hold_gone', declineCode: null, message: 'the hold ended before the last shipment left' };
  return { kind: 'refused', reason: 'hold_gone', error, hold };
}

async function readOutcome(context: StepContext, step: CaptureStep): Promise<CaptureOutcome | undefined> {
  const hold = await context.gateway.readHold(step.paymentIntentId);
  switch (judgeCapture(hold, step).kind) {
    case 'captured':
      return recordCaptured(context, step, hold);
    case 'hold_gone': {
      const error = { code: 'hold_gone', declineCode: null, message: 'the hold ended before the capture' };
      return recordCaptureRefused(context, step, { reason: 'hold_gone', error, hold });
    }
    case 'not_captured':
      return undefined;
  }
}

function requestOf(step: CaptureStep): Parameters<StepContext['gateway']['capture']>[0] {
  const { shipment, generation, price } = step;
  return {
    ref: { shipmentId: shipment.shipmentId, generation },
    orderId: step.orderId,
    idempotencyKey: captureKey(step.orderId, shipment.shipmentId, generation),
    paymentIntentId: step.paymentIntentId,
    amount: money(price.amount, step.currency),
    final: step.final,
    amountDetails: step.described === false ? null : price.amountDetails,
    customerReference: step.customerReference,
    statementDescriptorSuffix: step.statementDescriptorSuffix,
    ...(price.connect !== undefined && { connect: price.connect }),
  };
}
