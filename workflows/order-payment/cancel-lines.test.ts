import { accept, newOrder, ofOneLine } from '../../test/examples/orders';
import { verdictOf } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';

/** Every workflow task replays what came before it. */
const shop = openWorkflowShop({ maxCachedWorkflows: 0 });
const THREE_UNITS = ofOneLine(3);

test('units are canceled, the others ship, and the final capture gives the rest back', async () => {
  const order = await shop.placeOrder(THREE_UNITS);
  const { total } = accept(newOrder(THREE_UNITS));
  await order.ship('A', '1:1');
  const canceled = await order.cancel('C1', '1:1');
  if (canceled.kind !== 'accepted') throw new Error('it was refused');
  expect(canceled.released).toBeGreaterThan(0);
  await order.expectConsistentRecords();
  expect(await order.cancel('C1', '1:1')).toEqual({ ...canceled, replayed: true });
  expect(await verdictOf(order.ship('B', '1:2'))).toBe('units_not_available');
  const details = await order.details();
  expect(details).toContain('| canceled | 1 unit |');
  expect(details).toContain('| next | 1 unit to ship;');
  expect(await order.ship('B', '1:1')).toMatchObject({ final: true });
  expect(await order.complete()).toMatchObject({
    status: 'completed',
    captured: total - canceled.released,
    released: canceled.released,
    lost: 0,
  });
  await order.expectConsistentRecords();
  await order.recordHistory('lines-cancelled-then-the-rest-shipped');
});

test('the last open units are canceled by name after a part and a shipment', async () => {
  const order = await shop.placeOrder(THREE_UNITS);
  await order.cancel('C1', '1:1');
  await order.ship('A', '1:1');
  expect(await verdictOf(order.cancel('C2', '1:2'))).toBe('units_not_available');
  expect(await verdictOf(order.cancel('C2', '1:1'))).toBe('accepted');
  expect(await verdictOf(order.ship('B', '1:1'))).toBe('order_closed');
  expect(await order.complete()).toMatchObject({ status: 'completed', lost: 0 });
  await order.expectConsistentRecords();
  await order.recordHistory('lines-cancelled-until-none-is-open');
});

test('a shipment and a cancellation of the same units at once: one wins, the other is told why', async () => {
  const order = await shop.placeOrder(THREE_UNITS);
  const verdicts = await Promise.all([verdictOf(order.ship('A', '1:2')), verdictOf(order.cancel('C1', '1:2'))]);
  expect([...verdicts].sort()).toEqual(['accepted', 'units_not_available']);
  const record = await order.read();
  const [shipped, canceled] = verdicts[0] === 'accepted' ? [2, 0] : [0, 2];
  expect(record.lines).toMatchObject([{ shipped, canceled }]);
  await order.expectConsistentRecords();
  await order.workflow.terminate();
});

test('the same cancellation at the same time is done once', async () => {
  const order = await shop.placeOrder(THREE_UNITS);
  const results = await Promise.all(['C1', 'C1', 'C1'].map((id) => order.cancel(id, '1:1')));
  expect(results.map((result) => result.kind === 'accepted' && result.replayed).sort()).toEqual([false, true, true]);
  expect((await order.read()).lines).toMatchObject([{ canceled: 1 }]);
  const before = await order.cost();
  expect(await verdictOf(order.cancel('C1', '1:2'))).toBe('cancellation_conflict');
  expect(await verdictOf(order.cancel('C2', '1:3'))).toBe('units_not_available');
  expect(await order.cost()).toEqual(before);
  await order.workflow.terminate();
});
