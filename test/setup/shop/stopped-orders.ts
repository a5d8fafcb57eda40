import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import pino from 'pino';
import type { Mending } from '../../../activities/watch/mend-order';
import { createWatchActivities, type WatchActivities } from '../../../activities/watch-activities';
import { driveApi, type ApiDriver } from '../../../apps/api/src/testing/api-driver';
import { createBesideRuns } from '../../../apps/worker/src/beside-runs';
import { createOrderWorkflowRuns } from '../../../apps/worker/src/order-workflow-runs';
import { auditWorkflow } from '../../../libs/audit/audit-workflow';
import type { AuthorizationResult } from '../../../libs/domain/lifecycle/answers';
import type { NewOrder } from '../../../libs/domain/orders/order';
import type { Payment } from '../../../libs/domain/payment/payment';
import { openDatabase, type Database } from '../../../libs/postgres/database/database';
import type { OrderRecord } from '../../../libs/postgres/records/order-record';
import { lookAtWorkflow } from '../../../libs/temporal/workflow-look';
import { orderPaymentId, orderPaymentState, TASK_QUEUE } from '../../../workflows/order-payment/messages';
import { MEND_ORDER, mendOrderId, ORDER_WATCH } from '../../../workflows/order-watch/messages';
import { accept, newOrder } from '../../examples/orders';
import { eventually } from '../eventually';
import type { Holdfast, OrderWorkflow } from '../holdfast';
import { asCarried, expectRebuilt } from '../rebuilt-payment';
import { auditedTests, RunningShop } from './audited-tests';
import { WorkflowOrder } from './workflow-order';

/** What was closed a moment ago is deleted at the second or third attempt, some seconds from one to the next. */
const FORGOTTEN_WITHIN_SECONDS = 30;

/** Of a test that makes Temporal forget something, in milliseconds. */
export const FORGETTING_TAKES_MS = 60_000;

/** The SDK tells of a first failure alone; every later one the server learns when the task's time is up. */
export const FAILED_TASK_TAKES = '1s';

/** How a person can take an order's workflow away with Temporal's own buttons. */
export const AWAY = ['terminate', 'cancel', 'reset'] as const;
export type Away = (typeof AWAY)[number];

/** An order whose workflow is taken away, and what is seen of it from outside. */
export class StoppedOrder extends WorkflowOrder {
  constructor(
    holdfast: Holdfast,
    private readonly database: Database,
    orderId: string,
    result: AuthorizationResult,
  ) {
    super(holdfast, orderId, result);
  }

  /** News of the settlement come, and the order completes. */
  async completed(): Promise<OrderRecord> {
    await this.settle();
    return this.untilStatus('completed');
  }

  /** The sentence of an open attention; undefined when none is open. */
  async messageOf(code: string): Promise<string | undefined> {
    return (await this.record()).attention.find((each) => each.code === code)?.message;
  }

  async takeAway(how: Away): Promise<void> {
    switch (how) {
      case 'terminate':
        await this.workflow.terminate('by hand');
        return;
      case 'cancel':
        await this.workflow.cancel();
        return;
      case 'reset':
        await this.reset(this.workflow);
    }
  }

  mend(): Promise<Mending> {
    const { orderId } = this;
    const options = { workflowId: mendOrderId(orderId), taskQueue: TASK_QUEUE, args: [orderId] };
    return this.holdfast.client.workflow.execute(MEND_ORDER, options);
  }

  /**
   * Its workflow is taken away and started again, and no attention stays open. A mere request to cancel may do nothing.
   */
  async stopAndMend(how: Away): Promise<void> {
    await this.takeAway(how);
    await this.mended(how);
  }

  async mended(how: Away): Promise<void> {
    const { kind } = await this.mend();
    if (kind !== 'started_again' && !(how === 'cancel' && kind === 'well')) throw new Error(`it is ${kind}`);
    const open = await this.messageOf('workflow_missing');
    if (open !== undefined) throw new Error(`the attention is still open: ${open}`);
    if (kind === 'well') return;
    const kinds = await this.timelineKinds();
    for (const each of ['attention_opened', 'workflow_started_again', 'attention_closed']) {
      if (!kinds.includes(each)) throw new Error(`the timeline lacks ${each}: ${kinds.join()}`);
    }
  }

  /** The payment that the rows tell is the one that the workflow knows. */
  async expectSamePayment(): Promise<void> {
    const { orderId } = this;
    const own = await this.workflow.query<Payment>(orderPaymentState);
    await expectRebuilt(this.database, own, asCarried);
    const { status } = await this.record();
    const look = await lookAtWorkflow(this.holdfast.client, orderPaymentId(orderId));
    const discrepancies = auditWorkflow({ orderId, status }, look);
    if (discrepancies.length > 0) throw new Error(discrepancies.join());
  }

