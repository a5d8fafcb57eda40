import { newOrder, paidWith } from '../../test/examples/orders';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { canceling, shipping } from '../../test/examples/inputs';

const CANCEL = '/v1/payment_intents/*/cancel';
const CAPTURE = '/v1/payment_intents/*/capture';
const DAY = 24 * 3600;

const place = openShopDatabase();

const [example] = newOrder().lines;
if (example === undefined) throw new Error('the example has lines');
const costly = { ...example };
const free = { ...example, lineId: 'free', unitPrice: 0, taxAmount: 0, discountAmount: 0 };

/** An order of line 1, whose units cost, and of a line that is free; all of line 1 was canceled. */
async function onlyFreeIsOpen(): Promise<OrderDesk> {
  const shop = new OrderDesk(place, { lines: [costly, free] });
  await shop.authorize();
  await shop.handle(canceling('C1', '1:1'));
  return shop;
}

test('part of an order is given up, and only that is written down', async () => {
  const shop = await OrderDesk.authorized(place);
  const fact = await shop.handle(canceling('C1', '2:1'));

  const done = { cancellationId: 'C1', contentHash: 'hash of C1', released: 2300 };
  expect(fact).toEqual({ kind: 'lines_canceled', cancellation: done });
  expect(await place.reader.findCancellation(shop.orderId, 'C1')).toEqual(done);
  expect(await shop.record()).toMatchObject({
    status: 'authorized',
    amounts: { held: 4600, captured: 0, released: 0 },
    lines: [
      { lineId: '1', shipped: 0, canceled: 0 },
      { lineId: '2', shipped: 0, canceled: 1 },
    ],
  });
  expect((await place.reader.readTimeline(shop.orderId)).at(-1)).toMatchObject({
    kind: 'lines_canceled',
    actor: 'shop',
    requestId: 'request C1',
    amount: { amount: 2300, currency: 'usd' },
    about: { cancellationId: 'C1' },
    message: 'Cancellation C1: sold out',
  });
  expect([await shop.requests(CANCEL), await shop.requests(CAPTURE)]).toEqual([0, 0]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a repeated attempt answers what the first recorded, and records nothing', async () => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(canceling('C1', '2:1'));
  const facts = await Promise.all([shop.attempt(step), shop.attempt(step)]);

  expect(facts[0]).toEqual(facts[1]);
  expect(await shop.timeline()).toEqual(['order_accepted', 'hold_placed', 'lines_canceled']);
});

test('the shipment that takes the last open units gives the rest back', async () => {
  const shop = await OrderDesk.authorized(place, {}, canceling('C1', '2:1'));
  const fact = await shop.handle(shipping('A', '1:1'));

  expect(fact).toMatchObject({ kind: 'shipment_captured', mismatch: false, ended: { released: 2300, lost: 0 } });
  expect(await shop.record()).toMatchObject({
    status: 'captured',
    amounts: { held: 0, captured: 2300, released: 2300 },
    lines: [
      { lineId: '1', shipped: 1, canceled: 0 },
      { lineId: '2', shipped: 0, canceled: 1 },
    ],
  });
  expect(await shop.timeline()).toEqual([
    ...['order_accepted', 'hold_placed', 'lines_canceled', 'shipment_captured', 'hold_released'],
  ]);
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([{ named: '1:1' }, { named: undefined }])(
  'the last cancellation releases the hold, named by $named: each cent is answered once',
  async ({ named }) => {
    const shop = await OrderDesk.authorized(place, {}, canceling('C1', '2:1'));
    const step = shop.stepFor(canceling('C2', named));
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'release'))).rejects.toThrow(WorkerKilled);
    const fact = shop.learn(step, await shop.attempt(step));

    expect(fact).toMatchObject({ hold: { state: 'released', released: 4600 }, cancellation: { released: 2300 } });
    expect(await shop.attempt(step)).toEqual(fact);
    expect(await place.reader.findCancellation(shop.orderId, 'C2')).toMatchObject({ released: 2300 });
    expect(await shop.record()).toMatchObject({
      status: 'canceled',
      cancelReason: 'requested',
      amounts: { held: 0, released: 4600 },
      lines: [{ canceled: 1 }, { canceled: 1 }],
    });
    expect(await shop.discrepancies()).toEqual([]);
  },
);

test('the last cancellation by its lines, under way, is not shown as done', async () => {
  const shop = await OrderDesk.authorized(place, {}, canceling('C1', '2:1'));
  const step = shop.stepFor(canceling('C2', '1:1'));
  await expect(shop.attempt(step, killedBefore(shop.gateway, 'release'))).rejects.toThrow(WorkerKilled);

  expect(await shop.record()).toMatchObject({ status: 'authorized', lines: [{ canceled: 0 }, { canceled: 1 }] });
});

test('the deadline gives back what was canceled and what was not', async () => {
  const shop = await OrderDesk.authorized(place, {}, canceling('C1', '2:1'));
  await shop.handle({ kind: 'deadline' });

  expect(await shop.record()).toMatchObject({
    status: 'canceled',
    cancelReason: 'deadline',
    lines: [{ canceled: 0 }, {}],
  });
  expect(await shop.discrepancies()).toEqual([]);
});

describe('when only free goods are left', () => {
  test.each([
    { when: 'at the first attempt', attempts: [] },
    { when: 'by the next attempt, when the first died before the call', attempts: [killedBefore] },
    { when: 'by the next attempt, when the first died after the call', attempts: [killedAfter] },
  ])('their shipment gives the whole hold back, $when', async ({ attempts }) => {
    const shop = await onlyFreeIsOpen();
    const step = shop.stepFor(shipping('A', 'free:1'));
    for (const killed of attempts) {
      await expect(shop.attempt(step, killed(shop.gateway, 'release'))).rejects.toThrow(WorkerKilled);
    }
    const fact = shop.learn(step, await shop.attempt(step));

    const { total } = shop.order;
    expect(fact).toMatchObject({ kind: 'shipment_captured', mismatch: false, ended: { released: total, lost: 0 } });
    expect(await shop.record()).toMatchObject({ status: 'completed', amounts: { captured: 0, released: total } });
    expect(await shop.requests(CANCEL)).toBe(1);
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('a hold that had run out is lost, and the shipment refused', async () => {
    const shop = await onlyFreeIsOpen();
    await shop.pass(8 * DAY);
    const fact = await shop.handle(shipping('A', 'free:1'));

    expect(fact).toMatchObject({ kind: 'capture_refused', reason: 'hold_gone', ended: { lost: shop.order.total } });
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('after a capture they end the hold by a final capture of nothing', async () => {
    const shop = new OrderDesk(place, { lines: [{ ...costly, quantity: 2 }, free] });
    await shop.authorize();
    await shop.handle(shipping('A', '1:1'));
    await shop.handle(canceling('C1', '1:1'));
    const fact = await shop.handle(shipping('B', 'free:1'));

    expect(fact).toMatchObject({ kind: 'shipment_captured', mismatch: false });
    expect([await shop.requests(CANCEL), await shop.requests(CAPTURE)]).toEqual([0, 2]);
    expect(await shop.discrepancies()).toEqual([]);
  });
});

test('a card that allows one capture takes the part that is left', async () => {
  const paymentMethod = 'pm_card_credit_disableEnterpriseCardFeatures';
  const shop = new OrderDesk(place, paidWith(paymentMethod));
  await shop.authorize();
  await shop.handle(canceling('C1', '1:1'));

  expect(await shop.handle(shipping('A', '2:1'))).toMatchObject({ mismatch: false, ended: { released: 2300 } });
  expect(await shop.discrepancies()).toEqual([]);
});
