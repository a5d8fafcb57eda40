import type { ChargeAnswer } from '../../libs/domain/provider/card-gateway';
import type { ChargeStep } from '../../libs/domain/payment/charge-step';
import type { ChargeOutcome } from '../../libs/domain/payment/facts';
import { chargeKey } from '../../libs/domain/provider/idempotency-key';
import { captureId } from '../../libs/domain/provider/ids';
import { money } from '../../libs/domain/money/money';
import { tierOf } from '../../libs/postgres/holds/authorization-store';
import { markUnknown } from '../captures/asked-capture';
import { refOf } from '../holds/asked-authorization';
import { connectOfHold } from '../holds/connect-of-hold';
import { findHoldOf } from '../holds/orphaned-hold';
import { recordAskedAgain, recordUnknown } from '../steps/call-row';
import { shownOrder } from '../steps/shown-order';
import type { StepContext } from '../steps/step-context';
import { carryOutCall, findOut, type EndingCall } from '../steps/provider-call';
import { askedCharge, chargeSource, recordChargeIntent, type ChargeIntent } from './charge-intent';
import { concludeCharge } from './conclude-charge';
import { recordCharged, recordChargeRefused } from './record-charge';

/** Pays one shipment with the saved card, without the buyer: intent, call, outcome. */
export function charge(context: StepContext, step: ChargeStep): Promise<ChargeOutcome> {
  return carryOutCall(context, chargeCall(context, step));
}

/** Finds out what became of a charge whose attempts were given up. */
export function resolveCharge(context: StepContext, step: ChargeStep): Promise<ChargeOutcome> {
  return findOut(context, chargeCall(context, step));
}

function chargeCall(context: StepContext, step: ChargeStep): EndingCall<ChargeIntent, ChargeAnswer, ChargeOutcome> {
  const { orderId, shipment, generation } = step;
  const asked = askedCharge(context, step);
  return {
    name: `charge ${captureId(orderId, shipment.shipmentId, generation)}`,
    whileTrusted: 'ask',
    recordIntent: async () => {
      const begun = await recordChargeIntent(context, step);
      if ('done' in begun || step.price.amount > 0) return begun;
      return { done: await recordCharged(context, step, null, chargeSource(context, step)) };
    },
    readOutcome: (intent) => readOutcome(context, step, intent),
    recordAskedAgain: async ({ authorization }) => {
      const again = await recordAskedAgain(asked);
      return 'done' in again ? again : { ask: { row: again.ask, authorization } };
    },
    ask: async (intent, firstUse) => {
      const shown = await shownOrder(context, orderId);
      return context.gateway.chargeCard({ ...requestOf(step, intent), shown, firstUse });
    },
    // The buyer may have authenticated the payment, or failed to.
    asItIsNow: async (answer) => {
      if (answer.kind === 'refused') return answer;
      return { kind: 'answered', hold: await context.gateway.readHold(answer.hold.paymentIntentId) };
    },
    recordAnswer: (_, answer) => recordAnswer(context, step, answer),
    recordUnknown: () => recordUnknown(asked, markUnknown),
    // Whoever wants the shipment paid asks with the next generation, by the state of the order then.
    keySpent: async (_, { why }) => {
      const error = { code: 'key_spent', declineCode: null, message: why };
      const refusal = { reason: 'key_spent', error, paymentIntentId: null } as const;
      return { done: await recordChargeRefused(context, step, refusal, chargeSource(context, step)) };
    },
  };
}

function recordAnswer(context: StepContext, step: ChargeStep, answer: ChargeAnswer): Promise<ChargeOutcome> {
  if (answer.kind === 'answered') return concludeCharge(context, step, answer.hold, chargeSource(context, step));
  const { reason, error } = answer;
  return recordChargeRefused(context, step, { reason, error, paymentIntentId: null }, chargeSource(context, step));
}

/** Undefined when there is no payment under the shipment's name. */
async function readOutcome(
  context: StepContext,
  step: ChargeStep,
  { row, authorization }: ChargeIntent,
): Promise<ChargeOutcome | undefined> {
  const asked = { ...authorization, asked_at: row.key_last_used_at };
  const hold = await findHoldOf(context, asked, tierOf(authorization));
  return hold === undefined ? undefined : concludeCharge(context, step, hold, chargeSource(context, step));
}

function requestOf(
  step: ChargeStep,
  { authorization }: ChargeIntent,
): Parameters<StepContext['gateway']['chargeCard']>[0] {
  const { orderId, shipment, generation, price, currency, card } = step;
  return {
    ref: refOf(authorization),
    priced: { shipmentId: shipment.shipmentId, generation },
    idempotencyKey: chargeKey(orderId, shipment.shipmentId, generation),
    card,
    amount: money(price.amount, currency),
    amountDetails: price.amountDetails,
    ...connectOfHold({ payment: step }, price),
    customerReference: step.customerReference,
    statementDescriptorSuffix: step.statementDescriptorSuffix,
    metadata: step.metadata,
  };
}
