import { RefundDesk, refundCommand } from '../../test/setup/desks/refund-desk';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const REFUNDS = '/v1/refunds';
const DAY = 24 * 3600;
const shipmentA = { shipmentId: 'A' };

const place = openShopDatabase();

test('a refund of a shipment refunds what was captured for it, while the hold is still open', async () => {
  const desk = await RefundDesk.open(place);
  expect(await desk.request(refundCommand('r', shipmentA))).toMatchObject({
    kind: 'refund_recorded',
    status: 'succeeded',
    amount: 2300,
    nextReadAt: null,
  });
  expect(await desk.record('r')).toMatchObject({
    status: 'succeeded',
    shipmentId: 'A',
    lines: [{ lineId: '1', quantity: 1 }],
    parts: [{ amount: 2300, stripeRefundId: expect.stringMatching(/^re_/) as string }],
  });
  const { amounts, status } = await desk.shop.record();
  expect([status, amounts]).toMatchObject(['partially_captured', { captured: 2300, held: 2300, refunded: 2300 }]);
  expect([await desk.balance('refunds'), await desk.balance('sales')]).toEqual([2300, 2300]);
  expect(await desk.shop.discrepancies()).toEqual([]);
  const timeline = await place.reader.readTimeline(desk.shop.orderId);
  expect(timeline.at(-1)).toMatchObject({
    kind: 'refund_succeeded',
    actor: 'shop',
    requestId: 'request r',
    about: { refundId: 'r', stripeRefundId: expect.stringMatching(/^re_/) as string },
  });
});

test('after the order completed: the rest by lines, and then there is nothing left', async () => {
  const desk = await RefundDesk.open(place);
  const { shop } = desk;
  await shop.ship('B', '2:1');
  await shop.pass(DAY);
  const { authorization } = await shop.record();
  const names = { paymentIntentId: authorization?.paymentIntentId ?? null, chargeId: authorization?.chargeId ?? null };
  await shop.handle({
    kind: 'provider_event',
    event: { eventId: 'e', type: 'charge.updated', about: 'settlement', ...names },
  });
  expect((await shop.record()).status).toBe('completed');

  const lines = ['1', '2'].map((lineId) => ({ lineId, quantity: 1 }));
  expect(await desk.request(refundCommand('r', { lines }))).toMatchObject({ status: 'succeeded', amount: 4600 });
  expect(await desk.request(refundCommand('s', { amount: 1 }))).toMatchObject({
    kind: 'refund_refused',
    refusal: { code: 'not_refundable', path: 'amount', maximumAmount: 0 },
  });
  expect(await shop.record()).toMatchObject({ status: 'completed', amounts: { captured: 4600, refunded: 4600 } });
  expect(await place.reader.findRefund(shop.orderId, 's')).toBeUndefined();
});

test('the same refund twice, and with other content', async () => {
  const desk = await RefundDesk.open(place);
  const first = refundCommand('r', shipmentA);
  const fact = await desk.request(first);
  expect(await desk.request(first, killedBefore(desk.shop.gateway, 'refund'))).toEqual(fact);
  expect(await desk.request(refundCommand('r', { amount: 1 }))).toMatchObject({ refusal: { code: 'refund_conflict' } });
  expect(await desk.shop.requests(REFUNDS)).toBe(1);
});

test('two refunds at once never exceed what was captured', async () => {
  const desk = await RefundDesk.open(place);
  const facts = await Promise.all(
    Array.from({ length: 6 }, (_, index) => desk.request(refundCommand(`r${index.toString()}`, { amount: 1000 }))),
  );
  expect(facts.map(({ kind }) => kind).sort()).toEqual([
    ...Array<string>(2).fill('refund_recorded'),
    ...Array<string>(4).fill('refund_refused'),
  ]);
  const units = await Promise.all(['x', 'y'].map((id) => desk.request(refundCommand(id, { amount: 300 }))));
  expect(units.map(({ kind }) => kind).sort()).toEqual(['refund_recorded', 'refund_refused']);
  expect((await desk.shop.record()).amounts.refunded).toBe(2300);
  expect(await desk.balance('refunds')).toBe(2300);
});

