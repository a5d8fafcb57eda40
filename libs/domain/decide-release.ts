import type { Decision } from './decision';
import { capturedOfHold, heldAmount, type AwaitedHold, type LiveHold, type Payment } from './payment';
import type { ReleaseCause, ReleaseStep } from './steps';

/** The step that ends whatever is left of the hold; undefined when the hold is over already. */
export function releaseFor(payment: Payment, cause: ReleaseCause): Decision | undefined {
  const { hold } = payment;
  switch (hold.state) {
    case 'captured':
    case 'released':
    case 'expired':
      return undefined;
    case 'none':
    case 'renewal_due':
    case 'saved':
      return releaseStep(payment, { paymentIntentId: null, how: 'record_only', amount: 0, cause });
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return releaseStep(payment, { ...endingAwaited(hold), amount: 0, cause });
    case 'held':
      return releaseStep(payment, { ...endingHeld(payment, hold), amount: heldAmount(payment), cause });
  }
}

function endingAwaited({ paymentIntentId }: AwaitedHold): Pick<ReleaseStep, 'paymentIntentId' | 'how'> {
  return { paymentIntentId, how: paymentIntentId === null ? 'record_only' : 'cancel' };
}

/** Never cancel a hold that has a capture: Stripe documents only the zero final capture for that. */
function endingHeld(payment: Payment, { paymentIntentId }: LiveHold): Pick<ReleaseStep, 'paymentIntentId' | 'how'> {
  return { paymentIntentId, how: capturedOfHold(payment) > 0 ? 'zero_final_capture' : 'cancel' };
}

function releaseStep(
  payment: Payment,
  step: Pick<ReleaseStep, 'paymentIntentId' | 'how' | 'amount' | 'cause'>,
): Decision {
  const { orderId, currency } = payment.order;
  const authorizationGeneration = generationToEnd(payment, step.how);
  return { kind: 'do', step: { kind: 'release', orderId, currency, authorizationGeneration, ...step } };
}

/** Without a PaymentIntent to end, it is the latest request that may have left something behind. */
function generationToEnd(
  { hold, holdGeneration, authorizationGeneration: asked }: Payment,
  how: ReleaseStep['how'],
): number {
  if (hold.state === 'renewal_due') return hold.generation;
  return how === 'record_only' && hold.state !== 'saved' ? asked : holdGeneration;
}
