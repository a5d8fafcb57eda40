import { randomUUID } from 'node:crypto';
import { newOrder } from '../../test/examples/orders';
import { eventually } from '../../test/setup/eventually';
import { StoppedOrders } from '../../test/setup/stopped-orders';
import { expectConsistentRecords, expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { gatewayOf, watchAhead } from '../../test/setup/watch-ahead';
import { ORDER_PAYMENT, orderPaymentId, TASK_QUEUE } from '../order-payment/messages';
import { ORDER_WATCH } from './messages';

const WEEK = 7 * 24 * 3_600;

let orders: StoppedOrders;

beforeAll(async () => {
  orders = await StoppedOrders.open();
});

afterAll(() => orders.close());
beforeEach(() => orders.holdfast.stripe.account({ capture_window_seconds: 604_800 }));
afterEach(() => orders.holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(orders.holdfast));

async function watch(): Promise<void> {
  const workflowId = `watch-${randomUUID()}`;
  await orders.holdfast.client.workflow.execute(ORDER_WATCH, { workflowId, taskQueue: TASK_QUEUE });
}

/** What is mended is mended by a workflow of its own, which the watch does not wait for. */
async function watchUntil(isIt: () => Promise<boolean>): Promise<void> {
  await eventually(async () => {
    await watch();
    return isIt();
  }, Boolean);
}

/** Somebody captures 1.00 USD in Stripe's own Dashboard. */
async function captureByHand(orderId: string, paymentIntentId: string): Promise<void> {
  const item = { productCode: 'X', productName: 'by hand', unitOfMeasure: null, commodityCode: null };
  await gatewayOf(orders).capture({
    ref: { shipmentId: 'by-hand', generation: 1 },
    ...{ orderId, paymentIntentId, idempotencyKey: `by hand ${orderId}`, final: false },
    ...{ customerReference: null, statementDescriptorSuffix: null },
    amount: { amount: 100, currency: 'usd' },
    amountDetails: {
      lineItems: [{ ...item, unitCost: 100, quantity: 1, tax: 0, discount: 0 }],
      shipping: { amount: 0, fromPostalCode: null, toPostalCode: null },
    },
  });
}

const isStartedAgain = (orderId: string) => async (): Promise<boolean> =>
  (await orders.timeline(orderId)).includes('workflow_started_again');

describe('the walk through the open orders', () => {
  test('finds an order whose workflow was terminated, and it is started again', async () => {
    const orderId = await orders.place();
    await orders.takeAway(orderId, 'terminate');
    await watchUntil(isStartedAgain(orderId));
    expect(await orders.ship(orderId, 'A', '1')).toMatchObject({ kind: 'accepted' });
    await expectConsistentRecords(orders.holdfast, orderId);
  });

  test('leaves an order alone that is looked after, and notices when it was reset since', async () => {
    const orderId = await orders.place();
    await orders.ship(orderId, 'A', '1');
    const before = await orders.timeline(orderId);
    await watch();
    expect(await orders.timeline(orderId)).toEqual(before);

    await orders.takeAway(orderId, 'reset');
    await watchUntil(isStartedAgain(orderId));
    await orders.expectSamePayment(orderId);
    expect(await orders.ship(orderId, 'A', '1')).toMatchObject({ replayed: true });
  });

  test('goes on behind the order where the walk before it ended', async () => {
    await orders.place();
    await watch();
    const position = await orders.database.selectFrom('watch_position').select('after_order_id').execute();
    // Fewer open orders than one walk takes: the next one begins anew.
    expect(position).toEqual([{ after_order_id: '' }]);
  });
});

describe('an order that cannot be started again', () => {
  test('is found by the walk, opens an attention, and is never restarted by force', async () => {
    const orderId = await orders.place();
    await orders.takeAway(orderId, 'terminate');
    const { client } = orders.holdfast;
    // Code that does not fit its order: its first task fails, again and again.
    const options = { workflowId: orderPaymentId(orderId), taskQueue: TASK_QUEUE, args: [null] };
    const { firstExecutionRunId } = await client.workflow.start(ORDER_PAYMENT, options);
    const call = await eventually(
      async () => {
        await watch();
        return orders.callOf(orderId, 'workflow_missing');
      },
      (words) => words !== undefined,
      28,
    );
    expect(call).toMatch(/its task fails again and again.*deploy what mends it/);
    expect((await orders.workflow(orderId).describe()).runId).toBe(firstExecutionRunId);

    await orders.takeAway(orderId, 'terminate');
    await watchUntil(isStartedAgain(orderId));
    await orders.cancelRest(orderId);
  });

  test('keeps its attention while Stripe tells other amounts, until a person has looked', async () => {
    const orderId = await orders.place();
    await orders.ship(orderId, 'A', '1');
    const intent = (await orders.record(orderId)).authorization?.paymentIntentId ?? '';
    await captureByHand(orderId, intent);
    await orders.takeAway(orderId, 'terminate');
    expect(await orders.mend(orderId)).toMatchObject({ kind: 'left_to_a_person' });
    expect(await orders.callOf(orderId, 'workflow_missing')).toMatch(
      /cannot be started again: 24\.00 USD was captured of pi_\w+, and 23\.00 USD is recorded/,
    );
    expect((await orders.workflow(orderId).describe()).status.name).toBe('TERMINATED');
  });

  test('is started again as soon as Stripe answers', async () => {
    const orderId = await orders.place();
    await orders.takeAway(orderId, 'terminate');
    const reads = { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 100 };
    const fault = await orders.holdfast.stripe.fault(reads, { kind: 'error', status: 500, stored: false });
    expect(await orders.mend(orderId)).toMatchObject({ kind: 'left_to_a_person' });
    expect(await orders.callOf(orderId, 'workflow_missing')).toMatch(/Stripe does not answer now/);
    await orders.holdfast.stripe.endFault(fault);
    await orders.mended(orderId, 'terminate');
    await orders.cancelRest(orderId);
  });
});

describe('a hold that should be over', () => {
  test('calls for a person from the rows alone, says why, and takes the call back once it is', async () => {
    const orderId = await orders.place();
    const { captureBefore } = (await orders.record(orderId)).authorization ?? {};
    await orders.takeAway(orderId, 'terminate');
    await watchAhead(orders, WEEK - 12 * 3_600).callForOverdueHolds();
    expect(await orders.callOf(orderId, 'release_overdue')).toBeUndefined();
    await watchAhead(orders, WEEK).callForOverdueHolds();
    const words = (await orders.callOf(orderId, 'release_overdue')) ?? '';
    expect(words).toContain(`the network drops the hold at ${captureBefore ?? 'never'}`);
    expect(words).toMatch(/should have been captured or given back at .*Why is not known/);

    const reads = { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 100 };
    const fault = await orders.holdfast.stripe.fault(reads, { kind: 'error', status: 500, stored: false });
    await orders.mend(orderId);
    await watchAhead(orders, WEEK).callForOverdueHolds();
    expect(await orders.callOf(orderId, 'release_overdue')).toMatch(/Why: workflow_missing: .*Stripe does not answer/);
    await orders.holdfast.stripe.endFault(fault);
    await orders.mended(orderId, 'terminate');
    await orders.cancelRest(orderId);
    await watchAhead(orders, WEEK).callForOverdueHolds();
    expect((await orders.record(orderId)).attention).toEqual([]);
  });

  test('a payment that nobody gave up in time calls for a person too', async () => {
    const payment = { ...newOrder().payment, paymentMethod: null };
    const policy = { ...newOrder().policy, authenticationTimeoutSeconds: 3_600 };
    const orderId = await orders.place({ payment, policy });
    await watchAhead(orders, 3_000).callForOverdueHolds();
    expect(await orders.callOf(orderId, 'release_overdue')).toBeUndefined();
    await watchAhead(orders, 4_000).callForOverdueHolds();
    expect(await orders.callOf(orderId, 'release_overdue')).toMatch(/the payment should have been abandoned at/);
    await watchAhead(orders, 0).callForOverdueHolds();
    expect(await orders.callOf(orderId, 'release_overdue')).toBeUndefined();
    await orders.cancelRest(orderId);
  });
});
