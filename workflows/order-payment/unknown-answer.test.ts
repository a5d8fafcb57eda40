import { randomUUID } from 'node:crypto';
import type { NewOrder } from '../../libs/domain/orders/order';
import type { OrderRecord } from '../../libs/postgres/records/order-record';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { createTestStripe } from '../../test/setup/emulator';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { openUnknownWords, type UnknownWords } from '../../test/setup/unknown-words';
import { cancelLines, captureShipment } from './messages';

/** Stripe answers with a status that nobody knows: a person is called, and what is read again closes the call by itself. */

const READS = /^GET \/v1\/payment_intents\/\w+/;
const CAPTURES = /^POST \/v1\/payment_intents\/\w+\/capture/;
const ALL = /^\w+ \/v1\/payment_intents\/\w+/;

let words: UnknownWords;
let holdfast: Holdfast;

beforeAll(async () => {
  words = await openUnknownWords(createTestStripe());
  holdfast = await startHoldfast({ account: words.account, retryPauses: { firstMs: 20, mostMs: 200 } });
});

afterAll(async () => {
  await holdfast.stop();
  await words.close();
});

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 604_800 }));
afterEach(async () => {
  words.end();
  await holdfast.stripe.requireSound();
  await expectConsistentRecordsOfEnded(holdfast);
});

async function placed(overrides: Partial<NewOrder> = {}): Promise<{ orderId: string; workflow: OrderWorkflow }> {
  const order = accept(newOrder({ orderId: `u-${randomUUID()}`, ...overrides }));
  const { workflow } = await holdfast.authorize(order);
  return { orderId: order.orderId, workflow };
}

async function recorded(orderId: string): Promise<OrderRecord> {
  const record = await holdfast.reader.findOrder(orderId);
  if (record === undefined) throw new Error(`order ${orderId} is not recorded`);
  return record;
}

async function until(orderId: string, isSo: (record: OrderRecord) => boolean): Promise<OrderRecord> {
  return eventually(() => recorded(orderId), isSo);
}

function isCalled({ attention }: OrderRecord): boolean {
  return attention.some(({ code }) => code === 'unknown_answer');
}

const challenged = { payment: { ...newOrder().payment, paymentMethod: 'pm_card_threeDSecure2Required' } };

async function authenticate(orderId: string): Promise<void> {
  const action = (await recorded(orderId)).authorization?.nextAction;
  if (action?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
  await fetch(action.url, { method: 'POST', body: new URLSearchParams({ outcome: 'complete' }), redirect: 'manual' });
}

test('a hold whose status nobody knows calls a person, and is held without another event once it is known', async () => {
  const { orderId, workflow } = await placed(challenged);
  words.begin(READS);
  await authenticate(orderId);
  await tell(workflow, 'hold', 'payment_intent.amount_capturable_updated');
  expect(await until(orderId, isCalled)).toMatchObject({ status: 'processing' });
  await eventually(
    () => Promise.resolve(words.changed()),
    (changed) => changed >= 3,
  );
  words.end();
  expect(await until(orderId, ({ status }) => status === 'authorized')).toMatchObject({ attention: [] });
  await workflow.terminate();
});

test('while nobody knows the status of a hold the order is canceled at once, and the call is over', async () => {
  const { orderId, workflow } = await placed();
  words.begin(READS);
  await tell(workflow, 'hold', 'payment_intent.amount_capturable_updated');
  await until(orderId, isCalled);
  const cancellation = { cancellationId: 'c1', reason: 'out of stock', contentHash: 'c', requestId: 'r' };
  expect(await workflow.executeUpdate(cancelLines, { args: [cancellation] })).toMatchObject({ released: 4600 });
  expect(await workflow.result()).toMatchObject({ status: 'canceled', released: 4600 });
  expect((await recorded(orderId)).attention).toEqual([]);
});

const all = shipmentOf('A', [
  { lineId: '1', quantity: 1 },
  { lineId: '2', quantity: 1 },
]);

test('a final capture that is answered with an unknown status calls nobody when a read is understood', async () => {
  const { orderId, workflow } = await placed();
  words.begin(CAPTURES);
  expect(await workflow.executeUpdate(captureShipment, { args: [all] })).toMatchObject({ kind: 'accepted' });
  expect(words.changed()).toBe(1);
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  expect(await called(orderId)).toEqual([]);
});

test('a final capture that no read explains calls a person, until its settlement has the payment read again', async () => {
  const { orderId, workflow } = await placed();
  words.begin(ALL);
  expect(await workflow.executeUpdate(captureShipment, { args: [all] })).toMatchObject({ kind: 'accepted' });
  expect(isCalled(await recorded(orderId))).toBe(true);
  words.end();
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  expect((await recorded(orderId)).attention).toEqual([]);
});

/** What people were called about, be it over or not. */
async function called(orderId: string): Promise<string[]> {
  const timeline = await holdfast.reader.readTimeline(orderId);
  return timeline.flatMap(({ kind, message }) => (kind === 'attention_opened' ? [message] : []));
}
