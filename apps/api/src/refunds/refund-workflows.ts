import { Inject, Injectable } from '@nestjs/common';
import { WithStartWorkflowOperation, type Client } from '@temporalio/client';
import type { PaymentProvider } from '../../../../libs/domain/capabilities/payment-provider';
import type { RefundCommand, RefundEvent, RefundResult } from '../../../../libs/domain/refunds/refund';
import type { Database } from '../../../../libs/postgres/database/database';
import { providerOfOrder } from '../../../../libs/postgres/orders/order-store';
import { SIGNAL_TIMEOUT_MS, signalWithStart } from '../../../../libs/temporal/signal-workflow';
import {
  REFUND,
  refundEvent,
  refundStart,
  refundWorkflowId,
  requestRefund,
} from '../../../../workflows/refund/messages';
import { sendUpdate, type UpdateReply } from '../order-workflows/send-update';
import { DATABASE, TEMPORAL_CLIENT } from '../tokens';

/** An order, and whom it is paid through. */
export interface PaidOrder {
  readonly orderId: string;
  readonly provider: PaymentProvider;
}

/** The way to the workflow of a refund: starts it and passes news on. It needs nothing of the order's workflow. */
@Injectable()
export class RefundWorkflows {
  constructor(
    @Inject(TEMPORAL_CLIENT) private readonly client: Client,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  /** Starts the refund's workflow unless it runs already, and waits for what Stripe answered. */
  requestRefund(
    { orderId, provider }: PaidOrder,
    command: RefundCommand,
    until: Date,
  ): Promise<UpdateReply<RefundResult>> {
    const { refundId } = command;
    const start = refundStart({ orderId, refundId, command }, provider);
    return sendUpdate(this.client, {
      workflowId: refundWorkflowId(orderId, refundId),
      until,
      send: (updateId) =>
        this.client.workflow.executeUpdateWithStart(requestRefund, {
          updateId,
          args: [command],
          startWorkflowOperation: new WithStartWorkflowOperation(REFUND, start),
        }),
    });
  }

  /** Tells the refund's workflow that something changed at Stripe; one that has ended looks once more. */
  async signalRefund(orderId: string, refundId: string, event: RefundEvent): Promise<'signalled'> {
    const provider = await providerOfOrder(this.database, orderId);
    const start = refundStart({ orderId, refundId, command: null }, provider);
    return this.client.withDeadline(Date.now() + SIGNAL_TIMEOUT_MS, () =>
      signalWithStart(this.client, REFUND, start, refundEvent, event),
    );
  }
}
