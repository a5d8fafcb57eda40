import { capabilitiesFor } from '../capabilities/payment-provider';
import { wantedPlan } from '../provider/capture-plan';
import { decideCardConfirmation, decideSaveCard, refusePaymentMethod, savesCard } from '../charges/decide-card';
import { decideAnotherHold, decideAnotherSavedCard } from './decide-another-card';
import type { Decision } from '../payment/decision';
import type { ConfirmationCommand } from '../orders/inputs';
import { CONFIRMS_AT_MOST, abandonedAt, statusOf, type Payment } from '../payment/payment';
import { closedRefusal } from '../payment/refusal';
import { isBetweenHolds, renewalWithAnotherCard } from '../payment/renewal';
import { isPaidAtOnce, wholeOrderShipmentOf } from '../payment/whole-order-shipment';

/** How often a hold may be begun anew because the provider refused even to begin. */
const AUTHORIZATIONS_AT_MOST = 20;

/**
 * Decides what a payment method leads to. Of a hold that is not placed yet the provider takes another one while it
 * waits for a card and while it waits for the buyer to authenticate:
 * https://docs.stripe.com/payments/paymentintents/lifecycle
 */
export function decideConfirmation(payment: Payment, confirmation: ConfirmationCommand): Decision {
  const { hold, order } = payment;
  const complete = { ...confirmation, returnUrl: confirmation.returnUrl ?? order.payment.returnUrl };
  switch (hold.state) {
    case 'none':
      return savesCard(payment) ? decideSaveCard(payment, complete) : authorizeWith(payment, complete);
    case 'requires_payment_method':
    case 'requires_action':
      if (savesCard(payment)) return decideCardConfirmation(payment, hold, complete);
      return hold.paymentIntentId === null
        ? authorizeWith(payment, complete)
        : confirm(payment, hold.paymentIntentId, complete);
    case 'processing':
    case 'renewal_due':
      return refusePaymentMethod(
        payment,
        `${capabilitiesFor(payment.order.payment).name} is still processing the payment method given before`,
      );
    case 'held':
      return decideAnotherHold(payment, hold, complete);
    case 'saved':
      return decideAnotherSavedCard(payment, hold, complete);
    case 'captured':
      return isPaidAtOnce(payment) ? { kind: 'repeat' } : refuseClosed(payment);
    case 'released':
    case 'expired':
      return refuseClosed(payment);
  }
}

/** There is nothing at the provider to confirm: the hold is begun anew. */
function authorizeWith(payment: Payment, confirmation: ConfirmationCommand): Decision {
  const { order, authorizationGeneration } = payment;
  if (authorizationGeneration >= AUTHORIZATIONS_AT_MOST) {
    return refusePaymentMethod(
      payment,
      `a hold was requested ${AUTHORIZATIONS_AT_MOST.toString()} times, the most allowed`,
    );
  }
  const renewed = renewalWithAnotherCard(payment);
  // Only free goods may have stayed open when the others were given up, and nobody holds nothing.
  if (renewed.renewal?.price.amount === 0)
    return refusePaymentMethod(payment, 'all open units cost nothing: cancel them');
  const step = { order, generation: authorizationGeneration + 1, confirmation, ...renewed };
  return { kind: 'do', step: { kind: 'authorize', ...step } };
}

function confirm(payment: Payment, paymentIntentId: string, confirmation: ConfirmationCommand): Decision {
  const { order, authorizationGeneration, confirms, hold } = payment;
  if (confirms >= CONFIRMS_AT_MOST) {
    return refusePaymentMethod(
      payment,
      `its hold was confirmed ${CONFIRMS_AT_MOST.toString()} times, the most allowed`,
    );
  }
  const { orderId, currency, total, policy } = order;
  const whole = wholeOrderShipmentOf(order);
  return {
    kind: 'do',
    step: {
      kind: 'confirm',
      orderId,
      currency,
      amount: ('amount' in hold ? hold.amount : undefined) ?? total,
      authorizationGeneration,
      attempt: confirms + 1,
      paymentIntentId,
      marginSeconds: policy.marginSeconds,
      ...wantedPlan(policy),
      confirmation,
      ...(isBetweenHolds(payment) && order.payment.saveForLater && { saveForLater: true }),
      awaitedUntil: abandonedAt(payment),
      ...(whole !== undefined && { whole }),
    },
  };
}

function refuseClosed(payment: Payment): Decision {
  return { kind: 'refuse', refusal: closedRefusal(payment.order.orderId, statusOf(payment)) };
}
