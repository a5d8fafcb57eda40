import { Inject, Injectable } from '@nestjs/common';
import { WithStartWorkflowOperation, type Client } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { PaymentProvider } from '../../../../libs/domain/capabilities/payment-provider';
import type {
  AuthorizationResult,
  CancellationResult,
  ConfirmationResult,
  DeadlineResult,
  LinesResult,
  ShipmentCancellationResult,
  ShipmentResult,
} from '../../../../libs/domain/lifecycle/answers';
import type {
  CancellationCommand,
  ConfirmationCommand,
  DeadlineChange,
  LineAddition,
  LineReduction,
  Input,
  ProviderEvent,
  ShipmentCancellation,
  ShipmentCommand,
  UnitsReopening,
} from '../../../../libs/domain/orders/inputs';
import type { DryRunEffect } from '../../../../libs/domain/lifecycle/dry-run';
import type { AcceptedOrder } from '../../../../libs/domain/orders/order';
import type { AttentionClosed, AttentionClosing } from '../../../../libs/domain/payment/attention';
import type { AttentionCode } from '../../../../libs/domain/payment/payment';
import { SIGNAL_TIMEOUT_MS, signalWorkflow } from '../../../../libs/temporal/signal-workflow';
import {
  addLines,
  attentionsChanged,
  authorize,
  cancelLines,
  cancelShipment,
  captureShipment,
  changeDeadline,
  confirmPayment,
  dryRun,
  lowerLine,
  ORDER_PAYMENT,
  orderPaymentId,
  orderPaymentStart,
  reopenUnits,
  solveAttention,
  stripeEvent,
} from '../../../../workflows/order-payment/messages';
import { SOLVE_ATTENTION_OF_ENDED, solveAttentionStart } from '../../../../workflows/attention/messages';
import { MEND_ORDER, mendOrderStart } from '../../../../workflows/order-watch/messages';
import { TEMPORAL_CLIENT } from '../tokens';
import { sendUpdate, type UpdateReply } from './send-update';
import { askWorkflow } from './ask-workflow';

/**
 * The way to the workflow of an order: starts it, gives it commands and passes news on. It never asks it for state,
 * only for what a command would do.
 */
@Injectable()
export class OrderWorkflows {
  constructor(@Inject(TEMPORAL_CLIENT) private readonly client: Client) {}

  /**
   * Starts the order's workflow unless it runs already, and waits for what became of the hold.
   * @param after `nothing`: an order lives once, and after it closed PostgreSQL answers for it. `unrecorded`: also
   *   after a run that was stopped before it wrote anything down
   */
  authorize(
    order: AcceptedOrder,
    until: Date,
    after: 'nothing' | 'unrecorded' = 'nothing',
  ): Promise<UpdateReply<AuthorizationResult>> {
    const workflowId = orderPaymentId(order.orderId);
    return sendUpdate(this.client, {
      workflowId,
      until,
      send: (updateId) =>
        this.client.workflow.executeUpdateWithStart(authorize, {
          updateId,
          startWorkflowOperation: new WithStartWorkflowOperation(ORDER_PAYMENT, {
            ...orderPaymentStart(order, [order]),
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowIdReusePolicy: after === 'nothing' ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE_FAILED_ONLY',
          }),
        }),
    });
  }

  /** Asks to place the hold with a payment method of the buyer's. */
  async confirmPayment(
    orderId: string,
    confirmation: ConfirmationCommand,
    until: Date,
  ): Promise<UpdateReply<Extract<ConfirmationResult, { kind: 'accepted' }>>> {
    return decided(await this.update(orderId, until, confirmPayment, confirmation));
  }

  /** Asks for the capture of what a shipment is worth. */
  async captureShipment(
    orderId: string,
    shipment: ShipmentCommand,
    until: Date,
  ): Promise<UpdateReply<Extract<ShipmentResult, { kind: 'accepted' }>>> {
    return decided(await this.update(orderId, until, captureShipment, shipment));
  }

  /** Asks to give up units that have not shipped. */
  async cancelLines(
    orderId: string,
    cancellation: CancellationCommand,
    until: Date,
  ): Promise<UpdateReply<Extract<CancellationResult, { kind: 'accepted' }>>> {
    return decided(await this.update(orderId, until, cancelLines, cancellation));
  }

  /** Asks to undo a covered shipment. */
  async cancelShipment(
    orderId: string,
    cancellation: ShipmentCancellation,
    until: Date,
  ): Promise<UpdateReply<Extract<ShipmentCancellationResult, { kind: 'accepted' }>>> {
    return decided(await this.update(orderId, until, cancelShipment, cancellation));
  }

