import type { ChargeAnswer } from '../../libs/domain/provider/card-gateway';
import type { ChargeStep } from '../../libs/domain/payment/charge-step';
import type { ChargeOutcome } from '../../libs/domain/payment/facts';
import { chargeKey } from '../../libs/domain/provider/idempotency-key';
import { captureId } from '../../libs/domain/provider/ids';
import { money } from '../../libs/domain/money/money';
import { rungOf } from '../../libs/postgres/holds/authorization-store';
import { markUnknown } from '../captures/asked-capture';
import { refOf } from '../holds/asked-authorization';
import { connectOfHold } from '../holds/connect-of-hold';
import { findHoldOf } from '../holds/stray-hold';
import { recordAskedAgain, recordUnknown } from '../steps/call-row';
import type { PaymentNeeds } from '../steps/payment-needs';
import { carryOutCall, findOut, type EndingCall } from '../steps/provider-call';
import { askedCharge, chargeOccasion, recordChargeIntent, type ChargeIntent } from './charge-intent';
import { concludeCharge } from './conclude-charge';
import { recordCharged, recordChargeRefused } from './record-charge';

/** Pays one parcel with the saved card, without the buyer: intent, call, outcome. */
export function charge(needs: PaymentNeeds, step: ChargeStep): Promise<ChargeOutcome> {
  return carryOutCall(needs, chargeCall(needs, step));
}

/** Finds out what became of a charge whose attempts were given up. */
export function resolveCharge(needs: PaymentNeeds, step: ChargeStep): Promise<ChargeOutcome> {
  return findOut(needs, chargeCall(needs, step));
}

function chargeCall(needs: PaymentNeeds, step: ChargeStep): EndingCall<ChargeIntent, ChargeAnswer, ChargeOutcome> {
  const { orderId, shipment, generation } = step;
  const asked = askedCharge(needs, step);
  return {
    name: `charge ${captureId(orderId, shipment.shipmentId, generation)}`,
    whileTrusted: 'ask',
    recordIntent: async () => {
      const begun = await recordChargeIntent(needs, step);
      if ('done' in begun || step.price.amount > 0) return begun;
      return { done: await recordCharged(needs, step, null, chargeOccasion(needs, step)) };
    },
    readOutcome: (intent) => readOutcome(needs, step, intent),
    recordAskedAgain: async ({ authorization }) => {
      const again = await recordAskedAgain(asked);
      return 'done' in again ? again : { ask: { row: again.ask, authorization } };
    },
    ask: (intent, firstUse) => needs.gateway.chargeCard({ ...requestOf(step, intent), firstUse }),
    // The buyer may have authenticated the payment, or failed to.
    asItIsNow: async (answer) => {
      if (answer.kind === 'refused') return answer;
      return { kind: 'answered', hold: await needs.gateway.readHold(answer.hold.paymentIntentId) };
    },
    recordAnswer: (_, answer) => recordAnswer(needs, step, answer),
    recordUnknown: () => recordUnknown(asked, markUnknown),
    // Whoever wants the shipment paid asks with the next generation, by the state of the order then.
    keySpent: async (_, { why }) => {
      const error = { code: 'key_spent', declineCode: null, message: why };
      const refusal = { reason: 'key_spent', error, paymentIntentId: null } as const;
      return { done: await recordChargeRefused(needs, step, refusal, chargeOccasion(needs, step)) };
    },
  };
}

function recordAnswer(needs: PaymentNeeds, step: ChargeStep, answer: ChargeAnswer): Promise<ChargeOutcome> {
  if (answer.kind === 'answered') return concludeCharge(needs, step, answer.hold, chargeOccasion(needs, step));
  const { reason, error } = answer;
  return recordChargeRefused(needs, step, { reason, error, paymentIntentId: null }, chargeOccasion(needs, step));
}

/** Undefined when there is no payment under the parcel's name. */
async function readOutcome(
  needs: PaymentNeeds,
  step: ChargeStep,
  { row, authorization }: ChargeIntent,
): Promise<ChargeOutcome | undefined> {
  const asked = { ...authorization, asked_at: row.key_last_used_at };
  const hold = await findHoldOf(needs, asked, rungOf(authorization));
  return hold === undefined ? undefined : concludeCharge(needs, step, hold, chargeOccasion(needs, step));
}

function requestOf(
  step: ChargeStep,
  { authorization }: ChargeIntent,
): Parameters<PaymentNeeds['gateway']['chargeCard']>[0] {
  const { orderId, shipment, generation, price, currency, card } = step;
  return {
    ref: refOf(authorization),
    parcel: { shipmentId: shipment.shipmentId, generation },
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
