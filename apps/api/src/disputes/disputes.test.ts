import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { openDisputesAtStripe, type DisputesAtStripe } from '../../../../test/setup/desks/disputes-at-stripe';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecords } from '../../../../test/setup/consistent-records';
import { orderSchema, type Order } from '../orders/order.schema';
import { driveApi, WEBHOOK_SECRET, type ApiDriver } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { disputesSchema, type Dispute } from './dispute.schema';

let holdfast: Holdfast;
let api: ApiDriver;
let bank: DisputesAtStripe;

beforeAll(async () => {
  holdfast = await startHoldfast();
  api = await driveApi(holdfast);
  bank = openDisputesAtStripe(holdfast.stripe);
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0 }));
afterEach(() => holdfast.stripe.requireSound());

/** An order of which shipment A has shipped. */
async function shipped(paymentMethod = 'pm_card_createDispute'): Promise<string> {
  const orderId = `q-${randomUUID()}`;
  const order = { ...EXAMPLE_ORDER, orderId, payment: { paymentMethod } };
  expect((await api.post('/v1/orders', order)).status).toBe(201);
  const lines = [{ lineId: '1', quantity: 1 }];
  const shipment = { shipmentId: 'A', lines, carrier: 'UPS', trackingNumber: '1Z999' };
  expect((await api.post(`/v1/orders/${orderId}/shipments`, shipment)).status).toBe(201);
  return orderId;
}

async function order(orderId: string): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

async function disputes(orderId: string): Promise<Dispute[]> {
  const answer = await api.get(`/v1/orders/${orderId}/disputes`);
  expect(answer.status).toBe(200);
  return disputesSchema.parse(answer.json()).disputes;
}

/** Stripe tells of a dispute, through our webhook; amounts in it are wrong on purpose, for none may be believed. */
async function webhook(orderId: string, type: string): Promise<void> {
  const intent = (await order(orderId)).payment.paymentIntentId ?? '';
  const [dispute] = await bank.list(intent);
  const payload = JSON.stringify({
    ...{ id: `evt_${randomUUID()}`, object: 'event', type: `charge.dispute.${type}`, api_version: null },
    ...{ created: Math.floor(Date.now() / 1000), livemode: false },
    data: {
      object: { id: dispute?.id, object: 'dispute', payment_intent: intent, amount: 1, balance_transactions: [] },
    },
  });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET });
  const answer = await api.post('/v1/webhooks/stripe', payload, { 'stripe-signature': signature });
  expect(answer.status).toBe(200);
}

async function until(orderId: string, isIt: (dispute: Dispute) => boolean): Promise<Dispute> {
  const [dispute] = await eventually(
    () => disputes(orderId),
    ([first]) => first !== undefined && isIt(first),
  );
  if (dispute === undefined) throw new Error('there is no dispute');
  return dispute;
}

test('an order that nobody disputes has none; one that is not known is not found', async () => {
  const orderId = await shipped('pm_card_visa');
  expect((await api.get(`/v1/orders/${orderId}/disputes`)).json()).toEqual({ orderId, disputes: [] });
  expect((await api.get('/v1/orders/none/disputes')).problem()).toMatchObject({ code: 'order_not_found', status: 404 });
});

