import { randomUUID } from 'node:crypto';
import { RefundDesk, refundCommand } from '../../test/setup/desks/refund-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

/** Refunds that somebody makes in Stripe's own Dashboard, or with another program. */

const DAY = 24 * 3600;

const place = openShopDatabase();

test('it is booked under Stripe’s id, by amount, with Stripe as the actor, and once', async () => {
  const desk = await RefundDesk.open(place);
  const id = await desk.refundByHand(1000);
  const fact = await desk.read(id, 'evt_1');
  expect(fact).toMatchObject({ kind: 'refund_recorded', status: 'succeeded', amount: 1000, nextReadAt: null });
  expect(await desk.record(id)).toMatchObject({
    ...{ refundId: id, status: 'succeeded', amount: 1000, reason: 'made at Stripe', shipmentId: null, lines: [] },
    parts: [{ state: 'succeeded', stripeRefundId: id }],
  });
  expect(await desk.read(id, 'evt_2')).toEqual(fact);
  expect([await desk.balance('refunds'), (await desk.shop.record()).amounts.refunded]).toEqual([1000, 1000]);
  const story = await place.reader.readTimeline(desk.shop.orderId);
  expect(story.filter(({ kind }) => kind === 'refund_succeeded')).toMatchObject([
    {
      ...{ actor: 'stripe', requestId: null, amount: { amount: 1000, currency: 'usd' } },
      about: { refundId: id, stripeRefundId: id, eventId: 'evt_1' },
      message: `Refund ${id}, made at Stripe, of 10.00 USD succeeded`,
    },
  ]);
  expect([await desk.attention(), await desk.shop.discrepancies()]).toEqual([[], []]);
});

test('its money cannot be promised again', async () => {
  const desk = await RefundDesk.open(place);
  await desk.read(await desk.refundByHand(1000), 'evt_1');
  expect(await desk.request(refundCommand('r', { amount: 1301 }))).toMatchObject({
    refusal: { code: 'not_refundable', maximumAmount: 1300 },
  });
  const whole = await desk.request(refundCommand('r', { shipmentId: 'A' }));
  expect(whole).toMatchObject({ status: 'succeeded', amount: 1300 });
  expect(await desk.shop.discrepancies()).toEqual([]);
});

test('two workers with the same news in hand book it once', async () => {
  const desk = await RefundDesk.open(place);
  const id = await desk.refundByHand(700);
  const facts = await Promise.all([desk.read(id, 'evt_1'), desk.read(id, 'evt_2')]);
  expect(facts).toMatchObject([{ status: 'succeeded' }, { status: 'succeeded' }]);
  expect(await desk.balance('refunds')).toBe(700);
});

test('an external refund of an order that closed long ago is booked', async () => {
  const desk = await RefundDesk.open(place);
  const { shop } = desk;
  await shop.ship('B', '2:1');
  await shop.pass(DAY);
  const { authorization } = await shop.record();
  const names = { paymentIntentId: authorization?.paymentIntentId ?? null, chargeId: authorization?.chargeId ?? null };
  const event = { eventId: 'e', type: 'charge.updated', about: 'settlement', ...names } as const;
  await shop.handle({ kind: 'provider_event', event });
  await desk.read(await desk.refundByHand(4600), 'evt_1');
  expect(await shop.record()).toMatchObject({ status: 'completed', amounts: { refunded: 4600 } });
  expect(await shop.discrepancies()).toEqual([]);
});

test('pending, and failed in the end: the money is there again, and a person looks', async () => {
  const pending = await RefundDesk.open(place, 'pm_card_pendingRefund');
  const waiting = await pending.refundByHand(500);
  expect(await pending.read(waiting, 'evt_1')).toMatchObject({
    status: 'pending',
    nextReadAt: expect.any(String) as string,
  });
  await pending.shop.pass(DAY);
  expect(await pending.read(waiting)).toMatchObject({ status: 'succeeded' });

  const failing = await RefundDesk.open(place, 'pm_card_refundFail');
  const lost = await failing.refundByHand(500);
  await failing.read(lost, 'evt_1');
  await failing.shop.pass(DAY);
  expect(await failing.read(lost, 'evt_2')).toMatchObject({ status: 'failed' });
  expect([await failing.balance('refunds'), await failing.attention()]).toEqual([0, ['refund_failed']]);
});

test('first seen after it had failed: it went out and came back', async () => {
  const desk = await RefundDesk.open(place, 'pm_card_refundFail');
  const id = await desk.refundByHand(500);
  await desk.shop.pass(DAY);
  expect(await desk.read(id, 'evt_1')).toMatchObject({ status: 'failed' });
  const { transactions } = await place.reader.readLedger(desk.shop.orderId);
  expect(transactions.map(({ kind }) => kind)).toEqual(['hold_placed', 'captured', 'refunded', 'refund_failed']);
  expect([await desk.balance('refunds'), await desk.attention()]).toEqual([0, ['refund_failed']]);
});

test('more than we captured: it is booked, and a person looks', async () => {
  const desk = await RefundDesk.open(place);
  await desk.shop.captureByHand(300);
  await desk.read(await desk.refundByHand(2600), 'evt_1');
  expect([await desk.balance('refunds'), await desk.attention()]).toEqual([2600, ['amount_mismatch']]);
});

test('an external refund of another order’s charge writes nothing', async () => {
  const [desk, other] = [await RefundDesk.open(place), await RefundDesk.open(place)];
  const id = await desk.refundByHand(100);
  const elsewhere = { ...other.shop.gateway, ...desk.shop.gateway };
  expect(await other.read(id, 'evt_1', elsewhere)).toMatchObject({ kind: 'step_failed' });
  expect([await desk.balance('refunds'), await other.balance('refunds')]).toEqual([0, 0]);
});

test('an external refund in a foreign settlement currency is booked at the rates of its days', async () => {
  const foreign = { currency: 'gbp', orderId: randomUUID() };
  const desk = await RefundDesk.open(place, 'pm_card_refundFail', foreign);
  await desk.shop.pass(10);
  expect(await desk.request(refundCommand('r', { amount: 400 }))).toMatchObject({ status: 'succeeded' });
  const [part] = await parts(foreign.orderId);
  expect(part).toMatchObject({
    ...{ fee: 0, net: -500, settlement_currency: 'usd', exchange_rate: '1.25' },
    balance_transaction_id: expect.stringMatching(/^txn_/) as string,
  });
  expect(await onBalance(foreign.orderId)).toEqual({ gbp: 2300, usd: -500 });
  await desk.shop.pass(DAY);
  expect(await desk.read('r')).toMatchObject({ status: 'failed' });
  expect(await onBalance(foreign.orderId)).toEqual({ gbp: 2300, usd: 0 });
  expect(await parts(foreign.orderId)).toMatchObject([
    { failure_balance_transaction_id: expect.stringMatching(/^txn_/) as string },
  ]);
});

async function parts(orderId: string): Promise<object[]> {
  return place.database.selectFrom('refund_parts').selectAll().where('order_id', '=', orderId).execute();
}

async function onBalance(orderId: string): Promise<Record<string, number>> {
  const { balances } = await place.reader.readLedger(orderId);
  const own = balances.filter(({ account }) => account === 'stripe_balance');
  return Object.fromEntries(own.map(({ balance: { amount, currency } }) => [currency, amount]));
}
