import { openInbox } from '../../test/setup/desks/inbox-desk';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const MINUTE = 60;
const DAY = 24 * 3600;

// As new for each test: the sweep takes every event there is.
const place = openShopDatabase({ emptied: true });
const inbox = openInbox(place);

async function callsOf(orderId: string): Promise<{ step: string | null; message: string; closed_at: string | null }[]> {
  return place.database
    .selectFrom('attentions')
    .select(['step', 'message', 'closed_at'])
    .where('order_id', '=', orderId)
    .where('code', '=', 'step_failing')
    .orderBy('attention_id')
    .execute();
}

/** One whose workflow is not there; `attempts` were made in vain. */
async function undelivered(shop: OrderDesk, attempts: number): Promise<string> {
  inbox.running = false;
  const eventId = await inbox.store({ orderId: shop.orderId, paymentIntentId: await shop.paymentIntentId() });
  for (const pause of [6, 6, 11, 21, 41, 81, 161, 321, 601, 601].slice(0, attempts)) {
    inbox.pass(pause);
    expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ deferred: 1 });
  }
  return eventId;
}

test('an event not delivered in ten minutes opens an attention, and its delivery closes it', async () => {
  const shop = await OrderDesk.authorized(place);
  const eventId = await undelivered(shop, 7);
  expect(await callsOf(shop.orderId)).toEqual([]);
  inbox.pass(321);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ deferred: 1 });
  const [call] = await callsOf(shop.orderId);
  expect(call).toMatchObject({ step: 'event payment_intent.canceled', closed_at: null });
  expect(call?.message).toContain(eventId);
  expect(call?.message).toMatch(/not delivered to the order after 8 attempts: .*is not running/);
  expect(call?.message).toMatch(/Holdfast tries every ten minutes until \d{4}-.*Z; after that a person must look/);

  inbox.running = true;
  inbox.pass(601);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
  expect((await callsOf(shop.orderId)).map(({ closed_at: at }) => at !== null)).toEqual([true]);
  expect((await shop.record()).attention).toEqual([]);
  expect(await shop.timeline()).toEqual(expect.arrayContaining(['attention_opened', 'attention_closed']));
});

test('an event that was given up stays a call for a person', async () => {
  const shop = await OrderDesk.authorized(place);
  const eventId = await undelivered(shop, 8);
  inbox.pass(DAY);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ deadLettered: 1 });
  const [call] = await callsOf(shop.orderId);
  expect(call).toMatchObject({ step: null, closed_at: null });
  expect(call?.message).toContain('It is not tried again');

  inbox.running = true;
  await inbox.store({ orderId: shop.orderId, paymentIntentId: await shop.paymentIntentId() });
  inbox.pass(20 * MINUTE);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
  expect(await callsOf(shop.orderId)).toMatchObject([{ closed_at: null }]);
  expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'dead_letter' });
});

test('a late event does not hide a step that moves money and fails', async () => {
  const shop = await OrderDesk.authorized(place);
  const at = new Date().toISOString();
  const call = {
    order_id: shop.orderId,
    code: 'step_failing',
    message: 'capture: failed',
    step: 'capture/A',
    since: at,
  };
  await place.database
    .insertInto('attentions')
    .values({ ...call, code: 'step_failing' })
    .execute();
  await undelivered(shop, 8);
  expect(await callsOf(shop.orderId)).toMatchObject([
    { step: 'capture/A', message: 'capture: failed', closed_at: null },
  ]);
  inbox.running = true;
  inbox.pass(601);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
  expect(await callsOf(shop.orderId)).toMatchObject([{ step: 'capture/A', closed_at: null }]);
});

test('an event of an order that nobody here knows calls nobody', async () => {
  const shop = await OrderDesk.authorized(place);
  const eventId = await inbox.store({ orderId: 'nobody', paymentIntentId: 'pi_nobody' });
  inbox.pass(20 * MINUTE);
  expect(await inbox.sweep.deliverDueEvents()).toMatchObject({ delivered: 1 });
  expect(await inbox.outcomeOf(eventId)).toMatchObject({ outcome: 'not_ours' });
  expect(await callsOf(shop.orderId)).toEqual([]);
  expect(await place.database.selectFrom('attentions').selectAll().execute()).toEqual([]);
});