  /** Back to the first thing of its life: it is to be authorized. */
  private async reset(workflow: OrderWorkflow): Promise<void> {
    const { client } = this.holdfast;
    const { runId } = await workflow.describe();
    const { events } = await workflow.fetchHistory();
    const point = events?.find(({ workflowTaskCompletedEventAttributes: completed }) => (completed ?? null) !== null);
    await client.workflowService.resetWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId: workflow.workflowId, runId },
      reason: 'by hand',
      workflowTaskFinishEventId: point?.eventId ?? null,
      requestId: randomUUID(),
    });
  }
}

/** A shop whose orders lose their workflows, with the watch that notices. */
export class StoppedOrdersShop extends RunningShop {
  private opened: Database | undefined;
  private driver: ApiDriver | undefined;

  get database(): Database {
    if (this.opened === undefined) throw new Error('the database is open while a test or one of its hooks runs');
    return this.opened;
  }

  override async start(): Promise<void> {
    await super.start();
    this.opened = openDatabase({ url: this.holdfast.databaseUrl, applicationName: 'test' });
    this.driver = await driveApi(this.holdfast);
  }

  override async stop(): Promise<void> {
    await this.driver?.close();
    await this.opened?.destroy();
    await super.stop();
  }

  /** Accepted some minutes ago: an order of this moment is not walked to yet. */
  async placeOrder(overrides: Partial<NewOrder> = {}): Promise<StoppedOrder> {
    const acceptedAt = new Date(Date.now() - 180_000).toISOString();
    const order = accept(newOrder({ orderId: `g-${randomUUID()}`, ...overrides }), acceptedAt);
    const { result } = await this.holdfast.authorize(order);
    return new StoppedOrder(this.holdfast, this.database, order.orderId, result);
  }

  /** Whether the API lets an order ship what is open of it, and why not. */
  async shipCheck(orderId: string): Promise<unknown> {
    return (await this.driver?.get(`/v1/orders/${orderId}/ship-check`))?.json();
  }

  /** One run of the watch, as its schedule starts it. */
  async watch(): Promise<void> {
    const workflowId = `watch-${randomUUID()}`;
    await this.holdfast.client.workflow.execute(ORDER_WATCH, { workflowId, taskQueue: TASK_QUEUE });
  }

  /**
   * Runs the watch until something is so: Temporal's lists show a little later what happened, and a run does not wait
   * for what it starts. @returns what was so
   */
  watchUntil<Seen>(look: () => Promise<Seen>, isIt: (seen: Seen) => boolean): Promise<Seen> {
    const watched = async (): Promise<Seen> => {
      await this.watch();
      return look();
    };
    return eventually(watched, isIt, 28);
  }

  /** Runs the watch until it has started the workflow of an order again, or one beside it. */
  async watchUntilStartedAgain(order: StoppedOrder): Promise<void> {
    await this.watchUntil(
      () => order.timelineKinds(),
      (kinds) => kinds.includes('workflow_started_again'),
    );
  }

  /**
   * Runs the watch of ten minutes later until it opens the attention of a workflow beside the order that cannot go on.
   * @returns its sentence
   */
  async untilStuckIsNoticed(order: StoppedOrder): Promise<string> {
    const watched = async (): Promise<string> => {
      await this.watchAhead(600).mendRefundsAndDisputes();
      return (await order.messageOf('workflow_missing')) ?? '';
    };
    return eventually(watched, (message) => message.includes('cannot go on'), 28);
  }

  /** The watch of a worker whose clock is ahead: what is due then is late now. */
  watchAhead(seconds: number): WatchActivities {
    const { client } = this.holdfast;
    return createWatchActivities({
      database: this.database,
      clock: () => new Date(Date.now() + seconds * 1000),
      log: pino({ level: 'silent' }),
      runs: createOrderWorkflowRuns(client),
      beside: createBesideRuns(client, this.database),
      startAgainAfterSeconds: 1,
    });
  }

  /** A workflow whose code does not fit: its first task fails again and again. */
  startStuck(workflowId: string): Promise<WorkflowHandle> {
    const options = { workflowId, taskQueue: TASK_QUEUE, workflowTaskTimeout: FAILED_TASK_TAKES };
    return this.holdfast.client.workflow.start('of-another-release', options);
  }

  /** Makes Temporal forget a workflow, as after its retention or the loss of its database. */
  async forget(workflow: WorkflowHandle): Promise<void> {
    const { workflowService, options } = this.holdfast.client;
    const { workflowId } = workflow;
    await workflowService.deleteWorkflowExecution({ namespace: options.namespace, workflowExecution: { workflowId } });
    const isKnown = (): Promise<boolean> =>
      workflow.describe().then(
        () => true,
        () => false,
      );
    await eventually(isKnown, (known) => !known, FORGOTTEN_WITHIN_SECONDS);
  }

  /** Stripe answers no read of a PaymentIntent until the fault is ended. @returns the fault */
  failReads(): Promise<string> {
    const reads = { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 100 };
    return this.stripe.fault(reads, { kind: 'error', status: 500, stored: false });
  }
}

/** One line sets a test file up. */
export function openStoppedOrdersShop(): StoppedOrdersShop {
  const settings = { startAgainAfterSeconds: 1 };
  return auditedTests(new StoppedOrdersShop(settings), settings);
}
