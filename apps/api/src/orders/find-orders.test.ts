import { randomUUID } from 'node:crypto';
import { openDisputesAtStripe } from '../../../../test/setup/desks/disputes-at-stripe';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';
import { refundPageSchema } from '../refunds/refund-list.schema';
import { shipmentPageSchema } from '../shipments/shipment-list.schema';
import { orderPageSchema, type Order } from './order.schema';

const shop = openApiShop();

/** An order with everything that it can be found by. */
interface Known {
  readonly order: ApiOrder;
  readonly shown: Order;
  readonly names: Readonly<Record<string, string>>;
}

let known: Known;
let other: ApiOrder;

beforeAll(async () => {
  const names = {
    ...{ orderNumber: `#${randomUUID()}`, customerReference: `buyer ${randomUUID()}`, trackingNumber: randomUUID() },
    metadataKey: `cart-${randomUUID().slice(0, 8)}`,
  };
  const { orderNumber, customerReference, trackingNumber, metadataKey } = names;
  const order = await shop.placeOrder('pm_card_visa', {
    ...{ orderNumber, customerReference, metadata: { [metadataKey]: 'c-77' } },
  });
  await order.ship('A', '1:1', { trackingNumber });
  await order.refund('R-found', { shipmentId: 'A' });
  other = await shop.placeOrder('pm_card_visa', { orderNumber: '#other', metadata: {} });
  known = { order, shown: await order.read(), names };
});

async function found(query: Readonly<Record<string, string>>): Promise<string[]> {
  const answer = await shop.api.get(`/v1/orders?${new URLSearchParams(query).toString()}`);
  return orderPageSchema.parse(answer.json()).orders.map(({ orderId }) => orderId);
}

test('an order is found by everything that names it', async () => {
  const { order, shown, names } = known;
  const [shipment] = shown.shipments;
  const { stripeRefundId = '' } = (await order.readRefund('R-found')).json() as { stripeRefundId?: string };
  const { metadataKey = '', ...others } = names;
  const queries: Record<string, string>[] = [
    ...Object.entries(others).map(([name, value]) => ({ [name]: value })),
    { metadataKey },
    { metadataKey, metadataValue: 'c-77' },
    { paymentIntentId: shown.payment.paymentIntentId ?? '' },
    { chargeId: shipment?.capture.chargeId ?? '' },
    { refundId: 'R-found' },
    { stripeRefundId },
    {
      createdAfter: shown.createdAt,
      createdBefore: (await other.read()).createdAt,
      orderNumber: names['orderNumber'] ?? '',
    },
    { updatedAfter: shown.updatedAt, plan: 'multicapture', trackingNumber: names['trackingNumber'] ?? '' },
  ];
  for (const query of queries) expect({ query, found: await found(query) }).toEqual({ query, found: [order.orderId] });
});

test('what is not true of an order leaves it out', async () => {
  const { shown, names } = known;
  const orderNumber = names['orderNumber'] ?? '';
  const { metadataKey = '' } = names;
  const queries: Record<string, string>[] = [
    { metadataKey, metadataValue: 'c-78' },
    { orderNumber, createdBefore: shown.createdAt },
    { orderNumber, createdAfter: (await other.read()).createdAt },
    { orderNumber, status: 'completed' },
    { orderNumber, plan: 'capture_once' },
    { orderNumber, attentionCode: 'refund_failed' },
    { orderNumber, attention: 'true' },
    { disputeId: 'dp_nobody' },
  ];
  for (const query of queries) expect({ query, found: await found(query) }).toEqual({ query, found: [] });
});

test('an order is found by its dispute, and the dispute by its order', async () => {
  const order = await shop.placeOrder('pm_card_createDispute');
  await order.ship('A', '1:1');
  const intent = await order.paymentIntentId();
  const [dispute] = await openDisputesAtStripe(shop.stripe).list(intent);
  const told = { id: dispute?.id, object: 'dispute', payment_intent: intent, amount: 1, balance_transactions: [] };
  await shop.deliver(stripeEvent('charge.dispute.created', told));
  await order.untilAttention('dispute_opened');

  expect(await found({ disputeId: dispute?.id ?? '' })).toEqual([order.orderId]);
  expect(await found({ attentionCode: 'dispute_opened' })).toContain(order.orderId);
  const list = await shop.api.get(`/v1/disputes?orderId=${order.orderId}&open=true`);
  expect(list.json()).toMatchObject({
    disputes: [{ disputeId: dispute?.id, orderId: order.orderId, orderNumber: null }],
    nextCursor: null,
  });
  expect((await shop.api.get(`/v1/disputes?orderId=${order.orderId}&open=false`)).json()).toMatchObject({
    disputes: [],
  });
});

