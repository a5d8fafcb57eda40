import type { WorkflowHandle } from '@temporalio/client';
import type { RefundCommand } from '../../libs/domain/refunds/refund';
import { refundCommand } from '../../test/setup/desks/refund-desk';
import { eventually } from '../../test/setup/eventually';
import { FORGETTING_TAKES_MS, openStoppedOrdersShop, type StoppedOrder } from '../../test/setup/shop/stopped-orders';
import { REFUND, refundEvent, refundStart, refundWorkflowId } from '../refund/messages';
import { paidWith } from '../../test/examples/orders';

/** Refunds whose own workflow died with work open, or cannot go on. */

const shop = openStoppedOrdersShop();

const STARTED_AGAIN = ['attention_opened', 'workflow_started_again', 'attention_closed'];

/** An order with shipment A captured. */
async function captured(paymentMethod = 'pm_card_visa'): Promise<StoppedOrder> {
  const order = await shop.placeOrder(paidWith(paymentMethod));
  await order.ship('A', '1:1');
  return order;
}

/** Starts the workflow of a refund; what wakes it, an update or an event, never comes. */
function startRefund(order: StoppedOrder, refundId: string, command: RefundCommand | null): Promise<WorkflowHandle> {
  return shop.holdfast.client.workflow.start(
    REFUND,
    refundStart({ orderId: order.orderId, refundId, command }, 'stripe'),
  );
}

async function untilRefunded(order: StoppedOrder, refundId = 'R'): Promise<void> {
  await eventually(
    () => order.readRefund(refundId),
    (refund) => refund?.status === 'succeeded',
  );
}

async function startedAgain(order: StoppedOrder): Promise<string[]> {
  const kinds = await order.timelineKinds();
  return kinds.filter((kind) => STARTED_AGAIN.includes(kind));
}

/** A refund that was asked for, and Stripe gave no answer. */
async function unanswered(): Promise<{ order: StoppedOrder; fault: string; asking: Promise<unknown> }> {
  const order = await captured();
  const posts = { method: 'POST', path: '/v1/refunds', nth: 1, times: 100 };
  const fault = await shop.stripe.fault(posts, { kind: 'error', status: 500, stored: false });
  const asking = order.refund('R', { shipmentId: 'A' }).catch(() => undefined);
  await eventually(
    () => order.readRefund('R'),
    (refund) => refund !== undefined,
  );
  return { order, fault, asking };
}

describe('a refund', () => {
  test('is asked for once more, and made once, after its workflow was terminated unanswered', async () => {
    const { order, fault, asking } = await unanswered();
    await order.refundWorkflow('R').terminate('by hand');
    await asking;
    await shop.stripe.endFault(fault);
    await eventually(
      () => shop.watchAhead(600).mendRefundsAndDisputes(),
      ({ started_again: started }) => started === 1,
    );
    await untilRefunded(order);
    expect(await startedAgain(order)).toEqual(STARTED_AGAIN);
    expect((await order.read()).amounts.refunded).toBe(2300);
    await order.expectConsistentRecords();
    await order.cancel('C');
  });

  test(
    'is started again from its rows once Temporal has forgotten it',
    async () => {
      const { order, fault, asking } = await unanswered();
      await shop.forget(order.refundWorkflow('R'));
      await asking;
      await shop.stripe.endFault(fault);
      expect(await shop.watchAhead(600).mendRefundsAndDisputes()).toMatchObject({ started_again: 1 });
      await untilRefunded(order);
      expect(await startedAgain(order)).toEqual(STARTED_AGAIN);
      await order.cancel('C');
    },
    FORGETTING_TAKES_MS,
  );

  test('goes on waiting for the bank, by the next watch, after its workflow died', async () => {
    const order = await captured('pm_card_pendingRefund');
    await shop.stripe.account({ settlement_delay_seconds: 3_600 });
    expect(await order.refund('R', { shipmentId: 'A' })).toMatchObject({ status: 'pending' });
    await order.refundWorkflow('R').terminate('by hand');
    await shop.watchUntilStartedAgain(order);
    expect((await order.refundWorkflow('R').describe()).status.name).toBe('RUNNING');
    await shop.stripe.advance(3_601);
    await order.refundWorkflow('R').signal(refundEvent, { eventId: 'evt_1', type: 'refund.updated' });
    await untilRefunded(order);
    await order.cancel('C');
  });

  test('made at Stripe is booked, though the workflow that its event started has died', async () => {
    const order = await captured();
    const refundId = await shop.stripe.refundByHand(await order.paymentIntentId(), 700);
    await shop.holdfast.stopWorkers();
    await order.appendRefund(refundId, 'refund.created');
    await order.refundWorkflow(refundId).terminate('by hand');
    await shop.holdfast.restartWorkers();
    await shop.watchUntil(
      () => order.readRefund(refundId),
      (refund) => refund?.status === 'succeeded',
    );
    expect(await startedAgain(order)).toEqual(STARTED_AGAIN);
    await order.cancel('C');
  });

  test('without any record is made only when somebody asks for it', async () => {
    const order = await captured();
    await shop.holdfast.stopWorkers();
    await startRefund(order, 'R', refundCommand('R', { shipmentId: 'A' }));
    await order.refundWorkflow('R').terminate('by hand');
    await shop.holdfast.restartWorkers();
    await shop.watchAhead(600).mendRefundsAndDisputes();
    expect((await order.refundWorkflow('R').describe()).status.name).toBe('TERMINATED');
    expect(await order.refund('R', { shipmentId: 'A' })).toMatchObject({ status: 'succeeded' });
    await order.cancel('C');
  });

  test('opens an attention while its workflow cannot go on, and goes on after the mend', async () => {
    const { order, fault, asking } = await unanswered();
    await order.refundWorkflow('R').terminate('by hand');
    await asking;
    const stuck = await shop.startStuck(refundWorkflowId(order.orderId, 'R'));
    expect(await shop.untilStuckIsNoticed(order)).toMatch(
      /^refund R: its workflow cannot go on: its task fails again and again.*deploy a fix/,
    );
    expect(await shop.shipCheck(order.orderId)).toMatchObject({ mayShip: false, reason: 'workflow_missing' });
    expect((await stuck.describe()).status.name).toBe('RUNNING');

    await stuck.terminate('mended');
    await shop.stripe.endFault(fault);
    expect(await shop.watchAhead(600).mendRefundsAndDisputes()).toMatchObject({ left_to_a_person: 0 });
    await untilRefunded(order);
    expect(await order.messageOf('workflow_missing')).toBeUndefined();
    expect(await shop.shipCheck(order.orderId)).toMatchObject({ mayShip: true });
    await order.cancel('C');
  });
});

test('the attention of an order comes before that of its refund, and each is closed by its end', async () => {
  const order = await captured();
  await order.takeAway('terminate');
  const fault = await shop.failReads();
  await order.mend();
  expect(await order.messageOf('workflow_missing')).toMatch(/cannot be started again/);
  const refundId = await shop.stripe.refundByHand(await order.paymentIntentId(), 100);
  await (await startRefund(order, refundId, null)).terminate('by hand');
  await shop.watchUntilStartedAgain(order);
  expect(await order.messageOf('workflow_missing')).toMatch(/^the order is partially_captured/);
  await shop.stripe.endFault(fault);
  await shop.watchUntil(
    () => order.messageOf('workflow_missing'),
    (message) => message === undefined,
  );
  await order.cancel('C');
});
