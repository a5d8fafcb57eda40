import { Inject, Injectable } from '@nestjs/common';
import { isFinalStatus } from '../../../../libs/domain/orders/order-status';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { AttentionClosed, AttentionClosing } from '../../../../libs/domain/payment/attention';
import type { AttentionCode } from '../../../../libs/domain/payment/payment';
import type { Database } from '../../../../libs/postgres/database/database';
import { listAttentions, type ListedAttention } from '../../../../libs/postgres/reading/attention-list';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { closedProblem } from '../orders/closed-order';
import { requireOrder } from '../orders/require-order';
import { Problem } from '../problems/problem';
import { problemOf } from '../problems/refusal';
import { DATABASE, ORDER_READER } from '../tokens';
import type { AttentionClosingBody } from './attention.schema';

/** The alert, and whether an earlier request closed it. */
export interface ClosedAttention {
  readonly attention: ListedAttention;
  readonly replayed: boolean;
}

/** Closes an alert that a person has solved, once. */
@Injectable()
export class CloseAttention {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
  ) {}

  async run(
    { orderId, code }: { readonly orderId: string; readonly code: AttentionCode },
    body: AttentionClosingBody,
    requester: Requester,
    until: Date,
  ): Promise<ClosedAttention> {
    await requireOrder(this.orders, orderId);
    const known = await this.newest(orderId, code);
    if (known !== undefined && isClosedAs(known, body)) return { attention: known, replayed: true };
    if (known?.closedAt !== null) throw notOpen(orderId, code);

    const closed = await this.close({ orderId, code, ...body, ...requester }, until);
    const attention = await this.newest(orderId, code);
    // Somebody else was faster, or the same request at the same time.
    if (attention === undefined || !isClosedAs(attention, body)) throw notOpen(orderId, code);
    return { attention, replayed: closed.kind === 'attention_not_open' };
  }

  private async close(closing: AttentionClosing, until: Date): Promise<AttentionClosed> {
    const reply = await this.workflows.closeAttention(closing, until);
    switch (reply.kind) {
      case 'answered':
        return reply.result;
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        return await this.closeOfEnded(closing, until);
    }
  }

  /** Of an order that is not over the workflow is gone: it is brought back first. */
  private async closeOfEnded(closing: AttentionClosing, until: Date): Promise<AttentionClosed> {
    const order = await requireOrder(this.orders, closing.orderId);
    if (!isFinalStatus(order.status)) throw await closedProblem(order, this.workflows);
    const reply = await this.workflows.closeAttentionOfEnded(closing, order.given.payment.provider, until);
    if (reply.kind === 'answered') return reply.result;
    throw reply.kind === 'refused' ? problemOf(reply.refusal) : await closedProblem(order, this.workflows);
  }

  private async newest(orderId: string, code: AttentionCode): Promise<ListedAttention | undefined> {
    const { items } = await listAttentions(this.database, { orderId, code, cursor: null, limit: 1 });
    return items[0];
  }
}

function isClosedAs({ closedBy, closeReason }: ListedAttention, { by, reason }: AttentionClosingBody): boolean {
  return closedBy === by && closeReason === reason;
}

function notOpen(orderId: string, code: AttentionCode): Problem {
  return new Problem('attention_not_open', `No alert ${code} of order ${orderId} is open.`);
}