test('a webhook brings a dispute, with its evidence prepared and staged', async () => {
  const orderId = await shipped();
  await webhook(orderId, 'created');
  const dispute = await until(orderId, ({ evidenceState }) => evidenceState === 'staged');
  const text = expect.any(String) as string;
  const instant = expect.stringMatching(/Z$/) as string;
  const today = new Date().toISOString().slice(0, 10);
  expect(dispute).toEqual({
    disputeId: expect.stringMatching(/^du_/) as string,
    ...{ status: 'needs_response', reason: 'fraudulent', networkReasonCode: '10.4', amount: 2300, currency: 'usd' },
    ...{ chargeId: text, paymentIntentId: text, evidenceDueBy: instant, evidenceState: 'staged' },
    evidence: {
      productDescription: '1 x Product 001 (SKU001)',
      ...{ shippingCarrier: 'UPS', shippingDate: today, shippingTrackingNumber: '1Z999' },
      uncategorizedText: expect.stringContaining('Shipment A, 23.00 USD') as string,
    },
    ...{ evidenceStagedAt: instant, withdrawn: 2300, reinstated: 0, fees: [{ amount: 1500, currency: 'usd' }] },
    ...{ disputedAt: instant, endedAt: null, createdAt: instant, updatedAt: instant },
  });
  expect((await order(orderId)).attention.map(({ code }) => code)).toEqual(['dispute_opened']);
  expect((await api.get(`/v1/orders/${orderId}/ledger`)).json()).toMatchObject({
    balances: expect.arrayContaining([{ account: 'disputes', balance: { amount: 2300, currency: 'usd' } }]) as unknown,
  });
  expect((await api.get(`/v1/orders/${orderId}/timeline`)).json()).toMatchObject({
    entries: expect.arrayContaining([
      expect.objectContaining({ kind: 'dispute_opened', who: 'stripe', amount: { amount: 2300, currency: 'usd' } }),
      expect.objectContaining({ kind: 'dispute_funds_withdrawn', about: expect.objectContaining({}) as unknown }),
      expect.objectContaining({ kind: 'dispute_evidence_staged', who: 'stripe' }),
    ]) as unknown,
  });
  await expectConsistentRecords(holdfast, orderId);
});

test('the rest still ships while a part is disputed', async () => {
  const orderId = await shipped();
  await webhook(orderId, 'created');
  await until(orderId, ({ evidenceState }) => evidenceState === 'staged');
  const answer = await api.post(`/v1/orders/${orderId}/shipments`, {
    ...{ shipmentId: 'B', lines: [{ lineId: '2', quantity: 1 }] },
  });
  expect(answer.status).toBe(201);
  expect((await order(orderId)).amounts).toMatchObject({ captured: 4600, held: 0 });
  await expectConsistentRecords(holdfast, orderId);
});

test('won by what a person submitted: everything comes back, and can be refunded', async () => {
  const orderId = await shipped();
  await webhook(orderId, 'created');
  const { disputeId } = await until(orderId, ({ evidenceState }) => evidenceState === 'staged');
  await bank.submit(disputeId, 'winning');
  await holdfast.stripe.advance(60);
  await webhook(orderId, 'closed');
  const won = await until(orderId, ({ status }) => status === 'won');
  expect(won).toMatchObject({ withdrawn: 2300, reinstated: 2300, evidenceState: 'submitted' });
  expect((await order(orderId)).attention).toEqual([]);
  await expectConsistentRecords(holdfast, orderId);
  const refund = { refundId: 'R1', shipmentId: 'A', reason: 'goodwill' };
  expect((await api.post(`/v1/orders/${orderId}/refunds`, refund)).json()).toMatchObject({ status: 'succeeded' });
});

test('a refund of what is disputed is refused, whether or not we know of the dispute, and nothing moves', async () => {
  const orderId = await shipped();
  const refund = { refundId: 'R1', shipmentId: 'A', reason: 'goodwill' };
  const path = `/v1/orders/${orderId}/refunds`;
  expect((await api.post(path, refund)).problem()).toMatchObject({ code: 'refund_refused', status: 409 });
  await webhook(orderId, 'created');
  await until(orderId, ({ evidenceState }) => evidenceState === 'staged');
  expect((await api.post(path, refund)).problem()).toMatchObject({ code: 'refund_refused', status: 409 });
  expect((await api.get(`${path}/R1`)).json()).toMatchObject({
    ...{ status: 'refused', parts: [{ errorCode: 'charge_disputed' }] },
  });
  expect((await order(orderId)).amounts.refunded).toBe(0);
  await expectConsistentRecords(holdfast, orderId);
});

test('a refund in full ends an inquiry', async () => {
  const orderId = await shipped('pm_card_createDisputeInquiry');
  await webhook(orderId, 'created');
  await until(orderId, ({ status }) => status === 'warning_needs_response');
  const refund = { refundId: 'R1', shipmentId: 'A', reason: 'goodwill' };
  expect((await api.post(`/v1/orders/${orderId}/refunds`, refund)).status).toBe(201);
  await webhook(orderId, 'closed');
  expect(await until(orderId, ({ status }) => status === 'warning_closed')).toMatchObject({ withdrawn: 0, fees: [] });
  expect((await order(orderId)).attention).toEqual([]);
  await expectConsistentRecords(holdfast, orderId);
});
