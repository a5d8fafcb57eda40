import { withFinality } from './decide-charge';
import { awaitedUntil } from '../orders/deadline';
import { firstRequestOf } from '../orders/first-request';
import type { Decision } from '../payment/decision';
import type { ConfirmationCommand, ProviderEvent } from '../orders/inputs';
import { CONFIRMS_AT_MOST, statusOf, type Payment } from '../payment/payment';
import type { AwaitedHold } from '../payment/hold';
import { customerOf } from '../orders/saved-card';

/**
 * The decisions about the card of an order whose shipments are charged one by one: it is saved, and nothing is held.
 */

/** How often a card setup may be begun anew because the provider refused even to begin. */
const SETUPS_AT_MOST = 20;

/** Whether the order's shipments are charged to a saved card, one by one. */
export function savesCard({ order }: Payment): boolean {
  return firstRequestOf(order) === 'saved_card';
}

/** @param confirmation the payment method to save instead of the order's own */
export function decideSaveCard(payment: Payment, confirmation?: ConfirmationCommand): Decision {
  const { order, authorizationGeneration } = payment;
  if (authorizationGeneration >= SETUPS_AT_MOST) {
    return refusePaymentMethod(
      payment,
      `saving its card was tried ${SETUPS_AT_MOST.toString()} times, the most allowed`,
    );
  }
  const step = { order, generation: authorizationGeneration + 1, ...(confirmation !== undefined && { confirmation }) };
  return { kind: 'do', step: { kind: 'save_card', ...step } };
}

/** Another card for a setup that waits for one, or that waits for the buyer to authenticate. */
export function decideCardConfirmation(
  payment: Payment,
  { setupIntentId }: AwaitedHold,
  confirmation: ConfirmationCommand,
): Decision {
  if (setupIntentId === undefined) return decideSaveCard(payment, confirmation);
  const { order, authorizationGeneration, confirms } = payment;
  if (confirms >= CONFIRMS_AT_MOST) {
    return refusePaymentMethod(
      payment,
      `its card was confirmed ${CONFIRMS_AT_MOST.toString()} times, the most allowed`,
    );
  }
  return {
    kind: 'do',
    step: {
      kind: 'confirm_card',
      orderId: order.orderId,
      currency: order.currency,
      customer: customerOf(order),
      authorizationGeneration,
      attempt: confirms + 1,
      setupIntentId,
      confirmation,
      awaitedUntil: awaitedUntil(order),
    },
  };
}

/** News of a card setup, or of the one payment that waits; undefined when it is about neither. */
export function decideCardEvent(payment: Payment, event: ProviderEvent): Decision | undefined {
  const { hold, order, authorizationGeneration } = payment;
  const { eventId } = event;
  switch (hold.state) {
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing': {
      const { setupIntentId } = hold;
      if (setupIntentId === undefined || isOther(event.setupIntentId, setupIntentId)) return undefined;
      const { orderId, currency } = order;
      const customer = customerOf(order);
      const step = { orderId, currency, customer, authorizationGeneration, setupIntentId, eventId };
      return { kind: 'do', step: { kind: 'read_card', ...step } };
    }
    case 'saved': {
      const paymentIntentId = hold.pending?.paymentIntentId ?? null;
      if (hold.pending === null || paymentIntentId === null) return undefined;
      if (isOther(event.paymentIntentId, paymentIntentId)) return undefined;
      const { charge } = hold.pending;
      return {
        kind: 'do',
        step: { kind: 'read_charge', charge: withFinality(payment, charge), paymentIntentId, eventId },
      };
    }
    case 'none':
    case 'renewal_due':
    case 'held':
    case 'captured':
    case 'released':
    case 'expired':
      return undefined;
  }
}

function isOther(named: string | null | undefined, ours: string): boolean {
  return typeof named === 'string' && named !== ours;
}

/** A payment method comes when none is wanted. @param why in words that end the sentence */
export function refusePaymentMethod(payment: Payment, why: string): Decision {
  const status = statusOf(payment);
  const message = `order ${payment.order.orderId} accepts no payment method now: ${why}`;
  return { kind: 'refuse', refusal: { code: 'order_not_capturable', message, status } };
}
