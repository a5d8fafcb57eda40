import { Inject, Injectable } from '@nestjs/common';
import type { OrderRecord } from '../../../../libs/postgres/order-record';
import type { OrderReader } from '../../../../libs/postgres/order-reader';
import { closedProblem } from '../orders/closed-order';
import { requireOrder } from '../orders/require-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { problemOf } from '../problems/refusal';
import { ORDER_READER } from '../tokens';
import type { NewConfirmationBody } from './confirmation.schema';

export interface PaymentConfirmed {
  readonly order: OrderRecord;
  /** The hold lived already: this request changed nothing. */
  readonly replayed: boolean;
}

/** Places the hold of an order that waits for a payment method, or for a better one. */
@Injectable()
export class ConfirmPayment {
  constructor(
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
  ) {}

  async run(orderId: string, body: NewConfirmationBody, requestId: string, until: Date): Promise<PaymentConfirmed> {
    const known = await requireOrder(this.orders, orderId);
    // A hold that lives or a card that is saved needs no other, so that the workflow need not be asked again and again.
    const state = known.authorization?.state;
    if (state === 'held' || state === 'saved') return { order: known, replayed: true };

    const reply = await this.workflows.confirmPayment(orderId, { ...body, requestId }, until);
    switch (reply.kind) {
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        throw closedProblem(await requireOrder(this.orders, orderId));
      case 'answered':
        return { order: await requireOrder(this.orders, orderId), replayed: reply.result.replayed };
    }
  }
}
