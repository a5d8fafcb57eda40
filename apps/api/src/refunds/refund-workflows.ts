import { Inject, Injectable } from '@nestjs/common';
import { WithStartWorkflowOperation, type Client } from '@temporalio/client';
import type { RefundCommand, RefundEvent, RefundResult } from '../../../../libs/domain/refunds/refund';
import { SIGNAL_TIMEOUT_MS, signalWithStart } from '../../../../libs/temporal/signal-workflow';
import {
  REFUND,
  refundEvent,
  refundStart,
  refundWorkflowId,
  requestRefund,
} from '../../../../workflows/refund/messages';
import { sendUpdate, type UpdateReply } from '../order-workflows/send-update';
import { TEMPORAL_CLIENT } from '../tokens';

/** The way to the workflow of a refund: starts it and passes news on. It needs nothing of the order's workflow. */
@Injectable()
export class RefundWorkflows {
  constructor(@Inject(TEMPORAL_CLIENT) private readonly client: Client) {}

  /** Starts the refund's workflow unless it runs already, and waits for what Stripe answered. */
  requestRefund(orderId: string, command: RefundCommand, until: Date): Promise<UpdateReply<RefundResult>> {
    const { refundId } = command;
    return sendUpdate(this.client, {
      workflowId: refundWorkflowId(orderId, refundId),
      until,
      send: (updateId) =>
        this.client.workflow.executeUpdateWithStart(requestRefund, {
          updateId,
          args: [command],
          startWorkflowOperation: new WithStartWorkflowOperation(REFUND, refundStart({ orderId, refundId, command })),
        }),
    });
  }

  /** Tells the refund's workflow that something changed at Stripe; one that has ended looks once more. */
  signalRefund(orderId: string, refundId: string, event: RefundEvent): Promise<'signalled'> {
    const start = refundStart({ orderId, refundId, command: null });
    return this.client.withDeadline(Date.now() + SIGNAL_TIMEOUT_MS, () =>
      signalWithStart(this.client, REFUND, start, refundEvent, event),
    );
  }
}
