import { FAILED_TASK_TAKES, openStoppedOrdersShop } from '../../test/setup/shop/stopped-orders';
import { ORDER_PAYMENT, orderPaymentId, TASK_QUEUE } from '../order-payment/messages';
import { paidWith, withPolicy } from '../../test/examples/orders';

const WEEK = 7 * 24 * 3_600;

const shop = openStoppedOrdersShop();

describe('the walk through the open orders', () => {
  test('finds an order whose workflow was terminated, and it is started again', async () => {
    const order = await shop.placeOrder();
    await order.takeAway('terminate');
    await shop.watchUntilStartedAgain(order);
    expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted' });
    await order.expectConsistentRecords();
  });

  test('leaves an order alone that is looked after, and notices when it was reset since', async () => {
    const order = await shop.placeOrder();
    await order.ship('A', '1:1');
    const before = await order.timelineKinds();
    await shop.watch();
    expect(await order.timelineKinds()).toEqual(before);

    await order.takeAway('reset');
    await shop.watchUntilStartedAgain(order);
    await order.expectSamePayment();
    expect(await order.ship('A', '1:1')).toMatchObject({ replayed: true });
  });

  test('goes on behind the order where the walk before it ended', async () => {
    await shop.placeOrder();
    await shop.watch();
    // Fewer open orders than one walk takes: the next one begins with the first again.
    expect(await shop.sql('SELECT after_order_id FROM watch_position')).toEqual([{ after_order_id: '' }]);
  });
});

describe('an order that cannot be started again', () => {
  test('is found by the walk, opens an attention, and is never restarted by force', async () => {
    const order = await shop.placeOrder();
    await order.takeAway('terminate');
    // Code that does not fit its order: its first task fails, again and again.
    const workflowId = orderPaymentId(order.orderId);
    const options = { workflowId, taskQueue: TASK_QUEUE, args: [null], workflowTaskTimeout: FAILED_TASK_TAKES };
    const { firstExecutionRunId } = await shop.holdfast.client.workflow.start(ORDER_PAYMENT, options);
    const message = await shop.watchUntil(
      () => order.messageOf('workflow_missing'),
      (said) => said !== undefined,
    );
    expect(message).toMatch(/its task fails again and again.*deploy a fix/);
    expect((await order.workflow.describe()).runId).toBe(firstExecutionRunId);

    await order.takeAway('terminate');
    await shop.watchUntilStartedAgain(order);
    await order.cancel('C');
  });

  test('keeps its attention while Stripe tells other amounts, until a person has looked', async () => {
    const order = await shop.placeOrder();
    await order.ship('A', '1:1');
    await shop.stripe.captureByHand(await order.paymentIntentId(), 100);
    await order.takeAway('terminate');
    expect(await order.mend()).toMatchObject({ kind: 'left_to_a_person' });
    expect(await order.messageOf('workflow_missing')).toMatch(
      /cannot be started again: 24\.00 USD was captured of pi_\w+, but 23\.00 USD is recorded/,
    );
    expect((await order.workflow.describe()).status.name).toBe('TERMINATED');
  });

  test('is started again as soon as Stripe answers', async () => {
    const order = await shop.placeOrder();
    await order.takeAway('terminate');
    const fault = await shop.failReads();
    expect(await order.mend()).toMatchObject({ kind: 'left_to_a_person' });
    expect(await order.messageOf('workflow_missing')).toMatch(/Stripe does not answer now/);
    await shop.stripe.endFault(fault);
    await order.mended('terminate');
    await order.cancel('C');
  });
});

describe('a hold that should be over', () => {
  test('opens an attention from the rows alone, says why, and closes it once it is', async () => {
    const order = await shop.placeOrder();
    const { captureBefore } = (await order.record()).authorization ?? {};
    await order.takeAway('terminate');
    await shop.watchAhead(WEEK - 12 * 3_600).callForOverdueHolds();
    expect(await order.messageOf('release_overdue')).toBeUndefined();
    await shop.watchAhead(WEEK).callForOverdueHolds();
    const message = (await order.messageOf('release_overdue')) ?? '';
    expect(message).toContain(`the hold expires at ${captureBefore ?? 'never'}`);
    expect(message).toMatch(/was due to be captured or released at .*The cause is not known/);

    const fault = await shop.failReads();
    await order.mend();
    await shop.watchAhead(WEEK).callForOverdueHolds();
    expect(await order.messageOf('release_overdue')).toMatch(/Why: workflow_missing: .*Stripe does not answer/);
    await shop.stripe.endFault(fault);
    await order.mended('terminate');
    await order.cancel('C');
    await shop.watchAhead(WEEK).callForOverdueHolds();
    expect(await order.attention()).toEqual([]);
  });

  test('opens an attention too where a payment was not abandoned in time', async () => {
    const policy = withPolicy({ authenticationTimeoutSeconds: 3_600 });
    const order = await shop.placeOrder({ ...paidWith(null), ...policy });
    await shop.watchAhead(3_000).callForOverdueHolds();
    expect(await order.messageOf('release_overdue')).toBeUndefined();
    await shop.watchAhead(4_000).callForOverdueHolds();
    expect(await order.messageOf('release_overdue')).toMatch(/the payment was due to be abandoned at/);
    await shop.watchAhead(0).callForOverdueHolds();
    expect(await order.messageOf('release_overdue')).toBeUndefined();
    await order.cancel('C');
  });
});
