import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { createWatchActivities, type WatchActivities } from '../../activities/watch-activities';
import { createOrderWorkflowRuns } from '../../apps/worker/src/order-workflow-runs';
import type { WholeGateway } from '../../libs/domain/provider/card-gateway';
import { createDeploymentGuard } from '../../libs/postgres/deployment/deployment-store';
import { createStripeClient } from '../../libs/stripe/requests/client';
import { createStripeGateway } from '../../libs/stripe/gateway';
import { eventually } from '../../test/setup/eventually';
import { TEST_DEPLOYMENT } from '../../test/setup/postgres';
import { openStoppedOrdersShop, type StoppedOrder } from '../../test/setup/shop/stopped-orders';
import { paidWith, withPolicy } from '../../test/setup/shop/workflow-shop';
import { ORDER_PAYMENT, orderPaymentId, TASK_QUEUE } from '../order-payment/messages';
import { ORDER_WATCH } from './messages';

const WEEK = 7 * 24 * 3_600;

const shop = openStoppedOrdersShop();

async function watch(): Promise<void> {
  const workflowId = `watch-${randomUUID()}`;
  await shop.holdfast.client.workflow.execute(ORDER_WATCH, { workflowId, taskQueue: TASK_QUEUE });
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
  const { client } = shop.holdfast;
  return createWatchActivities({
    gateway: gateway(),
    database: shop.database,
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
  const { apiKey, url: apiBase } = shop.stripe;
  const client = createStripeClient({ apiKey, apiBase, timeoutSeconds: 5 });
  return createStripeGateway({ client, deployment: createDeploymentGuard(shop.database, TEST_DEPLOYMENT) });
}

const isStartedAgain = (order: StoppedOrder) => async (): Promise<boolean> =>
  (await order.timelineKinds()).includes('workflow_started_again');

describe('the walk through the open orders', () => {
  test('finds an order whose workflow was terminated, and it is started again', async () => {
    const order = await shop.placeOrder();
    await order.takeAway('terminate');
    await watchUntil(isStartedAgain(order));
    expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted' });
    await order.expectSoundBooks();
  });

  test('leaves an order alone that is looked after, and notices when it was reset since', async () => {
    const order = await shop.placeOrder();
    await order.ship('A', '1:1');
    const before = await order.timelineKinds();
    const seen = (): Promise<unknown[]> =>
      shop.database.selectFrom('watched_runs').select('run_id').where('order_id', '=', order.orderId).execute();
    await watchUntil(async () => (await seen()).length === 1);
    expect(await order.timelineKinds()).toEqual(before);

    await order.takeAway('reset');
    await watchUntil(isStartedAgain(order));
    await order.expectSamePayment();
    expect(await order.ship('A', '1:1')).toMatchObject({ replayed: true });
  });

  test('goes on behind the order where the walk before it ended', async () => {
    await shop.placeOrder();
    await watch();
    const position = await shop.database.selectFrom('watch_position').select('after_order_id').execute();
    // Fewer open orders than one walk takes: the next one begins anew.
    expect(position).toEqual([{ after_order_id: '' }]);
  });
});

describe('an order that cannot be started again', () => {
  test('opens an attention when its workflow cannot go on, and is never restarted by force', async () => {
    const order = await shop.placeOrder();
    await order.takeAway('terminate');
    const { client } = shop.holdfast;
    // Code that does not fit its order: its first task fails, again and again.
    const options = { workflowId: orderPaymentId(order.orderId), taskQueue: TASK_QUEUE, args: [null] };
    const { firstExecutionRunId } = await client.workflow.start(ORDER_PAYMENT, options);
    const call = await eventually(
      async () => {
        await order.mend();
        return order.callOf('workflow_missing');
      },
      (words) => words !== undefined,
      28,
    );
    expect(call).toMatch(/its task fails again and again.*deploy what mends it/);
    expect((await order.workflow.describe()).runId).toBe(firstExecutionRunId);

    await order.takeAway('terminate');
    await order.mended('terminate');
    await order.cancel('C');
  });

  test('keeps its attention while Stripe tells other amounts, until a person has looked', async () => {
    const order = await shop.placeOrder();
    await order.ship('A', '1:1');
    await captureByHand(order.orderId, await order.paymentIntentId());
    await order.takeAway('terminate');
    expect(await order.mend()).toMatchObject({ kind: 'left_to_a_person' });
    expect(await order.callOf('workflow_missing')).toMatch(
      /cannot be started again: 24\.00 USD was captured of pi_\w+, and 23\.00 USD is recorded/,
    );
    expect((await order.workflow.describe()).status.name).toBe('TERMINATED');
  });

  test('is started again as soon as Stripe answers', async () => {
    const order = await shop.placeOrder();
    await order.takeAway('terminate');
    const reads = { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 100 };
    const fault = await shop.stripe.fault(reads, { kind: 'error', status: 500, stored: false });
    expect(await order.mend()).toMatchObject({ kind: 'left_to_a_person' });
    expect(await order.callOf('workflow_missing')).toMatch(/Stripe does not answer now/);
    await shop.stripe.endFault(fault);
    await order.mended('terminate');
    await order.cancel('C');
  });
});

describe('a hold that should be over', () => {
  test('calls for a person from the rows alone, says why, and takes the call back once it is', async () => {
    const order = await shop.placeOrder();
    const { captureBefore } = (await order.read()).authorization ?? {};
    await order.takeAway('terminate');
    await watchAhead(WEEK - 12 * 3_600).callForOverdueHolds();
    expect(await order.callOf('release_overdue')).toBeUndefined();
    await watchAhead(WEEK).callForOverdueHolds();
    const words = (await order.callOf('release_overdue')) ?? '';
    expect(words).toContain(`the network drops the hold at ${captureBefore ?? 'never'}`);
    expect(words).toMatch(/should have been captured or given back at .*Why is not known/);

    const reads = { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 100 };
    const fault = await shop.stripe.fault(reads, { kind: 'error', status: 500, stored: false });
    await order.mend();
    await watchAhead(WEEK).callForOverdueHolds();
    expect(await order.callOf('release_overdue')).toMatch(/Why: workflow_missing: .*Stripe does not answer/);
    await shop.stripe.endFault(fault);
    await order.mended('terminate');
    await order.cancel('C');
    await watchAhead(WEEK).callForOverdueHolds();
    expect((await order.read()).attention).toEqual([]);
  });

  test('a payment that nobody gave up in time calls for a person too', async () => {
    const terms = { ...paidWith(null), ...withPolicy({ authenticationTimeoutSeconds: 3_600 }) };
    const order = await shop.placeOrder(terms);
    await watchAhead(3_000).callForOverdueHolds();
    expect(await order.callOf('release_overdue')).toBeUndefined();
    await watchAhead(4_000).callForOverdueHolds();
    expect(await order.callOf('release_overdue')).toMatch(/the payment should have been given up at/);
    await watchAhead(0).callForOverdueHolds();
    expect(await order.callOf('release_overdue')).toBeUndefined();
    await order.cancel('C');
  });
});

describe('a refund whose workflow is gone', () => {
  async function shipped(paymentMethod: string): Promise<StoppedOrder> {
    const order = await shop.placeOrder(paidWith(paymentMethod));
    await order.ship('A', '1:1');
    await order.ship('B', '2:1');
    await order.completed();
    return order;
  }

  test('is asked for once more when nobody knows its answer, and made once', async () => {
    const order = await shipped('pm_card_visa');
    const { stripe } = shop;
    const posts = { method: 'POST', path: '/v1/refunds', nth: 1, times: 100 };
    const fault = await stripe.fault(posts, { kind: 'error', status: 500, stored: false });
    const asking = order.refund('R', { shipmentId: 'A' }).catch(() => undefined);
    await eventually(
      () => order.readRefund('R'),
      (refund) => refund !== undefined,
    );
    await order.refundWorkflow('R').terminate('by hand');
    await asking;
    expect(await watchAhead(0).wakeRefunds()).toMatchObject({ asked: 0 });
    expect(await watchAhead(600).wakeRefunds()).toMatchObject({ asked: 1 });
    await stripe.endFault(fault);
    await eventually(
      () => order.readRefund('R'),
      (refund) => refund?.status === 'succeeded',
    );
    await order.expectSoundBooks();
  });

  test('is looked at again when a bank was waited for', async () => {
    const order = await shipped('pm_card_pendingRefund');
    const { stripe } = shop;
    await stripe.account({ settlement_delay_seconds: 3_600 });
    expect(await order.refund('R', { shipmentId: 'A' })).toMatchObject({ status: 'pending' });
    const workflow = order.refundWorkflow('R');
    await workflow.terminate('by hand');
    expect(await watchAhead(600).wakeRefunds()).toMatchObject({ woken: 0 });
    expect(await watchAhead(7_200).wakeRefunds()).toMatchObject({ woken: 1 });
    expect((await workflow.describe()).status.name).toBe('RUNNING');
    await stripe.advance(3_601);
    await watchAhead(7_200).wakeRefunds();
    await eventually(
      () => order.readRefund('R'),
      (refund) => refund?.status === 'succeeded',
    );
  });
});
