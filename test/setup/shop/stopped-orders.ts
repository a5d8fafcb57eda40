import { randomUUID } from 'node:crypto';
import type { Mending } from '../../../activities/watch/mend-order';
import { auditWorkflow } from '../../../libs/audit/audit-workflow';
import type { AuthorizationResult } from '../../../libs/domain/lifecycle/answers';
import type { NewOrder } from '../../../libs/domain/orders/order';
import type { Payment } from '../../../libs/domain/payment/payment';
import { openDatabase, type Database } from '../../../libs/postgres/database/database';
import type { OrderRecord } from '../../../libs/postgres/records/order-record';
import { lookAtWorkflow } from '../../../libs/temporal/workflow-look';
import { orderPaymentId, orderPaymentState, TASK_QUEUE } from '../../../workflows/order-payment/messages';
import { MEND_ORDER, mendOrderId } from '../../../workflows/order-watch/messages';
import { accept, newOrder } from '../../examples/orders';
import type { Holdfast, OrderWorkflow } from '../holdfast';
import { asCarried, expectRebuilt } from '../rebuilt-payment';
import { auditedTests, RunningShop } from './audited-tests';
import { WorkflowOrder } from './workflow-order';

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

  /** Words of an open attention; undefined when none is open. */
  async callOf(code: string): Promise<string | undefined> {
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

  /** Taken away and mended: a workflow looks after it, and nobody is called any more. Only a cancellation request may do nothing. */
  async stopAndMend(how: Away): Promise<void> {
    await this.takeAway(how);
    await this.mended(how);
  }

  async mended(how: Away): Promise<void> {
    const { kind } = await this.mend();
    if (kind !== 'started_again' && !(how === 'cancel' && kind === 'well')) throw new Error(`it is ${kind}`);
    const call = await this.callOf('workflow_missing');
    if (call !== undefined) throw new Error(`somebody is still called: ${call}`);
    if (kind === 'well') return;
    const told = await this.timelineKinds();
    for (const each of ['attention_raised', 'workflow_started_again', 'attention_closed']) {
      if (!told.includes(each)) throw new Error(`${each} is not told: ${told.join()}`);
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

/** A shop whose orders lose their workflows. */
export class StoppedOrdersShop extends RunningShop {
  private opened: Database | undefined;

  get database(): Database {
    if (this.opened === undefined) throw new Error('the database is open while a test or one of its hooks runs');
    return this.opened;
  }

  override async start(): Promise<void> {
    await super.start();
    this.opened = openDatabase({ url: this.holdfast.databaseUrl, applicationName: 'test' });
  }

  override async stop(): Promise<void> {
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
}

/** One line sets a test file up. */
export function openStoppedOrdersShop(): StoppedOrdersShop {
  const settings = { startAgainAfterSeconds: 1 };
  return auditedTests(new StoppedOrdersShop(settings), settings);
}
