import { Inject, Injectable } from '@nestjs/common';
import type { DeadlineChange } from '../../../../libs/domain/orders/inputs';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { DryRuns, type ForeseenEffect } from '../dry-run/dry-runs';
import { closedProblem } from '../orders/closed-order';
import { requireOrder } from '../orders/require-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { problemOf } from '../problems/refusal';
import { ORDER_READER } from '../tokens';
import type { NewDeadlineBody } from './deadline.schema';

/** The order after the change, and whether it was so before. */
export interface DeadlineTaken {
  readonly order: OrderRecord;
  readonly replayed: boolean;
}

/** Gives an open order another deadline policy. The same once more changes nothing. */
@Injectable()
export class ChangeDeadline {
  constructor(
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
    private readonly dryRuns: DryRuns,
  ) {}

  async run(orderId: string, body: NewDeadlineBody, requester: Requester, until: Date): Promise<DeadlineTaken> {
    await requireOrder(this.orders, orderId);
    const reply = await this.workflows.changeDeadline(orderId, deadlineChangeOf(body, requester), until);
    switch (reply.kind) {
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        throw await closedProblem(await requireOrder(this.orders, orderId), this.workflows);
      case 'answered':
        return { order: await requireOrder(this.orders, orderId), replayed: reply.result.replayed };
    }
  }

  /** What `run` would do. */
  async foresee(orderId: string, body: NewDeadlineBody, requester: Requester, until: Date): Promise<ForeseenEffect> {
    await requireOrder(this.orders, orderId);
    return this.dryRuns.foresee(orderId, { kind: 'change_deadline', change: deadlineChangeOf(body, requester) }, until);
  }
}

/** A change of the deadline as the order's workflow takes it. */
export function deadlineChangeOf({ onDeadline, marginSeconds }: NewDeadlineBody, requester: Requester): DeadlineChange {
  return {
    ...(onDeadline !== undefined && { onDeadline }),
    ...(marginSeconds !== undefined && { marginSeconds }),
    ...requester,
  };
}