  /** Asks to open units again that go back. */
  async reopenUnits(
    orderId: string,
    reopening: UnitsReopening,
    until: Date,
  ): Promise<UpdateReply<Extract<LinesResult, { kind: 'accepted' }>>> {
    return decided(await this.update(orderId, until, reopenUnits, reopening));
  }

  /** Asks to add lines. */
  async addLines(
    orderId: string,
    addition: LineAddition,
    until: Date,
  ): Promise<UpdateReply<Extract<LinesResult, { kind: 'accepted' }>>> {
    return decided(await this.update(orderId, until, addLines, addition));
  }

  /** Asks to make the open units of a line cheaper. */
  async lowerLine(
    orderId: string,
    reduction: LineReduction,
    until: Date,
  ): Promise<UpdateReply<Extract<LinesResult, { kind: 'accepted' }>>> {
    return decided(await this.update(orderId, until, lowerLine, reduction));
  }

  /** Asks for another deadline policy. */
  async changeDeadline(
    orderId: string,
    change: DeadlineChange,
    until: Date,
  ): Promise<UpdateReply<Extract<DeadlineResult, { kind: 'accepted' }>>> {
    return decided(await this.update(orderId, until, changeDeadline, change));
  }

  /** Asks what would become of a command; nothing happens, and it may be repeated. */
  async foresee(orderId: string, input: Input, until: Date): Promise<UpdateReply<DryRunEffect | 'repeat'>> {
    const workflow = this.client.workflow.getHandle(orderPaymentId(orderId));
    const foreseen = await askWorkflow(this.client, until, () => workflow.query(dryRun, input));
    if (foreseen === 'closed') return { kind: 'closed' };
    switch (foreseen.kind) {
      case 'refused':
        return foreseen;
      case 'repeat':
        return { kind: 'answered', result: 'repeat' };
      case 'done':
        return { kind: 'answered', result: foreseen.effect };
    }
  }

  /** Asks to close an alert of an order whose workflow runs. */
  closeAttention(closing: AttentionClosing, until: Date): Promise<UpdateReply<AttentionClosed>> {
    return this.update(closing.orderId, until, solveAttention, closing);
  }

  /** The same of an order whose workflow is over. @param provider whom the order is paid through */
  closeAttentionOfEnded(
    closing: AttentionClosing,
    provider: PaymentProvider,
    until: Date,
  ): Promise<UpdateReply<AttentionClosed>> {
    const start = solveAttentionStart(closing, provider);
    return sendUpdate(this.client, {
      workflowId: start.workflowId,
      until,
      send: () =>
        this.client.workflow.execute<(closing: AttentionClosing) => Promise<AttentionClosed>>(
          SOLVE_ATTENTION_OF_ENDED,
          start,
        ),
    });
  }

  /**
   * Has an order looked at whose workflow is gone; what cannot be asked for now is done by the next walk of the watch.
   */
  async mend(orderId: string): Promise<void> {
    await this.client
      .withDeadline(Date.now() + SIGNAL_TIMEOUT_MS, () =>
        this.client.workflow.start(MEND_ORDER, mendOrderStart(orderId)),
      )
      .catch(() => undefined);
  }

  /** Tells the order's workflow that something changed at Stripe. */
  signalOrder(orderId: string, event: ProviderEvent): Promise<'signalled' | 'not_found'> {
    return this.client.withDeadline(Date.now() + SIGNAL_TIMEOUT_MS, () =>
      signalWorkflow(this.client, orderPaymentId(orderId), stripeEvent, event),
    );
  }

  /** Tells the order's workflow which of the order's alerts are open. */
  signalAttentions(orderId: string, codes: AttentionCode[]): Promise<'signalled' | 'not_found'> {
    return this.client.withDeadline(Date.now() + SIGNAL_TIMEOUT_MS, () =>
      signalWorkflow(this.client, orderPaymentId(orderId), attentionsChanged, codes),
    );
  }

  private update<Result, Command>(
    orderId: string,
    until: Date,
    definition: UpdateDefinition<Result, [Command]>,
    command: Command,
  ): Promise<UpdateReply<Result>> {
    const workflowId = orderPaymentId(orderId);
    const workflow = this.client.workflow.getHandle(workflowId);
    const send = (updateId: string): Promise<Result> =>
      workflow.executeUpdate<Result, [Command]>(definition, { updateId, args: [command] });
    return sendUpdate(this.client, { workflowId, until, send });
  }
}

/** A refusal decided after the update was accepted is the same to the caller as one by the validator. */
function decided<Accepted extends { kind: 'accepted' }>(
  reply: UpdateReply<Accepted | Extract<ShipmentResult, { kind: 'refused' }>>,
): UpdateReply<Accepted> {
  if (reply.kind !== 'answered') return reply;
  const { result } = reply;
  if (result.kind === 'refused') return { kind: 'refused', refusal: result.refusal };
  return { kind: 'answered', result };
}
