import type { components } from '@holdfast/client';
import type { PaymentActions, PaymentSessionStatus } from '@medusajs/types';

type OrderStatus = components['schemas']['Order']['status'];
type EventType = components['schemas']['Event']['type'];

/** What an order of Holdfast is for Medusa. What was captured in part is `authorized` there. */
export const SESSION_STATUS: Readonly<Record<OrderStatus, PaymentSessionStatus>> = {
  created: 'pending',
  requires_payment_method: 'error',
  requires_action: 'requires_more',
  processing: 'pending',
  card_saved: 'authorized',
  no_payment_required: 'authorized',
  authorized: 'authorized',
  partially_captured: 'authorized',
  captured: 'captured',
  completed: 'captured',
  canceled: 'canceled',
};

/**
 * The events from which Medusa learns something. Captures are not among them: Medusa asks for each, and one that it is
 * told of it would ask for once more.
 */
export const ACTION: Readonly<Partial<Record<EventType, PaymentActions>>> = {
  'order.authorized': 'authorized',
  'order.action_required': 'requires_more',
  'order.payment_failed': 'failed',
  'order.canceled': 'canceled',
};