describe('half done', () => {
  test('a lost answer is unknown until it is read, even after a day', async () => {
    const desk = await RefundDesk.open(place);
    const command = refundCommand('r', shipmentA);
    const match = { method: 'POST', path: REFUNDS, nth: 1, times: 1 };
    await desk.shop.control('faults', { match, effect: { kind: 'commit_then_drop' } });
    await expect(desk.request(command)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    expect((await desk.record('r')).parts).toMatchObject([{ state: 'unknown' }]);
    desk.shop.passHere(2 * DAY);
    expect(await desk.request(command)).toMatchObject({ status: 'succeeded' });
    expect(await desk.shop.requests(REFUNDS)).toBe(1);
  });

  test('our own mistake calls for a person, and the same refund goes on afterwards', async () => {
    const desk = await RefundDesk.open(place);
    const command = refundCommand('r', shipmentA);
    const failure = {
      kind: 'error',
      status: 401,
      type: 'invalid_request_error',
      message: 'Invalid API Key provided',
      stored: false,
    };
    await desk.shop.control('faults', { match: { method: 'POST', path: REFUNDS, nth: 1, times: 1 }, effect: failure });
    await expect(desk.request(command)).rejects.toMatchObject({ type: 'ProviderMisuse', nonRetryable: true });
    expect(await desk.attention()).toEqual(['provider_misuse']);
    expect(await desk.request(refundCommand('r', shipmentA))).toMatchObject({ status: 'succeeded' });
  });
});

describe('Stripe has less than our books', () => {
  test('somebody refunded at Stripe: refused, what they did is booked, and the id is free again', async () => {
    const desk = await RefundDesk.open(place);
    const stripeRefundId = await desk.refundByHand(2000);
    const refused = refundCommand('r', shipmentA);
    const fact = await desk.request(refused);
    expect(fact).toMatchObject({ kind: 'refund_refused', refusal: { code: 'refund_refused' } });
    expect(await desk.request(refused)).toEqual(fact);
    expect(await desk.record('r')).toMatchObject({ status: 'refused', parts: [{ errorCode: 'amount_too_large' }] });
    expect(await desk.record(stripeRefundId)).toMatchObject({ status: 'succeeded', amount: 2000, lines: [] });
    expect([await desk.attention(), await desk.balance('refunds')]).toEqual([[], 2000]);

    expect(await desk.request(refundCommand('r', { amount: 300 }))).toMatchObject({ status: 'succeeded', amount: 300 });
    expect(await desk.record('r')).toMatchObject({ status: 'succeeded', lines: [], shipmentId: null });
    expect(await desk.request(refundCommand('s', { amount: 5 }))).toMatchObject({
      refusal: { code: 'not_refundable', maximumAmount: 0 },
    });
    expect(await desk.shop.discrepancies()).toEqual([]);
  });

  test('nothing explains it: nothing moved, and a person looks', async () => {
    const desk = await RefundDesk.open(place);
    await desk.refundUnderAnotherName(2300);
    expect(await desk.request(refundCommand('r', shipmentA))).toMatchObject({
      refusal: { code: 'refund_refused', message: expect.stringContaining('charge_already_refunded') as string },
    });
    expect([await desk.attention(), await desk.balance('refunds')]).toEqual([['amount_mismatch'], 0]);
  });
});

describe('refunds that take their time', () => {
  test('pending, then succeeded', async () => {
    const desk = await RefundDesk.open(place, 'pm_card_pendingRefund');
    const pending = await desk.request(refundCommand('r', shipmentA));
    expect(pending).toMatchObject({ status: 'pending', nextReadAt: expect.stringMatching(/Z$/) as string });
    expect([await desk.balance('refunds'), (await desk.shop.record()).amounts.refunded]).toEqual([2300, 2300]);
    expect(await desk.read('r')).toMatchObject({ status: 'pending' });

    await desk.shop.pass(DAY);
    expect(await desk.read('r', 'evt_1')).toMatchObject({ status: 'succeeded', nextReadAt: null });
    expect(await desk.read('r', 'evt_2')).toMatchObject({ status: 'succeeded' });
    expect(await desk.balance('refunds')).toBe(2300);
    const [, , , ...kinds] = await desk.shop.timeline();
    expect(kinds).toEqual(['refund_pending', 'refund_succeeded']);
  });

  test('wait longer after every look in vain, and open an attention after a month', async () => {
    const desk = await RefundDesk.open(place, 'pm_card_pendingRefund');
    await desk.shop.control('account', { settlement_delay_seconds: null });
    await desk.request(refundCommand('r', shipmentA));
    const first = await desk.read('r');
    const second = await desk.read('r');
    const pauseOf = (fact: object): number =>
      'nextReadAt' in fact ? Date.parse(String(fact.nextReadAt)) - desk.shop.clock().getTime() : 0;
    expect(Math.round(pauseOf(first) / 3_600_000)).toBe(2);
    expect(Math.round(pauseOf(second) / 3_600_000)).toBe(4);
    desk.shop.passHere(31 * DAY);
    expect(await desk.read('r')).toMatchObject({ status: 'pending', nextReadAt: null });
    expect(await desk.attention()).toEqual(['refund_overdue']);
  });

  test('a refund that failed: the ledger takes it back, its units are free again, a person looks', async () => {
    const desk = await RefundDesk.open(place, 'pm_card_refundFail');
    expect(await desk.request(refundCommand('r', shipmentA))).toMatchObject({ status: 'succeeded' });
    expect(await desk.request(refundCommand('s', shipmentA))).toMatchObject({
      refusal: { code: 'units_not_available' },
    });
    await desk.shop.pass(DAY);
    expect(await desk.read('r', 'evt_1')).toMatchObject({ status: 'failed', nextReadAt: null });
    expect(await desk.read('r', 'evt_2')).toMatchObject({ status: 'failed' });
    expect([await desk.balance('refunds'), (await desk.shop.record()).amounts.refunded]).toEqual([0, 0]);
    expect(await desk.attention()).toEqual(['refund_failed']);
    const { transactions } = await place.reader.readLedger(desk.shop.orderId);
    expect(transactions.map(({ kind }) => kind)).toEqual(['hold_placed', 'captured', 'refunded', 'refund_failed']);
    expect(await desk.request(refundCommand('s', shipmentA))).toMatchObject({ status: 'succeeded' });
  });
});

test('a refund that the provider made under the spent key is found, and not made again', async () => {
  const desk = await RefundDesk.open(place);
  const command = refundCommand('r', { amount: 100 });
  const { gateway } = desk.shop;
  await expect(desk.request(command, killedAfter(gateway, 'refund'))).rejects.toThrow(WorkerKilled);
  desk.shop.passHere(31);
  let looks = 0;
  const late = {
    ...gateway,
    // Stripe does not show it at the first look.
    findRefund: (asked: Parameters<typeof gateway.findRefund>[0]) => {
      looks += 1;
      return looks === 1 ? Promise.resolve(undefined) : gateway.findRefund(asked);
    },
  };
  const effect = { kind: 'error', status: 400, type: 'idempotency_error', code: null, stored: false };
  await desk.shop.control('faults', { match: { method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, effect });
  expect(await desk.request(command, late)).toMatchObject({ status: 'succeeded' });
  expect(await desk.balance('refunds')).toBe(100);
  expect(await desk.shop.discrepancies()).toEqual([]);
});
