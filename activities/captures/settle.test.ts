import type { SettleOutcome } from '../../libs/domain/payment/facts';
import { newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { killedAfter, WorkerKilled } from '../../test/setup/killed-worker';
import { SETTLEMENT_READ_AFTER_SECONDS, OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { shipping } from '../../test/examples/inputs';

const DAY = 24 * 3600;

const place = openShopDatabase();

/** Two shipments are captured; Stripe settles after `delay` seconds, or never. */
async function shipped(account: object): Promise<OrderDesk> {
  const shop = new OrderDesk(place);
  await shop.control('account', account);
  await shop.authorize();
  await shop.handle(shipping('A', '1:1'));
  await shop.handle(shipping('B', '2:1'));
  return shop;
}

async function settle(shop: OrderDesk): Promise<SettleOutcome> {
  const { authorization } = await shop.record();
  const event = {
    eventId: 'evt_1',
    type: 'charge.updated',
    about: 'settlement',
    paymentIntentId: authorization?.paymentIntentId ?? null,
    chargeId: authorization?.chargeId ?? null,
  } as const;
  const fact = await shop.handle({ kind: 'provider_event', event });
  if (fact.kind !== 'captures_settled') throw new Error(fact.kind);
  return fact;
}

test('both captures settle: fees in the ledger, the order completes', async () => {
  const shop = await shipped({ settlement_delay_seconds: 10 });
  await shop.pass(11);
  const fact = await settle(shop);

  expect(fact).toEqual({
    kind: 'captures_settled',
    captureIds: [`${shop.orderId}/A/1`, `${shop.orderId}/B/1`],
    mismatch: false,
    overdue: false,
  });
  const record = await shop.record();
  expect(record).toMatchObject({ status: 'completed', amounts: { captured: 4600, settled: 4600 } });
  const { balances } = await place.reader.readLedger(shop.orderId);
  const fees = record.amounts.fees[0]?.amount ?? 0;
  expect(fees).toBeGreaterThan(0);
  expect(balances).toContainEqual({ account: 'processing_fees', balance: { amount: fees, currency: 'usd' } });
  expect(balances).toContainEqual({ account: 'stripe_balance', balance: { amount: 4600 - fees, currency: 'usd' } });
  expect(await shop.timeline()).toEqual(expect.arrayContaining(['capture_settled', 'capture_settled']));
  expect(await shop.discrepancies()).toEqual([]);
});

test('another settlement currency: fee and net are in that one, the amounts of the order stay', async () => {
  const shop = await shipped({ settlement_delay_seconds: 10, settlement_currency: 'eur' });
  await shop.pass(11);

  expect(await settle(shop)).toMatchObject({ mismatch: false });
  const record = await shop.record();
  expect(record.amounts.fees).toMatchObject([{ currency: 'eur' }]);
  expect(record.shipments).toMatchObject([
    { status: 'settled', amount: 2300, capture: { settlementCurrency: 'eur' } },
    { status: 'settled', amount: 2300, capture: { settlementCurrency: 'eur' } },
  ]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('another settlement currency: the ledger follows the money, and the rate is kept', async () => {
  const shop = new OrderDesk(place, { currency: 'gbp' });
  await shop.control('account', { settlement_delay_seconds: 10 });
  await shop.authorize();
  await shop.handle(shipping('A', '1:1'));
  await shop.handle(shipping('B', '2:1'));
  await shop.pass(11);
  await settle(shop);

  // 23.00 GBP at 1.25 are 28.75 USD, of which 2.9 % and 0.30 are the fee.
  expect((await shop.record()).amounts.fees).toEqual([{ amount: 226, currency: 'usd' }]);
  const { balances } = await place.reader.readLedger(shop.orderId);
  const onBalance = balances.filter(({ account }) => account === 'stripe_balance').map(({ balance }) => balance);
  expect(onBalance).toEqual([
    { amount: 0, currency: 'gbp' },
    { amount: 5524, currency: 'usd' },
  ]);
  expect(balances).toContainEqual({ account: 'currency_conversion', balance: { amount: 4600, currency: 'gbp' } });
  const rows = await place.database
    .selectFrom('captures')
    .select(['fee', 'net', 'settlement_currency', 'exchange_rate'])
    .where('order_id', '=', shop.orderId)
    .execute();
  const kept = { fee: 113, net: 2762, settlement_currency: 'usd', exchange_rate: '1.25' };
  expect(rows).toEqual([kept, kept]);
  const story = await place.reader.readTimeline(shop.orderId);
  expect(story.at(-1)?.message).toContain('23.00 GBP became 28.75 USD at 1.25');
  expect(await shop.discrepancies()).toEqual([]);
});

test('another settlement currency, and the last capture settles first: the rate tells them apart', async () => {
  const [first, second] = newOrder().lines;
  if (first === undefined || second === undefined) throw new Error('the example has two lines');
  const shop = new OrderDesk(place, { currency: 'gbp', lines: [first, { ...second, unitPrice: 9000 }] });
  await shop.control('account', { settlement_delay_seconds: 100 });
  await shop.authorize();
  await shop.handle(shipping('A', '1:1'));
  await shop.control('account', { settlement_delay_seconds: 10 });
  await shop.handle(shipping('B', '2:1'));
  await shop.pass(11);

  expect(await settle(shop)).toMatchObject({ captureIds: [`${shop.orderId}/B/1`], mismatch: false });
  await shop.pass(100);
  expect(await settle(shop)).toMatchObject({ mismatch: false });
  const { shipments } = await shop.record();
  const converted = shipments.map(({ amount, capture: { fee, net } }) => [
    Math.round(amount * 1.25),
    (fee ?? 0) + (net ?? 0),
  ]);
  for (const [expected, arrived] of converted) expect(arrived).toBe(expected);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a repeated attempt reports all of it again and writes nothing', async () => {
  const shop = await shipped({ settlement_delay_seconds: 10 });
  await shop.pass(11);
  const { authorization } = await shop.record();
  const event = { eventId: 'evt_1', type: 'charge.updated', about: 'settlement' } as const;
  const names = { paymentIntentId: authorization?.paymentIntentId ?? null, chargeId: authorization?.chargeId ?? null };
  const step = shop.stepFor({ kind: 'provider_event', event: { ...event, ...names } });
  const first = await shop.attempt(step);
  const ledger = await place.reader.readLedger(shop.orderId);

  expect(await shop.attempt(step)).toEqual(first);
  expect(await place.reader.readLedger(shop.orderId)).toEqual(ledger);
});

test('before it exists: nothing settled, nothing written', async () => {
  const shop = await shipped({ settlement_delay_seconds: null });

  expect(await settle(shop)).toMatchObject({ captureIds: [], overdue: false });
  expect((await shop.record()).status).toBe('captured');
  expect(await shop.discrepancies()).toEqual([]);
});

test('the pauses between looks grow, but only when a look was due', async () => {
  const shop = await shipped({ settlement_delay_seconds: null });
  await settle(shop);
  expect(await waits(shop)).toEqual([SETTLEMENT_READ_AFTER_SECONDS, SETTLEMENT_READ_AFTER_SECONDS]);

  shop.passHere(SETTLEMENT_READ_AFTER_SECONDS + 1);
  await settle(shop);
  expect(await waits(shop)).toEqual([2 * SETTLEMENT_READ_AFTER_SECONDS, 2 * SETTLEMENT_READ_AFTER_SECONDS]);
});

test('not settled after a day: overdue, and a person is called', async () => {
  const shop = await shipped({ settlement_delay_seconds: null });
  shop.passHere(DAY + 1);

  expect(await settle(shop)).toMatchObject({ captureIds: [], overdue: true });
  expect((await shop.record()).attention).toMatchObject([{ code: 'settlement_overdue' }]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a settlement that fits no capture of ours: a person is called', async () => {
  const shop = new OrderDesk(place);
  await shop.control('account', { settlement_delay_seconds: 10 });
  await shop.authorize();
  await shop.handle(shipping('A', '1:1'));
  await shop.captureByHand(300);
  await shop.pass(11);

  expect(await settle(shop)).toMatchObject({ captureIds: [`${shop.orderId}/A/1`], mismatch: true });
  expect((await shop.record()).attention).toMatchObject([{ code: 'amount_mismatch' }]);
});

async function waits(shop: OrderDesk): Promise<number[]> {
  const rows = await place.database
    .selectFrom('captures')
    .select('settlement_due_at')
    .where('order_id', '=', shop.orderId)
    .execute();
  const seconds = ({ settlement_due_at: due }: { settlement_due_at: string | null }): number =>
    Math.round((Date.parse(due ?? '') - shop.clock().getTime()) / 1000 / 10) * 10;
  return rows.map(seconds);
}

test('a settlement of a capture without a recorded outcome is left for the next look', async () => {
  const shop = new OrderDesk(place, { lines: newOrder().lines.map((line) => ({ ...line, quantity: 2 })) });
  await shop.control('account', { settlement_delay_seconds: 0 });
  await shop.authorize();
  const both = [
    { lineId: '1', quantity: 1 },
    { lineId: '2', quantity: 1 },
  ];
  await shop.handle({ kind: 'capture_shipment', shipment: shipmentOf('A', both) });
  const second = shop.stepFor(shipping('B', '1:1'));
  await expect(shop.attempt(second, killedAfter(shop.gateway, 'capture'))).rejects.toThrow(WorkerKilled);

  expect(await settle(shop)).toMatchObject({ captureIds: [`${shop.orderId}/A/1`], mismatch: false });
  shop.learn(second, await shop.attempt(second, shop.gateway, 2));
  expect(await settle(shop)).toMatchObject({
    captureIds: [`${shop.orderId}/A/1`, `${shop.orderId}/B/1`],
    mismatch: false,
  });
  expect(await shop.discrepancies()).toEqual([]);
});
