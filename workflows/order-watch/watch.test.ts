import { WithStartWorkflowOperation } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { createWatchActivities, type WatchActivities } from '../../activities/watch-activities';
import { createOrderWorkflowRuns } from '../../apps/worker/src/order-workflow-runs';
import type { WholeGateway } from '../../libs/domain/provider/card-gateway';
import type { RefundCommand } from '../../libs/domain/refunds/refund';
import { createDeploymentGuard } from '../../libs/postgres/deployment/deployment-store';
import { createStripeClient } from '../../libs/stripe/requests/client';
import { createStripeGateway } from '../../libs/stripe/gateway';
import { newOrder } from '../../test/examples/orders';
import { eventually } from '../../test/setup/eventually';
import { TEST_DEPLOYMENT } from '../../test/setup/postgres';
import { StoppedOrders } from '../../test/setup/stopped-orders';
import { expectConsistentRecords, expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { ORDER_PAYMENT, orderPaymentId, TASK_QUEUE } from '../order-payment/messages';
import { REFUND, refundStart, refundWorkflowId, requestRefund } from '../refund/messages';
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

/** Temporal's lists follow a little later, so that the first walk may see nothing yet. */
async function watchUntil(isIt: () => Promise<boolean>): Promise<void> {
  await eventually(async () => {
    await watch();
    return isIt();
  }, Boolean);
}

/** The watch of a worker whose clock is ahead: what is due then is late now. */
function watchAhead(seconds: number): WatchActivities {
  const { client } = orders.holdfast;
  return createWatchActivities({
    gateway: gateway(),
    database: orders.database,
    clock: () => new Date(Date.now() + seconds * 1000),
    log: pino({ level: 'silent' }),
    runs: createOrderWorkflowRuns(client),
    startAgainAfterSeconds: 1,
  });
}

/** Somebody captures 1.00 USD in Stripe's own Dashboard. */
async function captureByHand(orderId: string, paymentIntentId: string): Promise<void> {
  const item = { productCode: 'X', productName: 'by hand', unitOfMeasure: null, commodityCode: null };
  await gateway().capture({
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

function gateway(): WholeGateway {
  const { apiKey, url: apiBase } = orders.holdfast.stripe;
  const client = createStripeClient({ apiKey, apiBase, timeoutSeconds: 5 });
  return createStripeGateway({ client, deployment: createDeploymentGuard(orders.database, TEST_DEPLOYMENT) });
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
    const seen = (): Promise<unknown[]> =>
      orders.database.selectFrom('watched_runs').select('run_id').where('order_id', '=', orderId).execute();
    await watchUntil(async () => (await seen()).length === 1);
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
  test('whose workflow cannot go on calls for a person, and is never restarted by force', async () => {
    const orderId = await orders.place();
    await orders.takeAway(orderId, 'terminate');
    const { client } = orders.holdfast;
    // Code that does not fit its order: its first task fails, again and again.
    const options = { workflowId: orderPaymentId(orderId), taskQueue: TASK_QUEUE, args: [null] };
    const { firstExecutionRunId } = await client.workflow.start(ORDER_PAYMENT, options);
    const call = await eventually(
      async () => {
        await orders.mend(orderId);
        return orders.callOf(orderId, 'workflow_missing');
      },
      (words) => words !== undefined,
      28,
    );
    expect(call).toMatch(/its task fails again and again.*deploy what mends it/);
    expect((await orders.workflow(orderId).describe()).runId).toBe(firstExecutionRunId);

    await orders.takeAway(orderId, 'terminate');
    await orders.mended(orderId, 'terminate');
    await orders.cancelRest(orderId);
  });

  test('of which Stripe tells other amounts stays with its call, until a person has looked', async () => {
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

  test('while Stripe does not answer is started again as soon as it does', async () => {
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
    await watchAhead(WEEK - 12 * 3_600).callForOverdueHolds();
    expect(await orders.callOf(orderId, 'release_overdue')).toBeUndefined();
    await watchAhead(WEEK).callForOverdueHolds();
    const words = (await orders.callOf(orderId, 'release_overdue')) ?? '';
    expect(words).toContain(`the network drops the hold at ${captureBefore ?? 'never'}`);
    expect(words).toMatch(/should have been captured or given back at .*Why is not known/);

    const reads = { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 100 };
    const fault = await orders.holdfast.stripe.fault(reads, { kind: 'error', status: 500, stored: false });
    await orders.mend(orderId);
    await watchAhead(WEEK).callForOverdueHolds();
    expect(await orders.callOf(orderId, 'release_overdue')).toMatch(/Why: workflow_missing: .*Stripe does not answer/);
    await orders.holdfast.stripe.endFault(fault);
    await orders.mended(orderId, 'terminate');
    await orders.cancelRest(orderId);
    await watchAhead(WEEK).callForOverdueHolds();
    expect((await orders.record(orderId)).attention).toEqual([]);
  });

  test('a payment that nobody gave up in time calls for a person too', async () => {
    const payment = { ...newOrder().payment, paymentMethod: null };
    const policy = { ...newOrder().policy, authenticationTimeoutSeconds: 3_600 };
    const orderId = await orders.place({ payment, policy });
    await watchAhead(3_000).callForOverdueHolds();
    expect(await orders.callOf(orderId, 'release_overdue')).toBeUndefined();
    await watchAhead(4_000).callForOverdueHolds();
    expect(await orders.callOf(orderId, 'release_overdue')).toMatch(/the payment should have been given up at/);
    await watchAhead(0).callForOverdueHolds();
    expect(await orders.callOf(orderId, 'release_overdue')).toBeUndefined();
    await orders.cancelRest(orderId);
  });
});

describe('a refund whose workflow is gone', () => {
  async function shipped(paymentMethod: string): Promise<string> {
    const orderId = await orders.place({ payment: { ...newOrder().payment, paymentMethod } });
    await orders.ship(orderId, 'A', '1');
    await orders.ship(orderId, 'B', '2');
    await orders.completed(orderId);
    return orderId;
  }

  const command: RefundCommand = {
    ...{ refundId: 'R', shipmentId: 'A', lines: null, amount: null, reason: 'broken' },
    ...{ contentHash: 'r', acceptanceId: 'accepted', requestId: 'request' },
  };

  async function ask(orderId: string): Promise<unknown> {
    const start = refundStart({ orderId, refundId: 'R', command });
    const startWorkflowOperation = new WithStartWorkflowOperation(REFUND, start);
    const { workflow } = orders.holdfast.client;
    return workflow.executeUpdateWithStart(requestRefund, { args: [command], startWorkflowOperation });
  }

  test('is asked for once more when nobody knows its answer, and made once', async () => {
    const orderId = await shipped('pm_card_visa');
    const { stripe, client, reader } = orders.holdfast;
    const posts = { method: 'POST', path: '/v1/refunds', nth: 1, times: 100 };
    const fault = await stripe.fault(posts, { kind: 'error', status: 500, stored: false });
    const asking = ask(orderId).catch(() => undefined);
    await eventually(
      () => reader.findRefund(orderId, 'R'),
      (refund) => refund !== undefined,
    );
    await client.workflow.getHandle(refundWorkflowId(orderId, 'R')).terminate('by hand');
    await asking;
    expect(await watchAhead(0).wakeRefunds()).toMatchObject({ asked: 0 });
    expect(await watchAhead(600).wakeRefunds()).toMatchObject({ asked: 1 });
    await stripe.endFault(fault);
    await eventually(
      () => reader.findRefund(orderId, 'R'),
      (refund) => refund?.status === 'succeeded',
    );
    await expectConsistentRecords(orders.holdfast, orderId);
  });

  test('is looked at again when a bank was waited for', async () => {
    const orderId = await shipped('pm_card_pendingRefund');
    const { client, reader, stripe } = orders.holdfast;
    await stripe.account({ settlement_delay_seconds: 3_600 });
    expect(await ask(orderId)).toMatchObject({ status: 'pending' });
    const workflow = client.workflow.getHandle(refundWorkflowId(orderId, 'R'));
    await workflow.terminate('by hand');
    expect(await watchAhead(600).wakeRefunds()).toMatchObject({ woken: 0 });
    expect(await watchAhead(7_200).wakeRefunds()).toMatchObject({ woken: 1 });
    expect((await workflow.describe()).status.name).toBe('RUNNING');
    await stripe.advance(3_601);
    await watchAhead(7_200).wakeRefunds();
    await eventually(
      () => reader.findRefund(orderId, 'R'),
      (refund) => refund?.status === 'succeeded',
    );
  });
});
