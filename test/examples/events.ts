import { randomUUID } from 'node:crypto';
import type { ReceivedEvent } from '../../libs/domain/provider/received-event';

/** An event as it is stored, about a hold unless said otherwise; it names nothing that it is not given. */
export function receivedEvent(overrides: Partial<ReceivedEvent>): ReceivedEvent {
  return {
    eventId: `evt_${randomUUID()}`,
    type: 'payment_intent.canceled',
    apiVersion: '2026-10-28.endive',
    createdAt: '2026-11-22T10:00:00.000Z',
    livemode: false,
    about: 'hold',
    paymentIntentId: null,
    chargeId: null,
    balanceTransactionId: null,
    orderId: null,
    refundId: null,
    stripeRefundId: null,
    disputeId: null,
    payload: { id: 'evt_1' },
    ...overrides,
  };
}
