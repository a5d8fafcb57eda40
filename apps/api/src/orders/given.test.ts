import { randomUUID } from 'node:crypto';
import { openApiShop, orderBody } from '../../../../test/setup/shop/api-shop';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { timelineSchema } from '../timeline/timeline.schema';
import type { HttpAnswer } from '../testing/api-driver';
import { orderSchema } from './order.schema';

const KEY = 'k'.repeat(32);
const shop = openApiShop({ api: { apiKeys: [{ name: 'warehouse', access: 'write', key: KEY }] } });
const authorization = `Bearer ${KEY}`;

const ADDRESS = {
  ...{ name: 'Jane Doe', phone: '+1 415 555 0100', line1: '1 Main St' },
  ...{ city: 'San Francisco', state: 'CA', postalCode: '94117', country: 'US' },
};
const GIVEN = {
  orderNumber: '#1042',
  description: 'two chairs',
  customerReference: '7b1e7c0e-5f0e-4a57-9c5e-0d2f6a3b1c11',
  receiptEmail: 'jane@shop.example',
  shippingAddress: ADDRESS,
  metadata: { channel: 'web', cart: 'c-77' },
};

function place(payment: string | object, changes: object = {}, headers: object = {}): Promise<HttpAnswer> {
  return shop.api.post('/v1/orders', orderBody(payment, changes), { authorization, ...headers });
}

/** All that Temporal keeps of the order, as a person would read it. */
async function historyOf(orderId: string): Promise<string> {
  const json = await shop.holdfast.history(shop.order(orderId).workflow);
  const payloads = [...json.matchAll(/"data": ?"([A-Za-z0-9+/=]+)"/g)];
  return payloads.map(([, data = '']) => Buffer.from(data, 'base64').toString('utf8')).join('\n');
}

async function readAtStripe(path: string): Promise<unknown> {
  const answer = await fetch(`${shop.stripe.url}${path}`, {
    headers: { authorization: `Bearer ${shop.stripe.apiKey}` },
  });
  return answer.json();
}

test('what is given comes back, however long product codes and references are', async () => {
  const lines = [{ ...EXAMPLE_ORDER.lines[0], productCode: 'TSHIRT-BLACK-XL-2026' }, EXAMPLE_ORDER.lines[1]];
  const answer = await place('pm_card_visa', { ...GIVEN, lines });
  expect([answer.status, answer.json()]).toMatchObject([
    201,
    { ...GIVEN, shippingAddress: { ...ADDRESS, line2: null }, lines: [{ productCode: 'TSHIRT-BLACK-XL-2026' }, {}] },
  ]);
  const { orderId, payment } = orderSchema.parse(answer.json());
  const read = await shop.api.get(`/v1/orders/${orderId}`, { authorization });
  expect(read.json()).toEqual(answer.json());

  const intent = await readAtStripe(
    `/v1/payment_intents/${String(payment.paymentIntentId)}?expand[]=amount_details.line_items`,
  );
  expect(intent).toMatchObject({
    description: 'Order #1042: two chairs',
    receipt_email: 'jane@shop.example',
    shipping: { name: 'Jane Doe', phone: '+1 415 555 0100', address: { line1: '1 Main St', postal_code: '94117' } },
    metadata: { cart: 'c-77', holdfast_order_url: `https://admin.shop.example/orders/${orderId}` },
    payment_details: { customer_reference: '7b1e7c0e-5f0e-4a57-9c5e-0' },
    amount_details: { line_items: { data: [{ product_code: 'TSHIRT-BLACK' }, {}] } },
  });
});

test('without a number and a description Stripe shows the id of the order', async () => {
  const { orderId, payment } = orderSchema.parse((await place('pm_card_visa')).json());
  const intent = await readAtStripe(`/v1/payment_intents/${String(payment.paymentIntentId)}`);
  expect(intent).toMatchObject({ description: `Order ${orderId}`, receipt_email: null, shipping: null });
});

test('where the buyer lives and is reached stands in no history of Temporal', async () => {
  const { orderId } = orderSchema.parse((await place('pm_card_visa', GIVEN)).json());
  const history = await historyOf(orderId);
  expect(history).toContain(orderId);
  for (const personal of ['jane@shop.example', 'Jane Doe', '1 Main St', '555 0100'])
    expect(history).not.toContain(personal);
});

test('the same order once more is a repeat, and another address a conflict', async () => {
  const orderId = `s-${randomUUID()}`;
  expect((await place('pm_card_visa', { ...GIVEN, orderId })).status).toBe(201);
  const again = await place('pm_card_visa', { ...GIVEN, orderId });
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  const moved = { ...GIVEN, orderId, shippingAddress: { ...ADDRESS, line1: '2 Main St' } };
  expect((await place('pm_card_visa', moved)).problem().code).toBe('order_conflict');
});

test('a customer whom Stripe does not know is told with the field, and the id can be used again', async () => {
  const orderId = `s-${randomUUID()}`;
  for (const customer of ['cus_nope', 'cus_nope_either']) {
    const refused = await place({ paymentMethod: 'pm_card_visa', customer }, { orderId });
    expect([refused.status, refused.problem()]).toMatchObject([
      400,
      { code: 'invalid_request', errors: [{ path: 'payment.customer' }] },
    ]);
    expect((await shop.api.get(`/v1/orders/${orderId}`, { authorization })).status).toBe(404);
  }
  const answer = await place({ paymentMethod: 'pm_card_visa', customer: shop.customer }, { orderId });
  expect([answer.status, answer.json()]).toMatchObject([
    201,
    { status: 'authorized', payment: { customer: shop.customer } },
  ]);
});

test('a card that is saved for nobody gets a customer at Stripe, once', async () => {
  const orderId = `s-${randomUUID()}`;
  const payment = { paymentMethod: 'pm_card_visa', saveForLater: true };
  const first = orderSchema.parse((await place(payment, { ...GIVEN, orderId })).json());
  const again = orderSchema.parse((await place(payment, { ...GIVEN, orderId })).json());
  expect(first.payment.customer).toMatch(/^cus_/);
  expect(again.payment.customer).toBe(first.payment.customer);
  expect(await readAtStripe(`/v1/customers/${String(first.payment.customer)}`)).toMatchObject({
    ...{ name: 'Jane Doe', email: 'jane@shop.example' },
    metadata: { holdfast_order_id: orderId },
  });
});

test('the timeline says which key asked, and which person', async () => {
  const { orderId } = orderSchema.parse((await place('pm_card_visa', {}, { 'holdfast-actor': 'jane' })).json());
  const headers = { authorization, 'holdfast-actor': 'mo, returns desk' };
  await shop.api.post(`/v1/orders/${orderId}/cancellations`, { cancellationId: 'C', reason: 'no stock' }, headers);
  const answer = await shop.api.get(`/v1/orders/${orderId}/timeline`, { authorization });
  const { entries } = timelineSchema.parse(answer.json());
  const told = entries.map(({ kind, who, key, person }) => [kind, who, key, person]);
  expect(told).toContainEqual(['order_accepted', 'shop', 'warehouse', 'jane']);
  expect(told).toContainEqual(['lines_canceled', 'shop', 'warehouse', 'mo, returns desk']);
});

test.each([['a'.repeat(101)], ['4242 4242 4242 4242'], ['two\ttabs']])(
  'an actor of "%s" is refused with the header',
  async (actor) => {
    const answer = await place('pm_card_visa', {}, { 'holdfast-actor': actor });
    expect(answer.problem()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'Holdfast-Actor' }] });
  },
);
