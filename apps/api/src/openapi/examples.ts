import type { z } from 'zod';
import type { attentionClosingSchema } from '../attentions/attention.schema';
import type { newCancellationSchema } from '../cancellations/cancellation.schema';
import type { newConfirmationSchema } from '../confirmations/confirmation.schema';
import type { newDeadlineSchema } from '../deadlines/deadline.schema';
import type { redeliverySchema } from '../events/delivery.schema';
import type { newLinesSchema, newReductionSchema } from '../lines/line.schema';
import type { newNoteSchema } from '../notes/note.schema';
import type { newOrderSchema } from '../orders/new-order.schema';
import type { newRefundSchema } from '../refunds/refund.schema';
import type { closingSchema } from '../reports/month.schema';
import type { newSimulationSchema } from '../simulations/simulation.schema';
import type { letterDropSchema, letterRedeliverySchema } from '../webhooks/dead-letter.schema';
import type { newShipmentSchema, shipmentCancellationSchema } from '../shipments/shipment.schema';

/** Requests that work one after the other, as the README tells them: a page that shows the API offers them. */

const order: z.input<typeof newOrderSchema> = {
  orderId: '1042',
  orderNumber: '#1042',
  currency: 'usd',
  lines: [
    { lineId: '1', productCode: 'SKU001', name: 'Product 001', quantity: 1, unitPrice: 2000, taxAmount: 200 },
    { lineId: '2', productCode: 'SKU002', name: 'Product 002', quantity: 2, unitPrice: 2000, taxAmount: 400 },
  ],
  customerReference: 'customer-77',
  payment: { paymentMethod: 'pm_card_visa' },
  metadata: { channel: 'web' },
};

const partlyByGiftCard: z.input<typeof newOrderSchema> = {
  orderId: '1043',
  currency: 'usd',
  lines: [{ lineId: '1', name: 'Chair', quantity: 2, unitPrice: 2000 }],
  credits: [{ creditId: 'gift-1', amount: 1000, description: 'gift card' }],
  payment: { paymentMethod: 'pm_card_visa' },
};

const confirmation: z.input<typeof newConfirmationSchema> = { paymentMethod: 'pm_card_visa' };

const shipment: z.input<typeof newShipmentSchema> = {
  shipmentId: 'A',
  lines: [{ lineId: '1', quantity: 1 }],
  carrier: 'UPS',
  trackingNumber: '1Z999AA10123456784',
};

const shipmentCancellation: z.input<typeof shipmentCancellationSchema> = { reason: 'not picked up' };

const cancellation: z.input<typeof newCancellationSchema> = {
  cancellationId: 'C1',
  lines: [{ lineId: '2', quantity: 1 }],
  reason: 'sold out',
};

const refund: z.input<typeof newRefundSchema> = { refundId: 'R1', shipmentId: 'A', reason: 'arrived broken' };
const replacement: z.input<typeof newRefundSchema> = {
  ...{ refundId: 'R2', lines: [{ lineId: '1', quantity: 1 }], reopen: true, reason: 'arrived broken' },
};

const closing: z.input<typeof attentionClosingSchema> = { by: 'jane', reason: 'paid by bank transfer instead' };

const note: z.input<typeof newNoteSchema> = {
  noteId: 'N1',
  by: 'jane',
  text: 'The buyer called: leave it at the door.',
};

const deadline: z.input<typeof newDeadlineSchema> = { onDeadline: 'capture_remaining', marginSeconds: 43_200 };

const moreLines: z.input<typeof newLinesSchema> = {
  changeId: 'more-1',
  lines: [{ lineId: '3', name: 'Cushion', quantity: 2, unitPrice: 1500, taxAmount: 300 }],
};

const moreOnAnotherCard: z.input<typeof newLinesSchema> = {
  changeId: 'more-2',
  lines: [{ lineId: '4', name: 'Lamp', quantity: 1, unitPrice: 4000 }],
  paymentMethod: 'pm_1MoreOf',
};

const reduction: z.input<typeof newReductionSchema> = { changeId: 'less-1', unitPrice: 1800, reason: 'price match' };

const monthClosing: z.input<typeof closingSchema> = { timezone: 'Europe/Berlin' };

const simulation: z.input<typeof newSimulationSchema> = {
  order,
  events: [
    { afterHours: 24, shipment },
    { afterHours: 216, shipment: { shipmentId: 'B', lines: [{ lineId: '2', quantity: 2 }] } },
  ],
};

const letterRedelivery: z.input<typeof letterRedeliverySchema> = { reason: 'the order has come meanwhile' };
const letterDrop: z.input<typeof letterDropSchema> = { reason: 'a payment of the old shop' };

const redelivery: z.input<typeof redeliverySchema> = { endpoint: 'shop' };

/** By the name of the schema. */
export const EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  NewOrder: [order, partlyByGiftCard],
  NewConfirmation: [confirmation],
  NewShipment: [shipment],
  NewShipmentCancellation: [shipmentCancellation],
  NewCancellation: [cancellation],
  NewRefund: [refund, replacement],
  NewAttentionClosing: [closing],
  NewNote: [note],
  NewDeadline: [deadline],
  NewLines: [moreLines, moreOnAnotherCard],
  NewLineReduction: [reduction],
  MonthClosing: [monthClosing],
  NewEventRedelivery: [redelivery],
  NewDeadLetterRedelivery: [letterRedelivery],
  NewDeadLetterDrop: [letterDrop],
  NewSimulation: [simulation],
  SimulatedEvent: simulation.events,
};
