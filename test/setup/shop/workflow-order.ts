import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type {
  AuthorizationResult,
  CancellationResult,
  ConfirmationResult,
  ShipmentCancellationResult,
  ShipmentResult,
} from '../../../libs/domain/lifecycle/answers';
import type { CancellationCommand, ShipmentCommand } from '../../../libs/domain/orders/inputs';
import type { RefundCommand, RefundResult } from '../../../libs/domain/refunds/refund';
import type { OrderRecord, RefundRecord } from '../../../libs/postgres/records/order-record';
import { signalWithStart } from '../../../libs/temporal/signal-workflow';
import {
  cancelLines,
  cancelShipment,
  captureShipment,
  confirmPayment,
} from '../../../workflows/order-payment/messages';
import { REFUND, refundEvent, refundStart, refundWorkflowId, requestRefund } from '../../../workflows/refund/messages';
import { shipmentOf } from '../../examples/payments';
import { refundCommand } from '../desks/refund-desk';
import { eventually } from '../eventually';
import type { Holdfast, OrderWorkflow } from '../holdfast';
import { recordHistory } from '../recorded-histories';
import { PlacedOrder } from './placed-order';
import { EVERYTHING, units } from './units';

/** An order that was placed with its workflow, without the API. */
export class WorkflowOrder extends PlacedOrder<OrderRecord> {
  constructor(
    holdfast: Holdfast,
    orderId: string,
    /** What the authorization came to. */
    readonly result: AuthorizationResult,
  ) {
    super(holdfast, orderId);
  }

  read(): Promise<OrderRecord> {
    return this.record();
  }

  /** @param lines as `units` reads them: `1:2,2:1` */
  ship(shipmentId: string, lines: string, changes: Partial<ShipmentCommand> = {}): Promise<ShipmentResult> {
    const shipment = { ...shipmentOf(shipmentId, units(lines)), ...changes };
    return this.workflow.executeUpdate(captureShipment, { args: [shipment] });
  }

  /** @param lines all that is open without */
  cancel(cancellationId: string, lines?: string): Promise<CancellationResult> {
    const content = lines === undefined ? {} : { lines: units(lines) };
    const command: CancellationCommand = {
      ...{ cancellationId, reason: 'out of stock', contentHash: JSON.stringify(content), requestId: 'r' },
      ...content,
    };
    return this.workflow.executeUpdate(cancelLines, { args: [command] });
  }

  /** A covered shipment did not leave. */
  undo(shipmentId: string): Promise<ShipmentCancellationResult> {
    const cancellation = { shipmentId, reason: 'not picked up', requestId: 'r' };
    return this.workflow.executeUpdate(cancelShipment, { args: [cancellation] });
  }

  /** The buyer gives another payment method. */
  confirm(paymentMethod = 'pm_card_visa'): Promise<ConfirmationResult> {
    const confirmation = { paymentMethod, returnUrl: null, requestId: `request ${paymentMethod}` };
    return this.workflow.executeUpdate(confirmPayment, { args: [confirmation] });
  }

  /** Starts the workflow of a refund, or asks the one that runs. */
  refund(refundId: string, what: Partial<RefundCommand>): Promise<RefundResult> {
    const command = refundCommand(refundId, what);
    const start = refundStart({ orderId: this.orderId, refundId, command }, 'stripe');
    const startWorkflowOperation = new WithStartWorkflowOperation(REFUND, start);
    const { workflow } = this.holdfast.client;
    return workflow.executeUpdateWithStart(requestRefund, { args: [command], startWorkflowOperation });
  }

  refundWorkflow(refundId: string): OrderWorkflow {
    return this.holdfast.client.workflow.getHandle(refundWorkflowId(this.orderId, refundId));
  }

  readRefund(refundId: string): Promise<RefundRecord | undefined> {
    return this.holdfast.reader.findRefund(this.orderId, refundId);
  }

  /** Until an activity is under way, on the main line or beside it. */
  async untilUnderWay(activity: string): Promise<void> {
    await this.untilPending((pending) => pending.includes(activity));
  }

  /** Ships everything, and waits for the end. */
  async shipAll(): Promise<unknown> {
    await this.ship('A', EVERYTHING);
    return this.complete();
  }

  /** Keeps the history of a refund for the replay test, when histories are recorded. */
  async recordRefundHistory(scenario: string, refundId: string): Promise<void> {
    await recordHistory(scenario, await this.holdfast.history(this.refundWorkflow(refundId)), 'refund');
  }

  /** News of a refund, as the delivery of webhooks brings it. */
  async appendRefund(refundId: string, type = 'refund.updated'): Promise<void> {
    const start = refundStart({ orderId: this.orderId, refundId, command: null }, 'stripe');
    const event = { eventId: `evt_${randomUUID()}`, type };
    await signalWithStart(this.holdfast.client, REFUND, start, refundEvent, event);
  }

  /** Until no activity is under way. */
  async untilQuiet(): Promise<void> {
    await this.untilPending((pending) => pending.length === 0);
  }

  private async untilPending(isIt: (activities: string[]) => boolean): Promise<void> {
    await eventually(async () => {
      const { pendingActivities } = (await this.workflow.describe()).raw;
      return (pendingActivities ?? []).map(({ activityType }) => activityType?.name ?? '');
    }, isIt);
  }
}

/** What an update came to: `accepted`, or the code it was refused with, by the validator or after a wait. */
export async function verdictOf(update: Promise<ShipmentResult | CancellationResult>): Promise<string> {
  try {
    const result = await update;
    return result.kind === 'refused' ? result.refusal.code : result.kind;
  } catch (error) {
    return codeOf(error);
  }
}

/** The code with which the validator refused an update. @throws when the update became history */
export async function refusalOf(update: Promise<unknown>): Promise<string> {
  const error: unknown = await update.then(
    () => new Error('the validator let it through'),
    (thrown: unknown) => thrown,
  );
  return codeOf(error);
}

function codeOf(error: unknown): string {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
  return error.cause.type ?? 'no type';
}
