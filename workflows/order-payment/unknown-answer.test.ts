import type { OrderRecord } from '../../libs/postgres/records/order-record';
import { createTestStripe } from '../../test/setup/emulator';
import { eventually } from '../../test/setup/eventually';
import { openUnknownWords, type UnknownWords } from '../../test/setup/unknown-words';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { EVERYTHING } from '../../test/setup/shop/units';
import { paidWith } from '../../test/examples/orders';

/**
 * Stripe answers with a status that nobody knows: a person is called, and what is read again closes the call by itself.
 */
let words: UnknownWords;
afterEach(() => {
  words.end();
});
const shop = openWorkflowShop({
  retryPauses: { firstMs: 20, mostMs: 200 },
  openAccount: async () => {
    words = await openUnknownWords(createTestStripe());
    return words.account;
  },
});
afterAll(() => words.close());

const READS = /^GET \/v1\/payment_intents\/\w+/;
const CAPTURES = /^POST \/v1\/payment_intents\/\w+\/capture/;
const CANCELS = /^POST \/v1\/payment_intents\/\w+\/cancel/;
const ALL = /^\w+ \/v1\/payment_intents\/\w+/;

function isCalled({ attention }: OrderRecord): boolean {
  return attention.some(({ code }) => code === 'unknown_answer');
}

test('a hold of unknown status opens an attention, and is held without an event once it is known', async () => {
  const order = await shop.placeOrder(paidWith('pm_card_threeDSecure2Required'));
  words.begin(READS);
  await order.authenticate();
  await order.tell('hold', 'payment_intent.amount_capturable_updated');
  expect(await order.until(isCalled)).toMatchObject({ status: 'processing' });
  await eventually(
    () => Promise.resolve(words.changed()),
    (changed) => changed >= 3,
  );
  words.end();
  expect(await order.untilStatus('authorized')).toMatchObject({ attention: [] });
  await order.workflow.terminate();
});

test('an order whose hold has an unknown status is canceled at once, which closes the attention', async () => {
  const order = await shop.placeOrder();
  words.begin(READS);
  await order.tell('hold', 'payment_intent.amount_capturable_updated');
  await order.until(isCalled);
  expect(await order.cancel('c1')).toMatchObject({ released: 4600 });
  expect(await order.workflow.result()).toMatchObject({ status: 'canceled', released: 4600 });
  expect((await order.read()).attention).toEqual([]);
});

test('a final capture of unknown status opens no attention when a read is understood', async () => {
  const order = await shop.placeOrder();
  words.begin(CAPTURES);
  expect(await order.ship('A', EVERYTHING)).toMatchObject({ kind: 'accepted' });
  expect(words.changed()).toBe(1);
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  expect(await order.timelineKinds()).not.toContain('attention_opened');
});

test('a final capture that no read explains opens an attention, until its settlement is read', async () => {
  const order = await shop.placeOrder();
  words.begin(ALL);
  expect(await order.ship('A', EVERYTHING)).toMatchObject({ kind: 'accepted' });
  expect(isCalled(await order.read())).toBe(true);
  words.end();
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  expect((await order.read()).attention).toEqual([]);
});

test('a cancel of unknown status opens no attention when a read is understood', async () => {
  const order = await shop.placeOrder();
  words.begin(CANCELS);
  expect(await order.cancel('c1')).toMatchObject({ released: 4600 });
  expect(words.changed()).toBe(1);
  expect(await order.workflow.result()).toMatchObject({ status: 'canceled', released: 4600 });
  expect(await order.timelineKinds()).not.toContain('attention_opened');
});

test('a cancel that no read explains opens an attention, and the order ends', async () => {
  const order = await shop.placeOrder();
  words.begin(ALL);
  expect(await order.cancel('c1')).toMatchObject({ released: 4600 });
  expect(await order.workflow.result()).toMatchObject({ status: 'canceled', released: 4600 });
  expect(isCalled(await order.read())).toBe(true);
});
