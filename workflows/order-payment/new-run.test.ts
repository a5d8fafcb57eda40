import { newOrder } from '../../test/examples/orders';
import { eventually } from '../../test/setup/eventually';
import { recordHistory } from '../../test/setup/recorded-histories';
import type { WorkflowOrder } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';

/** A history that has become long goes on in a new run; so short that one parcel is enough to have it suggested. */
const shop = openWorkflowShop({ eventsUntilNewRun: 20 });

async function runIdOf({ workflow }: WorkflowOrder): Promise<string> {
  return (await workflow.describe()).runId;
}

/** Lines of one unit each. */
function placed(lines: number): Promise<WorkflowOrder> {
  const [line] = newOrder().lines;
  if (line === undefined) throw new Error('the example has a line');
  return shop.placeOrder({
    lines: Array.from({ length: lines }, (_, index) => ({ ...line, lineId: (index + 1).toString() })),
  });
}

test('the order goes on in a new run, with everything it knew', async () => {
  const order = await placed(3);
  const firstRun = await runIdOf(order);
  const first = await order.ship('A', '1:1');
  await eventually(
    () => runIdOf(order),
    (runId) => runId !== firstRun,
  );
  const earlier = shop.holdfast.client.workflow.getHandle(order.workflow.workflowId, firstRun);
  expect((await earlier.describe()).status.name).toBe('CONTINUED_AS_NEW');
  await recordHistory('first-run', await shop.holdfast.history(earlier));

  expect(await order.ship('A', '1:1')).toEqual({ ...first, replayed: true });
  await order.ship('B', '2:1');
  await order.ship('C', '3:1');
  expect(await order.complete()).toMatchObject({ status: 'completed', released: 0, lost: 0 });
  expect((await order.read()).status).toBe('completed');
  await order.expectSoundBooks();
  await order.recordHistory('last-run');
});

test('commands that arrive while a run ends are answered by the next one, each once', async () => {
  const order = await placed(10);
  const firstRun = await runIdOf(order);
  const lineIds = Array.from({ length: 10 }, (_, index) => (index + 1).toString());
  const captures = '/v1/payment_intents/*/capture';
  const before = (await shop.stripe.requests(captures)).length;
  const results = await Promise.all(lineIds.map((lineId) => order.ship(lineId, `${lineId}:1`)));
  expect(results.map(({ kind }) => kind)).toEqual(lineIds.map(() => 'accepted'));
  expect(await runIdOf(order)).not.toBe(firstRun);
  expect(await order.complete()).toMatchObject({ status: 'completed' });
  expect(await shop.stripe.requests(captures)).toHaveLength(before + lineIds.length);
  await order.expectSoundBooks();
});

test('a settlement that cannot be read while a run ends is read by the next one', async () => {
  const settlements = { method: 'GET', path: '/v1/balance_transactions', nth: 1, times: 1_000_000 };
  const broken = { kind: 'error', status: 500, type: 'api_error', message: 'An error occurred', stored: false };
  const order = await placed(2);
  const firstRun = await runIdOf(order);
  const fault = await shop.stripe.fault(settlements, broken);
  await order.ship('A', '1:1');
  await order.settle();
  await eventually(
    () => runIdOf(order),
    (runId) => runId !== firstRun,
  );
  await order.ship('B', '2:1');
  await shop.stripe.endFault(fault);
  expect(await order.workflow.result()).toMatchObject({ status: 'completed' });
  expect((await order.read()).status).toBe('completed');
  await order.expectSoundBooks();
});
