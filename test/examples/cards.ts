import type { CardStep } from '../../libs/domain/payment/card-steps';
import type { ChargeStep } from '../../libs/domain/payment/charge-step';
import { decide } from '../../libs/domain/lifecycle/decide';
import { evolve } from '../../libs/domain/lifecycle/evolve';
import type { AcceptedOrder, NewOrder } from '../../libs/domain/orders/order';
import { openPayment, type Payment } from '../../libs/domain/payment/payment';
import type { CardSaved } from '../../libs/domain/payment/hold';
import type { Fact } from '../../libs/domain/payment/facts';
import { newOrder } from './orders';

/** Overrides for an order whose shipments are charged one by one, or that is paid at once. */
export function fulfilled(
  fulfilment: 'charge_on_ship' | 'immediate',
  payment: Partial<NewOrder['payment']> = {},
  policy: Partial<NewOrder['policy']> = {},
): Pick<NewOrder, 'payment' | 'policy'> {
  const example = newOrder();
  return {
    payment: { ...example.payment, customer: 'cus_1', ...payment },
    policy: { ...example.policy, fulfilment, ...policy },
  };
}

export function savedCard(): CardSaved {
  return {
    state: 'saved',
    setupIntentId: 'seti_1',
    card: { customer: 'cus_1', paymentMethod: 'pm_1' },
    pending: null,
  };
}

/** The payment of an order whose card is saved. */
export function withSavedCard(order: AcceptedOrder): Payment {
  const decision = decide(openPayment(order), { kind: 'authorize' });
  if (decision.kind !== 'do') throw new Error(decision.kind);
  return evolve(openPayment(order), decision.step, { kind: 'card_saved', hold: savedCard() });
}

/** What a provider that does as it is told makes of a step about a card. */
export function obeyCard(step: CardStep): Fact {
  switch (step.kind) {
    case 'save_card':
    case 'confirm_card':
    case 'read_card':
      return { kind: 'card_saved', hold: savedCard() };
    case 'charge':
      return charged(step);
    case 'read_charge':
      return charged(step.charge);
    case 'end_charge':
      return chargeRefused(step.charge, 'declined');
  }
}

export function charged(step: ChargeStep): Fact {
  const { orderId, authorizationGeneration, generation, price, final, givenUp, shipment } = step;
  const { shipmentId } = shipment;
  return {
    kind: 'shipment_charged',
    captureId: `${orderId}/${shipmentId}/${generation.toString()}`,
    shipmentId,
    authorizationGeneration,
    chargeId: price.amount === 0 ? null : `ch_${authorizationGeneration.toString()}`,
    mismatch: false,
    ended: final ? { state: 'released', paymentIntentId: null, chargeId: null, released: givenUp, lost: 0 } : null,
  };
}

export function chargePending({ shipment, authorizationGeneration }: ChargeStep, until: string): Fact {
  return {
    kind: 'charge_pending',
    shipmentId: shipment.shipmentId,
    pending: {
      state: 'requires_action',
      paymentIntentId: `pi_${authorizationGeneration.toString()}`,
      clientSecret: 'secret',
      nextAction: { type: 'use_stripe_sdk' },
      until,
    },
  };
}

export function chargeRefused({ shipment, generation }: ChargeStep, reason: 'declined' | 'key_spent'): Fact {
  const error = { code: reason, declineCode: null, message: reason };
  return { kind: 'capture_refused', shipmentId: shipment.shipmentId, generation, reason, error, ended: null };
}
