import { openDisputesAtStripe } from '../../../../test/setup/desks/disputes-at-stripe';
import { eventually } from '../../../../test/setup/eventually';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';
import { disputesSchema, type Dispute } from './dispute.schema';

const shop = openApiShop();

/** An order of which shipment A was captured. */
async function shipped(paymentMethod = 'pm_card_createDispute'): Promise<ApiOrder> {
  const order = await shop.placeOrder(paymentMethod);
  expect((await order.ship('A', '1:1', { carrier: 'UPS', trackingNumber: '1Z999' })).status).toBe(201);
  return order;
}

async function disputes(order: ApiOrder): Promise<Dispute[]> {
  const answer = await order.get('/disputes');
  expect(answer.status).toBe(200);
  return disputesSchema.parse(answer.json()).disputes;
}

/** Stripe tells of a dispute; amounts in the event are wrong on purpose, for none may be believed. */
async function webhook(order: ApiOrder, type: string): Promise<void> {
  const intent = await order.paymentIntentId();
  const [dispute] = await openDisputesAtStripe(shop.stripe).list(intent);
  const told = { id: dispute?.id, object: 'dispute', payment_intent: intent, amount: 1, balance_transactions: [] };
  expect((await shop.deliver(stripeEvent(`charge.dispute.${type}`, told))).status).toBe(200);
}

async function until(order: ApiOrder, isIt: (dispute: Dispute) => boolean): Promise<Dispute> {
  const [dispute] = await eventually(
    () => disputes(order),
    ([first]) => first !== undefined && isIt(first),
  );
  if (dispute === undefined) throw new Error('there is no dispute');
  return dispute;
}

test('an order that nobody disputes has none; one that is not known is not found', async () => {
  const order = await shipped('pm_card_visa');
  expect((await order.get('/disputes')).json()).toEqual({ orderId: order.orderId, disputes: [] });
  expect((await shop.order('none').get('/disputes')).problem()).toMatchObject({ code: 'order_not_found', status: 404 });
});

test('a webhook brings a dispute, with its evidence prepared and staged', async () => {
  const order = await shipped();
  await webhook(order, 'created');
  const dispute = await until(order, ({ evidenceState }) => evidenceState === 'staged');
  const text = expect.any(String) as string;
  const instant = expect.stringMatching(/Z$/) as string;
  const today = new Date().toISOString().slice(0, 10);
  expect(dispute).toEqual({
    orderId: order.orderId,
    disputeId: expect.stringMatching(/^du_/) as string,
    ...{ status: 'needs_response', reason: 'fraudulent', networkReasonCode: '10.4', amount: 2300, currency: 'usd' },
    ...{ chargeId: text, paymentIntentId: text, evidenceDueBy: instant, evidenceState: 'staged' },
    evidence: {
      productDescription: '1 x Product 001 (SKU001)',
      ...{ shippingCarrier: 'UPS', shippingDate: today, shippingTrackingNumber: '1Z999' },
      uncategorizedText: expect.stringContaining('Shipment A, 23.00 USD') as string,
    },
    ...{ evidenceStagedAt: instant, withdrawn: 2300, reinstated: 0, fees: [{ amount: 1500, currency: 'usd' }] },
    connectTransfers: [],
    ...{ disputedAt: instant, endedAt: null, createdAt: instant, updatedAt: instant },
  });
  expect(await order.attention()).toEqual(['dispute_opened']);
  expect((await order.get('/ledger')).json()).toMatchObject({
    balances: expect.arrayContaining([{ account: 'disputes', balance: { amount: 2300, currency: 'usd' } }]) as unknown,
  });
  expect((await order.get('/timeline')).json()).toMatchObject({
    entries: expect.arrayContaining([
      expect.objectContaining({ kind: 'dispute_opened', who: 'stripe', amount: { amount: 2300, currency: 'usd' } }),
      expect.objectContaining({ kind: 'dispute_funds_withdrawn', about: expect.objectContaining({}) as unknown }),
      expect.objectContaining({ kind: 'dispute_evidence_staged', who: 'stripe' }),
    ]) as unknown,
  });
  await order.expectConsistentRecords();
});

test('the rest still ships while a part is disputed', async () => {
  const order = await shipped();
  await webhook(order, 'created');
  await until(order, ({ evidenceState }) => evidenceState === 'staged');
  const answer = await order.ship('B', '2:1');
  expect(answer.status).toBe(201);
  expect((await order.read()).amounts).toMatchObject({ captured: 4600, held: 0 });
  await order.expectConsistentRecords();
});

test('a dispute won by what a person submitted gives everything back, which can then be refunded', async () => {
  const order = await shipped();
  await webhook(order, 'created');
  const { disputeId } = await until(order, ({ evidenceState }) => evidenceState === 'staged');
  await openDisputesAtStripe(shop.stripe).submit(disputeId, 'winning');
  await shop.stripe.advance(60);
  await webhook(order, 'closed');
  const won = await until(order, ({ status }) => status === 'won');
  expect(won).toMatchObject({ withdrawn: 2300, reinstated: 2300, evidenceState: 'submitted' });
  expect((await order.read()).attention).toEqual([]);
  await order.expectConsistentRecords();
  expect((await order.refund('R1', { shipmentId: 'A' })).json()).toMatchObject({ status: 'succeeded' });
});

test('a refund of what is disputed is refused and moves nothing, known dispute or not', async () => {
  const order = await shipped();
  expect((await order.refund('R1', { shipmentId: 'A' })).problem()).toMatchObject({
    code: 'refund_refused',
    status: 409,
  });
  await webhook(order, 'created');
  await until(order, ({ evidenceState }) => evidenceState === 'staged');
  expect((await order.refund('R1', { shipmentId: 'A' })).problem()).toMatchObject({
    code: 'refund_refused',
    status: 409,
  });
  expect((await order.readRefund('R1')).json()).toMatchObject({
    ...{ status: 'refused', parts: [{ errorCode: 'charge_disputed' }] },
  });
  expect((await order.read()).amounts.refunded).toBe(0);
  await order.expectConsistentRecords();
});

test('a refund in full ends an inquiry', async () => {
  const order = await shipped('pm_card_createDisputeInquiry');
  await webhook(order, 'created');
  await until(order, ({ status }) => status === 'warning_needs_response');
  expect((await order.refund('R1', { shipmentId: 'A' })).status).toBe(201);
  await webhook(order, 'closed');
  expect(await until(order, ({ status }) => status === 'warning_closed')).toMatchObject({ withdrawn: 0, fees: [] });
  expect((await order.read()).attention).toEqual([]);
  await order.expectConsistentRecords();
});
