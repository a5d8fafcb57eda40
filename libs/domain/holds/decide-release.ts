import type { Decision } from '../payment/decision';
import { capturedOfHold, heldAmount, unchargedAmount, type Payment } from '../payment/payment';
import { firstRequestOf } from '../orders/first-request';
import type { SavedCard } from '../orders/saved-card';
import type { AwaitedHold, LiveHold } from '../payment/hold';
import type { ReleaseCause, ReleaseStep } from '../payment/steps';
import { wholeOrderShipmentOf } from '../payment/whole-order-shipment';

/** The order wants no card that allows a single capture, and has got one: the hold is given back before units ship. */
export function isHoldUnwanted(payment: Payment): boolean {
  const { hold, replacedHold, earlierHolds, shipments, covered } = payment;
  if (hold.state !== 'held' || hold.plan === 'multicapture') return false;
  // A later hold pays for what has begun.
  if (replacedHold !== null || earlierHolds.length + shipments.length + covered.length > 0) return false;
  return payment.order.policy.withoutMulticapture === 'refuse' || cardToCharge(payment, hold) !== undefined;
}

/** The step that gives back a hold which the order does not want; undefined when it wants it. */
export function giveBackUnwanted(payment: Payment): Decision | undefined {
  const { hold, authorizationGeneration } = payment;
  if (hold.state !== 'held' || !isHoldUnwanted(payment)) return undefined;
  const card = cardToCharge(payment, hold);
  const reason = 'multicapture_unavailable';
  if (card === undefined) return releaseFor(payment, { kind: 'deadline', reason });
  // What an adopted hold has beyond the order, its card is not asked for.
  const amount = hold.amount - (hold.raised ?? 0);
  const charges = { generation: authorizationGeneration + 1, amount, card };
  return releaseStep(payment, {
    ...endingHeld(payment, hold),
    amount: heldAmount(payment),
    cause: { kind: 'charge_on_ship', reason },
    charges,
  });
}

/** The card that takes the place of a hold which can be captured once; undefined where the hold stays. */
function cardToCharge({ order }: Payment, { card }: LiveHold): SavedCard | undefined {
  return order.policy.withoutMulticapture === 'charge_on_ship' ? (card ?? undefined) : undefined;
}

/** The step that ends whatever is left of the hold; undefined when the hold is over already. */
export function releaseFor(payment: Payment, cause: ReleaseCause): Decision | undefined {
  const { hold } = payment;
  switch (hold.state) {
    case 'captured':
    case 'released':
    case 'expired':
      return undefined;
    case 'none':
    case 'renewal_due': {
      const how = firstRequestOf(payment.order) === 'saved_card' ? 'cancel_setup' : 'record_only';
      return releaseStep(payment, { paymentIntentId: null, how, amount: 0, cause });
    }
    case 'saved': {
      // Nothing was held: what is given up is what the card is never asked for.
      const amount = unchargedAmount(payment);
      return releaseStep(payment, { paymentIntentId: null, how: 'record_only', amount, cause });
    }
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return releaseStep(payment, { ...endingAwaited(hold), amount: 0, cause });
    case 'held':
      return releaseStep(payment, { ...endingHeld(payment, hold), amount: heldAmount(payment), cause });
  }
}

function endingAwaited({
  paymentIntentId,
  setupIntentId,
}: AwaitedHold): Pick<ReleaseStep, 'paymentIntentId' | 'setupIntentId' | 'how'> {
  if (setupIntentId !== undefined) return { paymentIntentId, setupIntentId, how: 'cancel_setup' };
  return { paymentIntentId, how: paymentIntentId === null ? 'record_only' : 'cancel' };
}

/** Never cancel a hold that has a capture: Stripe documents only the zero final capture for that. */
function endingHeld(payment: Payment, { paymentIntentId }: LiveHold): Pick<ReleaseStep, 'paymentIntentId' | 'how'> {
  return { paymentIntentId, how: capturedOfHold(payment) > 0 ? 'zero_final_capture' : 'cancel' };
}

function releaseStep(
  payment: Payment,
  step: Pick<ReleaseStep, 'paymentIntentId' | 'setupIntentId' | 'how' | 'amount' | 'cause' | 'charges'>,
): Decision {
  const { orderId, currency } = payment.order;
  const authorizationGeneration = generationToEnd(payment, step);
  const whole = wholeOrderShipmentOf(payment.order);
  const terms = { orderId, currency, authorizationGeneration, ...(whole !== undefined && { whole }) };
  return { kind: 'do', step: { kind: 'release', ...terms, ...step } };
}

/** Without a PaymentIntent to end, it is the latest request that may have left something behind. */
function generationToEnd(
  { hold, holdGeneration, authorizationGeneration: asked }: Payment,
  { paymentIntentId }: Pick<ReleaseStep, 'paymentIntentId'>,
): number {
  if (hold.state === 'renewal_due') return hold.generation;
  return paymentIntentId === null && hold.state !== 'saved' ? asked : holdGeneration;
}