test('shipments and refunds are listed over all orders, page by page', async () => {
  await other.ship('A', '1:1');
  await other.ship('B', '2:1');
  const first = shipmentPageSchema.parse((await shop.api.get('/v1/shipments?limit=1')).json());
  expect(first.shipments).toMatchObject([{ orderId: other.orderId, shipmentId: 'B', status: 'captured' }]);
  const next = await shop.api.get(`/v1/shipments?limit=1&cursor=${first.nextCursor ?? ''}`);
  expect(shipmentPageSchema.parse(next.json()).shipments).toMatchObject([{ orderId: other.orderId, shipmentId: 'A' }]);

  const refunds = await shop.api.get('/v1/refunds?status=succeeded');
  expect(refundPageSchema.parse(refunds.json()).refunds).toMatchObject([
    { orderId: known.order.orderId, refundId: 'R-found' },
  ]);
  expect((await shop.api.get('/v1/dead-letters')).json()).toEqual({ deadLetters: [], nextCursor: null });
});

test('every list over all orders says what people call each order', async () => {
  const order = await shop.placeOrder('pm_card_visa', { orderNumber: '#4711' });
  await order.ship('A', '1:1');
  await order.refund('R1', { amount: 100 });
  await shop.sql(
    `insert into attentions (order_id, code, message, since) values ($1, 'books_differ', 'a cent is missing', now())`,
    [order.orderId],
  );
  const listed = { orderId: order.orderId, orderNumber: '#4711' };
  const list = async (name: string): Promise<unknown> =>
    (await shop.api.get(`/v1/${name}?orderId=${order.orderId}`)).json();
  expect(await list('shipments')).toMatchObject({ shipments: [listed] });
  expect(await list('refunds')).toMatchObject({ refunds: [listed] });
  expect(await list('attentions')).toMatchObject({ attentions: [listed] });
});

test.each([
  ['/v1/orders?metadataValue=c-77', 'metadataKey'],
  ['/v1/orders?paymentIntentId=not%20an%20id', 'paymentIntentId'],
  ['/v1/orders?createdAfter=yesterday', 'createdAfter'],
  ['/v1/shipments?cursor=made-up', 'cursor'],
  ['/v1/refunds?limit=101', 'limit'],
  ['/v1/disputes?open=perhaps', 'open'],
  ['/v1/attentions?cursor=made-up', 'cursor'],
])('%s is refused, and the field is named', async (url, path) => {
  const answer = await shop.api.get(url);
  expect(answer.status).toBe(400);
  expect(answer.problem().errors?.map((error) => error.path)).toEqual([path]);
});

test('an order says what may be done with it, from its card to its refund', async () => {
  const actions = async (order: ApiOrder): Promise<readonly string[]> => (await order.read()).actions;
  const order = await shop.placeOrder({});
  expect(await actions(order)).toEqual(['confirm', 'cancel', 'change_deadline']);
  await order.confirm();
  expect(await actions(order)).toEqual(['ship', 'cancel', 'add_lines', 'lower_line', 'change_deadline']);
  await order.ship('A', '1:1');
  expect(await actions(order)).toEqual(['ship', 'cancel', 'add_lines', 'lower_line', 'change_deadline', 'refund']);
  await order.ship('B', '2:1');
  expect(await actions(order)).toEqual(['refund']);
  await order.refund('R1', { shipmentId: 'A' });
  await order.refund('R2', { shipmentId: 'B' });
  expect(await actions(order)).toEqual([]);

  const covered = await shop.placeOrder('pm_card_credit_disableEnterpriseCardFeatures');
  await covered.ship('A', '1:1');
  expect(await actions(covered)).toEqual([
    ...['ship', 'cancel', 'cancel_shipment', 'add_lines', 'lower_line', 'change_deadline'],
  ]);
});

test('a note stands on the order once, and in its timeline', async () => {
  const { order } = known;
  const note = { noteId: 'N1', by: 'jane', text: 'The buyer called: leave it at the door.' };
  const post = (body: object) => shop.api.post(`${order.path}/notes`, body);
  const first = await post(note);
  expect(first.status).toBe(201);
  expect(first.json()).toMatchObject({ orderId: order.orderId, ...note });
  const again = await post(note);
  expect({ status: again.status, body: again.json() }).toEqual({ status: 200, body: first.json() });
  expect((await post({ ...note, text: 'No, ring.' })).problem().code).toBe('note_conflict');

  expect((await order.get('/notes')).json()).toEqual({ orderId: order.orderId, notes: [first.json()] });
  expect((await order.timeline()).entries.at(-1)).toMatchObject({
    ...{ kind: 'note_added', message: `jane: ${note.text}` },
  });
  expect((await shop.api.post('/v1/orders/nobody/notes', note)).problem().code).toBe('order_not_found');
  expect((await shop.api.get('/v1/orders/nobody/notes')).problem().code).toBe('order_not_found');
});
