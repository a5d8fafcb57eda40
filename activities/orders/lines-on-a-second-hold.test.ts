import { newOrder } from '../../test/examples/orders';
import { DEADLINE, shipping } from '../../test/examples/inputs';
import { shopKeepingCard } from '../../test/setup/desks/kept-card';
import type { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import type { Input } from '../../libs/domain/orders/inputs';

/** Lines that a hold has no room for, on an order whose card is kept (docs/decisions/0075). */

const place = openShopDatabase();

const ADDED = { lineId: '3', name: 'Cushion', quantity: 2, unitPrice: 1500, taxAmount: 0, discountAmount: 0 };
const CODES = { productCode: null, unitOfMeasure: null, commodityCode: null };
const adding: Input = {
  kind: 'add_lines',
  addition: { changeId: 'more', lines: [{ ...ADDED, ...CODES }], contentHash: 'more', requestId: 'r' },
};

async function shopThatShipped(): Promise<OrderDesk> {
  const shop = await shopKeepingCard(place, { policy: newOrder().policy });
  await shop.authorize();
  await shop.handle(shipping('A', '1:1'));
  return shop;
}

test.each([
  ['before the call', killedBefore],
  ['after the call', killedAfter],
])('a worker that is killed %s leaves one hold with room for the lines', async (_when, killed) => {
  const shop = await shopThatShipped();
  const step = shop.stepFor(adding);
  await expect(shop.attempt(step, killed(shop.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
  expect(shop.learn(step, await shop.attempt(step, shop.gateway, 2))).toMatchObject({
    kind: 'hold_placed',
    hold: { amount: 5300, raised: 3000 },
  });
  expect(await shop.handle(adding)).toMatchObject({ kind: 'lines_added', change: { amount: 3000 } });
  expect(await shop.handle(DEADLINE)).toMatchObject({ kind: 'hold_ended', hold: { released: 2300 } });
  expect((await shop.record()).amounts).toMatchObject({ total: 7600, captured: 2300, held: 5300, released: 0 });
  expect((await shop.paymentIntents()).filter(({ status }) => status === 'requires_capture')).toHaveLength(1);
  expect(await shop.discrepancies()).toEqual([]);
  await shop.ship('B', '2:1,3:2');
  expect((await shop.record()).amounts).toMatchObject({ captured: 7600, held: 0, released: 0, lost: 0 });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a second hold whose lines were never written down gives its room back at the end', async () => {
  const shop = await shopThatShipped();
  await shop.handle(adding);
  await shop.handle(DEADLINE);
  expect((await shop.record()).amounts).toMatchObject({ total: 4600, raised: 3000, captured: 2300, held: 5300 });
  expect(await shop.discrepancies()).toEqual([]);
  await shop.ship('B', '2:1');
  expect((await shop.record()).amounts).toMatchObject({ captured: 4600, held: 0, released: 3000, lost: 0 });
  expect(await shop.discrepancies()).toEqual([]);
});
