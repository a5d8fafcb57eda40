import type { ChargeAnswer } from '../../libs/domain/provider/card-gateway';
import type { ChargeStep } from '../../libs/domain/payment/charge-step';
import type { ChargeOutcome } from '../../libs/domain/payment/facts';
import { chargeKey } from '../../libs/domain/provider/idempotency-key';
import { money } from '../../libs/domain/money/money';
import { isKeySpent, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import { rungOf } from '../../libs/postgres/holds/authorization-store';
import { refOf } from '../holds/asked-authorization';
import {
  chargeOccasion,
  recordAskedAgain,
  recordChargeIntent,
  recordChargeUnknown,
  type ChargeIntent,
} from './charge-intent';
import { concludeCharge } from './conclude-charge';
import { connectOfHold } from '../holds/connect-of-hold';
import { isKeyTrusted } from '../steps/key-trust';
import { mayBeOnItsWay, requireArrived } from '../steps/on-its-way';
import type { PaymentNeeds } from '../steps/payment-needs';
import { recordCharged, recordChargeRefused } from './record-charge';
import { findHoldOf } from '../holds/stray-hold';

/** Pays one parcel with the saved card, without the buyer: intent, call, outcome. */
export async function charge(needs: PaymentNeeds, step: ChargeStep): Promise<ChargeOutcome> {
  const intent = await recordChargeIntent(needs, step);
  if (intent.outcome !== undefined) return intent.outcome;
  if (step.price.amount === 0) return recordCharged(needs, step, null, chargeOccasion(needs, step));
  if (!intent.repeated) return ask(needs, step, intent);

  if (await isKeyTrusted(needs, intent.row.key_first_used_at)) {
    return (await recordAskedAgain(needs, step)) ?? askAgain(needs, step, intent);
  }
  const found = await readOutcome(needs, step, intent);
  return (
    found ?? recordKeySpent(needs, step, 'the key of an earlier attempt, which charged nothing, cannot be used again')
  );
}

/** The key may be spent on an earlier request: once that cannot be under way any more, a search tells whether it did anything. */
async function askAgain(needs: PaymentNeeds, step: ChargeStep, intent: ChargeIntent): Promise<ChargeOutcome> {
  try {
    return await ask(needs, step, intent);
  } catch (error) {
    if (!isKeySpent(error) || mayBeOnItsWay(needs, intent.row.key_last_used_at)) throw error;
    const found = await readOutcome(needs, step, intent);
    return found ?? recordKeySpent(needs, step, 'its key is spent on an answer that was refused');
  }
}

/** Finds out what became of a charge whose attempts were given up. */
export async function resolveCharge(needs: PaymentNeeds, step: ChargeStep): Promise<ChargeOutcome> {
  const intent = await recordChargeIntent(needs, step);
  if (intent.outcome !== undefined) return intent.outcome;
  if (step.price.amount === 0) return recordCharged(needs, step, null, chargeOccasion(needs, step));
  if (!intent.repeated) return recordKeySpent(needs, step, 'the provider was never asked');

  const found = await readOutcome(needs, step, intent);
  if (found !== undefined) return found;
  requireArrived(needs, `charge ${intent.row.capture_id}`, intent.row.key_last_used_at);
  return recordKeySpent(needs, step, 'it was given up, and a read proved that nothing was charged');
}

async function ask(needs: PaymentNeeds, step: ChargeStep, intent: ChargeIntent): Promise<ChargeOutcome> {
  let answer: ChargeAnswer;
  try {
    answer = await needs.gateway.chargeCard({ ...requestOf(step, intent), firstUse: !intent.repeated });
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
    if (error.details.replayed) {
      // The same failure for ever; what the provider did before it failed, only a read tells.
      return (await readOutcome(needs, step, intent)) ?? recordKeySpent(needs, step, error.message);
    }
    if (!error.details.notExecuted) await recordChargeUnknown(needs, step);
    throw error;
  }
  if (answer.kind === 'answered') {
    // A stored answer is as old as its key: since then the buyer may have authenticated the payment.
    const hold = intent.repeated ? await needs.gateway.readHold(answer.hold.paymentIntentId) : answer.hold;
    return concludeCharge(needs, step, hold, chargeOccasion(needs, step));
  }
  const { reason, error } = answer;
  const refusal = { reason, error, paymentIntentId: null };
  return recordChargeRefused(needs, step, refusal, chargeOccasion(needs, step));
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

function recordKeySpent(needs: PaymentNeeds, step: ChargeStep, message: string): Promise<ChargeOutcome> {
  const error = { code: 'key_spent', declineCode: null, message };
  const refusal = { reason: 'key_spent', error, paymentIntentId: null } as const;
  return recordChargeRefused(needs, step, refusal, chargeOccasion(needs, step));
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
