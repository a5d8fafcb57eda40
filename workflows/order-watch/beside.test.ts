import { WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { driveApi, type ApiDriver } from '../../apps/api/src/testing/api-driver';
import type { RefundCommand } from '../../libs/domain/refunds/refund';
import { createInbox } from '../../libs/postgres/events/webhook-event-store';
import type { DisputeRecord } from '../../libs/postgres/records/dispute-record';
import { signalWithStart } from '../../libs/temporal/signal-workflow';
import { receivedEvent } from '../../test/examples/events';
import { newOrder } from '../../test/examples/orders';
import { openDisputesAtStripe } from '../../test/setup/desks/disputes-at-stripe';
import { eventually } from '../../test/setup/eventually';
import { expectSoundBooks, expectSoundBooksOfEnded } from '../../test/setup/sound-books';
import { StoppedOrders } from '../../test/setup/stopped-orders';
import { watchAhead } from '../../test/setup/watch-ahead';
import { DISPUTE, disputeEvent, disputeStart, disputeWorkflowId } from '../dispute/messages';
import { TASK_QUEUE } from '../order-payment/messages';
import { REFUND, refundEvent, refundStart, refundWorkflowId, requestRefund } from '../refund/messages';
import { ORDER_WATCH } from './messages';

/** Refunds and disputes whose own workflow died with work open, or cannot go on. */

let orders: StoppedOrders;
let api: ApiDriver;

beforeAll(async () => {
  orders = await StoppedOrders.open();
  api = await driveApi(orders.holdfast);
});

afterAll(async () => {
  await api.close();
  await orders.close();
});
beforeEach(() => orders.holdfast.stripe.account({ settlement_delay_seconds: 0 }));
afterEach(() => orders.holdfast.stripe.requireSound());
afterEach(() => expectSoundBooksOfEnded(orders.holdfast));

/** As the schedule runs it, until it has seen what Temporal's lists show a little later. */
async function watchUntil(isIt: () => Promise<boolean>): Promise<void> {
  await eventually(
    async () => {
      const workflowId = `watch-${randomUUID()}`;
      await orders.holdfast.client.workflow.execute(ORDER_WATCH, { workflowId, taskQueue: TASK_QUEUE });
      return isIt();
    },
    Boolean,
    28,
  );
}

async function captured(paymentMethod = 'pm_card_visa'): Promise<string> {
  const orderId = await orders.place({ payment: { ...newOrder().payment, paymentMethod } });
  await orders.ship(orderId, 'A', '1');
  return orderId;
}

function shipCheck(orderId: string): Promise<unknown> {
  return api.get(`/v1/orders/${orderId}/ship-check`).then((answer) => answer.json());
}

/** Code that does not fit: the first task of the workflow fails, again and again. */
async function startStuck(workflowId: string): Promise<WorkflowHandle> {
  return orders.holdfast.client.workflow.start('of-another-release', { workflowId, taskQueue: TASK_QUEUE });
}

/** Temporal knows it no more, as after its retention or the loss of its database. */
async function forget(workflow: WorkflowHandle): Promise<void> {
  const { workflowService, options } = orders.holdfast.client;
  const { workflowId } = workflow;
  await workflowService.deleteWorkflowExecution({ namespace: options.namespace, workflowExecution: { workflowId } });
  const isKnown = (): Promise<boolean> =>
    workflow.describe().then(
      () => true,
      () => false,
    );
  await eventually(isKnown, (known) => !known);
}

/** Until somebody is called, by a watch for which five minutes have passed. */
async function calledLater(orderId: string): Promise<string> {
  const words = await eventually(
    async () => {
      await watchAhead(orders, 600).mendRefundsAndDisputes();
      return orders.callOf(orderId, 'workflow_missing');
    },
    (said) => said?.includes('cannot go on') === true,
    28,
  );
  return words ?? '';
}

async function toldOnce(orderId: string): Promise<string[]> {
  const kinds = await orders.timeline(orderId);
  return kinds.filter((kind) => kind === 'workflow_started_again' || kind.startsWith('attention_'));
}

describe('a refund', () => {
  const command: RefundCommand = {
    ...{ refundId: 'R', shipmentId: 'A', lines: null, amount: null, reason: 'broken' },
    ...{ contentHash: 'r', acceptanceId: 'accepted', requestId: 'request' },
  };
  const POSTS = { method: 'POST', path: '/v1/refunds', nth: 1, times: 100 };
  const DOWN = { kind: 'error', status: 500, stored: false };

  function ask(orderId: string): Promise<unknown> {
    const start = refundStart({ orderId, refundId: 'R', command });
    const startWorkflowOperation = new WithStartWorkflowOperation(REFUND, start);
    const { workflow } = orders.holdfast.client;
    return workflow.executeUpdateWithStart(requestRefund, { args: [command], startWorkflowOperation });
  }

  function workflowOf(orderId: string, refundId = 'R'): WorkflowHandle {
    return orders.holdfast.client.workflow.getHandle(refundWorkflowId(orderId, refundId));
  }

  async function isRefunded(orderId: string, refundId = 'R'): Promise<boolean> {
    return (await orders.holdfast.reader.findRefund(orderId, refundId))?.status === 'succeeded';
  }

  /** Asked for, and Stripe gave no answer. */
  async function unanswered(): Promise<{ orderId: string; fault: string; asking: Promise<unknown> }> {
    const orderId = await captured();
    const fault = await orders.holdfast.stripe.fault(POSTS, DOWN);
    const asking = ask(orderId).catch(() => undefined);
    await eventually(
      () => orders.holdfast.reader.findRefund(orderId, 'R'),
      (refund) => refund !== undefined,
    );
    return { orderId, fault, asking };
  }

  test('is asked for once more, and made once, after its workflow was terminated unanswered', async () => {
    const { orderId, fault, asking } = await unanswered();
    await workflowOf(orderId).terminate('by hand');
    await asking;
    await orders.holdfast.stripe.endFault(fault);
    await eventually(
      () => watchAhead(orders, 600).mendRefundsAndDisputes(),
      ({ started_again: started }) => started === 1,
    );
    await eventually(() => isRefunded(orderId), Boolean);
    expect(await toldOnce(orderId)).toEqual(['attention_raised', 'workflow_started_again', 'attention_closed']);
    expect((await orders.record(orderId)).amounts.refunded).toBe(2300);
    await expectSoundBooks(orders.holdfast, orderId);
    await orders.cancelRest(orderId);
  });

  test('is started again from its rows once Temporal has forgotten it', async () => {
    const { orderId, fault, asking } = await unanswered();
    await forget(workflowOf(orderId));
    await asking;
    await orders.holdfast.stripe.endFault(fault);
    expect(await watchAhead(orders, 600).mendRefundsAndDisputes()).toMatchObject({ started_again: 1 });
    await eventually(() => isRefunded(orderId), Boolean);
    expect(await toldOnce(orderId)).toEqual(['attention_raised', 'workflow_started_again', 'attention_closed']);
    await orders.cancelRest(orderId);
  });

  test('goes on waiting for the bank, by the next watch, after its workflow died', async () => {
    const { stripe } = orders.holdfast;
    const orderId = await captured('pm_card_pendingRefund');
    await stripe.account({ settlement_delay_seconds: 3_600 });
    expect(await ask(orderId)).toMatchObject({ status: 'pending' });
    await workflowOf(orderId).terminate('by hand');
    await watchUntil(async () => (await orders.timeline(orderId)).includes('workflow_started_again'));
    expect((await workflowOf(orderId).describe()).status.name).toBe('RUNNING');
    await stripe.advance(3_601);
    await workflowOf(orderId).signal(refundEvent, { eventId: 'evt_1', type: 'refund.updated' });
    await eventually(() => isRefunded(orderId), Boolean);
    await orders.cancelRest(orderId);
  });

  test('made at Stripe is booked, though the workflow that its news began has died', async () => {
    const { stripe, client } = orders.holdfast;
    const orderId = await captured();
    const intent = (await orders.record(orderId)).authorization?.paymentIntentId ?? '';
    const refundId = await stripe.refundByHand(intent, 700);
    await orders.holdfast.stopWorkers();
    const start = refundStart({ orderId, refundId, command: null });
    await signalWithStart(client, REFUND, start, refundEvent, { eventId: 'evt_2', type: 'refund.created' });
    await workflowOf(orderId, refundId).terminate('by hand');
    await orders.holdfast.restartWorkers();
    await watchUntil(() => isRefunded(orderId, refundId));
    expect(await toldOnce(orderId)).toEqual(['attention_raised', 'workflow_started_again', 'attention_closed']);
    await orders.cancelRest(orderId);
  });

  test('without any record is made by nobody but who asks for it', async () => {
    const orderId = await captured();
    await orders.holdfast.stopWorkers();
    const start = refundStart({ orderId, refundId: 'R', command });
    await orders.holdfast.client.workflow.start(REFUND, start);
    await workflowOf(orderId).terminate('by hand');
    await orders.holdfast.restartWorkers();
    await watchAhead(orders, 600).mendRefundsAndDisputes();
    expect((await workflowOf(orderId).describe()).status.name).toBe('TERMINATED');
    expect(await ask(orderId)).toMatchObject({ status: 'succeeded' });
    await orders.cancelRest(orderId);
  });

  test('opens an attention while its workflow cannot go on, and goes on after the mend', async () => {
    const { orderId, fault, asking } = await unanswered();
    await workflowOf(orderId).terminate('by hand');
    await asking;
    const stuck = await startStuck(refundWorkflowId(orderId, 'R'));
    expect(await calledLater(orderId)).toMatch(
      /^refund R: its workflow cannot go on: its task fails again and again.*deploy what mends it/,
    );
    expect(await shipCheck(orderId)).toMatchObject({ mayShip: false, reason: 'workflow_missing' });
    expect((await stuck.describe()).status.name).toBe('RUNNING');

    await stuck.terminate('mended');
    await orders.holdfast.stripe.endFault(fault);
    expect(await watchAhead(orders, 600).mendRefundsAndDisputes()).toMatchObject({ left_to_a_person: 0 });
    await eventually(() => isRefunded(orderId), Boolean);
    expect(await orders.callOf(orderId, 'workflow_missing')).toBeUndefined();
    expect(await shipCheck(orderId)).toMatchObject({ mayShip: true });
    await orders.cancelRest(orderId);
  });
});

describe('a dispute', () => {
  interface Disputed {
    readonly orderId: string;
    readonly disputeId: string;
  }

  async function disputed(): Promise<Disputed> {
    const orderId = await captured('pm_card_createDispute');
    const intent = (await orders.record(orderId)).authorization?.paymentIntentId ?? '';
    const [first] = await openDisputesAtStripe(orders.holdfast.stripe).list(intent);
    return { orderId, disputeId: first?.id ?? '' };
  }

  function workflowOf({ disputeId }: Disputed): WorkflowHandle {
    return orders.holdfast.client.workflow.getHandle(disputeWorkflowId(disputeId));
  }

  async function recorded({ orderId, disputeId }: Disputed): Promise<DisputeRecord | undefined> {
    return (await orders.holdfast.reader.listDisputes(orderId)).find((each) => each.disputeId === disputeId);
  }

  /** News came while no worker ran, were handed on, and the workflow died with them. */
  async function told(about: Disputed): Promise<void> {
    const { orderId, disputeId } = about;
    const { client } = orders.holdfast;
    await orders.holdfast.stopWorkers();
    const { paymentIntentId = null, chargeId = null } = (await orders.record(orderId)).authorization ?? {};
    const inbox = createInbox({ database: orders.database, clock: () => new Date() });
    const event = receivedEvent({
      ...{ type: 'charge.dispute.created', about: 'dispute', disputeId, paymentIntentId, chargeId },
    });
    await inbox.storeEvent(event);
    const claimed = await inbox.claim(event.eventId);
    const news = { eventId: event.eventId, type: event.type };
    await signalWithStart(client, DISPUTE, disputeStart({ orderId, disputeId }), disputeEvent, news);
    if (claimed !== undefined) await inbox.finish(claimed, 'signalled');
    await workflowOf(about).terminate('by hand');
    await orders.holdfast.restartWorkers();
  }

  test('is recorded by the next watch when its workflow was terminated before a first look', async () => {
    const about = await disputed();
    await told(about);
    await watchUntil(async () => (await recorded(about))?.evidenceState === 'staged');
    const { orderId } = about;
    expect(await toldOnce(orderId)).toEqual(
      expect.arrayContaining(['attention_raised', 'workflow_started_again', 'attention_closed']),
    );
    expect((await orders.record(orderId)).attention.map(({ code }) => code)).toEqual(['dispute_opened']);
    await expectSoundBooks(orders.holdfast, orderId);
    await orders.cancelRest(orderId);
  });

  test('is found by its news when Temporal forgot it before its first look', async () => {
    const about = await disputed();
    await told(about);
    await forget(workflowOf(about));
    expect(await watchAhead(orders, 600).mendRefundsAndDisputes()).toMatchObject({ started_again: 1 });
    await eventually(
      () => recorded(about),
      (dispute) => dispute?.evidenceState === 'staged',
    );
    await orders.cancelRest(about.orderId);
  });

  test('is left alone once it was looked at since its news', async () => {
    const about = await disputed();
    await told(about);
    await watchUntil(async () => (await recorded(about)) !== undefined);
    await workflowOf(about).result();
    expect(await watchAhead(orders, 600).mendRefundsAndDisputes()).toMatchObject({ started_again: 0, woken: 0 });
    await orders.cancelRest(about.orderId);
  });

  test('opens an attention while its workflow cannot go on, and goes on after the mend', async () => {
    const about = await disputed();
    await told(about);
    const { orderId, disputeId } = about;
    const stuck = await startStuck(disputeWorkflowId(disputeId));
    expect(await calledLater(orderId)).toMatch(
      new RegExp(`^dispute ${disputeId}: its workflow cannot go on: its task fails again and again`),
    );
    expect(await shipCheck(orderId)).toMatchObject({ mayShip: false, reason: 'workflow_missing' });
    await stuck.terminate('mended');
    await eventually(
      () => watchAhead(orders, 600).mendRefundsAndDisputes(),
      ({ started_again: started }) => started === 1,
    );
    await eventually(
      () => recorded(about),
      (dispute) => dispute?.evidenceState === 'staged',
    );
    expect((await orders.record(orderId)).attention.map(({ code }) => code)).toEqual(['dispute_opened']);
    await orders.cancelRest(orderId);
  });
});

test('the call of an order comes before that of its refund, and each is closed by its own end', async () => {
  const orderId = await captured();
  const { client } = orders.holdfast;
  await orders.takeAway(orderId, 'terminate');
  const reads = { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 100 };
  const fault = await orders.holdfast.stripe.fault(reads, { kind: 'error', status: 500, stored: false });
  await orders.mend(orderId);
  expect(await orders.callOf(orderId, 'workflow_missing')).toMatch(/cannot be started again/);
  const refundId = await orders.holdfast.stripe.refundByHand(
    (await orders.record(orderId)).authorization?.paymentIntentId ?? '',
    100,
  );
  const start = refundStart({ orderId, refundId, command: null });
  await client.workflow.start(REFUND, start);
  await client.workflow.getHandle(refundWorkflowId(orderId, refundId)).terminate('by hand');
  await watchUntil(async () => (await orders.timeline(orderId)).includes('workflow_started_again'));
  expect(await orders.callOf(orderId, 'workflow_missing')).toMatch(/^the order is partially_captured/);
  await orders.holdfast.stripe.endFault(fault);
  await watchUntil(async () => (await orders.callOf(orderId, 'workflow_missing')) === undefined);
  await orders.cancelRest(orderId);
});
