import { randomUUID } from 'node:crypto';
import type { Mending } from '../../activities/watch/mend-order';
import { auditWorkflow } from '../../libs/audit/audit-workflow';
import type { CancellationResult, ShipmentResult } from '../../libs/domain/lifecycle/answers';
import type { NewOrder } from '../../libs/domain/orders/order';
import type { Payment } from '../../libs/domain/payment/payment';
import { openDatabase, type Database } from '../../libs/postgres/database/database';
import type { OrderRecord } from '../../libs/postgres/records/order-record';
import { lookAtWorkflow } from '../../libs/temporal/workflow-look';
import {
  cancelLines,
  captureShipment,
  orderPaymentId,
  orderPaymentState,
  stripeEvent,
  TASK_QUEUE,
} from '../../workflows/order-payment/messages';
import { MEND_ORDER, mendOrderId } from '../../workflows/order-watch/messages';
import { accept, newOrder } from '../examples/orders';
import { parcel } from '../examples/payments';
import { eventually } from './eventually';
import { startHoldfast, type Holdfast, type HoldfastOptions, type OrderWorkflow } from './holdfast';
import { asCarried, expectRebuilt } from './rebuilt-payment';

/** How a person can take an order's workflow away with Temporal's own buttons. */
export const AWAY = ['terminate', 'cancel', 'reset'] as const;
export type Away = (typeof AWAY)[number];

/** Orders whose workflows are taken away, and what is seen of them from outside. */
export class StoppedOrders {
  private constructor(
    readonly holdfast: Holdfast,
    readonly database: Database,
  ) {}

  static async open(options: HoldfastOptions = {}): Promise<StoppedOrders> {
    const holdfast = await startHoldfast({ startAgainAfterSeconds: 1, ...options });
    await holdfast.stripe.account({ settlement_delay_seconds: 0 });
    return new StoppedOrders(holdfast, openDatabase({ url: holdfast.databaseUrl, applicationName: 'test' }));
  }

  async close(): Promise<void> {
    await this.database.destroy();
    await this.holdfast.stop();
  }

  /** Accepted some minutes ago: an order of this moment is not walked to yet. */
  async place(overrides: Partial<NewOrder> = {}): Promise<string> {
    const orderId = `g-${randomUUID()}`;
    const acceptedAt = new Date(Date.now() - 180_000).toISOString();
    await this.holdfast.authorize(accept(newOrder({ orderId, ...overrides }), acceptedAt));
    return orderId;
  }

  /** The run that lives now, and not the one that was started first. */
  workflow(orderId: string): OrderWorkflow {
    return this.holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  }

  ship(orderId: string, shipmentId: string, lineId: '1' | '2'): Promise<ShipmentResult> {
    const args: [ReturnType<typeof parcel>] = [parcel(shipmentId, [{ lineId, quantity: 1 }])];
    return this.workflow(orderId).executeUpdate(captureShipment, { args });
  }

  cancelRest(orderId: string): Promise<CancellationResult> {
    const cancellation = { cancellationId: 'C', reason: 'sold out', contentHash: 'c', requestId: 'r' };
    return this.workflow(orderId).executeUpdate(cancelLines, { args: [cancellation] });
  }

  async tell(orderId: string, about: 'hold' | 'settlement'): Promise<void> {
    const event = { eventId: randomUUID(), type: 'any', about, paymentIntentId: null, chargeId: null } as const;
    await this.workflow(orderId).signal(stripeEvent, event);
  }

  async record(orderId: string): Promise<OrderRecord> {
    const record = await this.holdfast.reader.findOrder(orderId);
    if (record === undefined) throw new Error(`order ${orderId} is not recorded`);
    return record;
  }

  until(orderId: string, isIt: (order: OrderRecord) => boolean): Promise<OrderRecord> {
    return eventually(() => this.record(orderId), isIt);
  }

  /** News of the settlement come, and the order completes. */
  async completed(orderId: string): Promise<OrderRecord> {
    await this.tell(orderId, 'settlement');
    return this.until(orderId, ({ status }) => status === 'completed');
  }

  /** Words of an open call; undefined when none is open. */
  async callOf(orderId: string, code: string): Promise<string | undefined> {
    return (await this.record(orderId)).attention.find((each) => each.code === code)?.message;
  }

  async timeline(orderId: string): Promise<string[]> {
    return (await this.holdfast.reader.readTimeline(orderId)).map(({ kind }) => kind);
  }

  /** The buyer answers the 3-D Secure challenge. */
  async authenticate(orderId: string): Promise<void> {
    const action = (await this.record(orderId)).authorization?.nextAction;
    if (action?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
    await fetch(action.url, {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'complete' }),
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
  }

  async takeAway(orderId: string, how: Away): Promise<void> {
    const workflow = this.workflow(orderId);
    switch (how) {
      case 'terminate':
        await workflow.terminate('by hand');
        return;
      case 'cancel':
        await workflow.cancel();
        return;
      case 'reset':
        await this.reset(workflow);
    }
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

  mend(orderId: string): Promise<Mending> {
    const workflowId = mendOrderId(orderId);
    return this.holdfast.client.workflow.execute(MEND_ORDER, { workflowId, taskQueue: TASK_QUEUE, args: [orderId] });
  }

  /** Taken away and mended: a workflow looks after it, and nobody is called any more. Only a cancellation request may do nothing. */
  async stopAndMend(orderId: string, how: Away): Promise<void> {
    await this.takeAway(orderId, how);
    await this.mended(orderId, how);
  }

  async mended(orderId: string, how: Away): Promise<void> {
    const { kind } = await this.mend(orderId);
    if (kind !== 'started_again' && !(how === 'cancel' && kind === 'well')) throw new Error(`it is ${kind}`);
    const call = await this.callOf(orderId, 'workflow_missing');
    if (call !== undefined) throw new Error(`somebody is still called: ${call}`);
    if (kind === 'well') return;
    const told = await this.timeline(orderId);
    for (const each of ['attention_raised', 'workflow_started_again', 'attention_closed']) {
      if (!told.includes(each)) throw new Error(`${each} is not told: ${told.join()}`);
    }
  }

  /** The payment that the rows tell is the one that the workflow knows. */
  async expectSamePayment(orderId: string): Promise<void> {
    const own = await this.workflow(orderId).query<Payment>(orderPaymentState);
    await expectRebuilt(this.database, own, asCarried);
    const { status } = await this.record(orderId);
    const look = await lookAtWorkflow(this.holdfast.client, orderPaymentId(orderId));
    const discrepancies = auditWorkflow({ orderId, status }, look);
    if (discrepancies.length > 0) throw new Error(discrepancies.join());
  }
}
