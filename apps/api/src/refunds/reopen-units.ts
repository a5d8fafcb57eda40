import { Inject, Injectable } from '@nestjs/common';
import type { UnitsReopening } from '../../../../libs/domain/orders/inputs';
import { joined } from '../../../../libs/domain/orders/unit-spans';
import { refundConflict, type RefundCommand } from '../../../../libs/domain/refunds/refund';
import { planRefund } from '../../../../libs/domain/refunds/refund-plan';
import type { Database } from '../../../../libs/postgres/database/database';
import { inTransaction } from '../../../../libs/postgres/database/transaction';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { findLineChange } from '../../../../libs/postgres/orders/line-change-store';
import { readRefundable } from '../../../../libs/postgres/refunds/refundable-store';
import { DryRuns, type ForeseenEffect } from '../dry-run/dry-runs';
import { closedProblem } from '../orders/closed-order';
import { requireOrder } from '../orders/require-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { problemOf } from '../problems/refusal';
import { DATABASE, ORDER_READER } from '../tokens';

/** Opens the units of a refund again before anything goes back: whoever cannot ship a replacement is told so first. */
@Injectable()
export class ReopenUnits {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
    private readonly dryRuns: DryRuns,
  ) {}

  /** Once, however often it is asked for. @throws Problem when the units cannot go back, or cannot open again */
  async run(orderId: string, command: RefundCommand, until: Date): Promise<void> {
    const order = await requireOrder(this.orders, orderId);
    if (await this.isDone(orderId, command)) return;
    const reply = await this.workflows.reopenUnits(orderId, await this.reopeningOf(orderId, command), until);
    switch (reply.kind) {
      case 'answered':
        return;
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        throw await closedProblem(order, this.workflows);
    }
  }

  /** What `run` would do. */
  async foresee(orderId: string, command: RefundCommand, until: Date): Promise<ForeseenEffect> {
    if (await this.isDone(orderId, command)) return 'repeat';
    const reopening = await this.reopeningOf(orderId, command);
    return this.dryRuns.foresee(orderId, { kind: 'reopen_units', reopening }, until);
  }

  /** A refund that was refused can be sent again, also when the order is over: its units are open, or have shipped. */
  private async isDone(orderId: string, { refundId, contentHash }: RefundCommand): Promise<boolean> {
    const changeId = changeIdOf(refundId);
    const known = await inTransaction(this.database, (transaction) => findLineChange(transaction, orderId, changeId));
    if (known === undefined || known.contentHash === contentHash) return known !== undefined;
    throw problemOf(refundConflict(refundId));
  }

  /** Which units go back: the workflow counts with them, and its activity makes sure of them under the order's lock. */
  private async reopeningOf(orderId: string, command: RefundCommand): Promise<UnitsReopening> {
    const records = await inTransaction(this.database, (transaction) => readRefundable(transaction, orderId));
    const plan = planRefund(records, command);
    if (plan.kind === 'refused') throw problemOf(plan.refusal);
    const units = joined(plan.parts.flatMap((part) => part.units));
    return { ...command, changeId: changeIdOf(command.refundId), units };
  }
}

/** No change of the shop's is named so: its ids have no slash. */
function changeIdOf(refundId: string): string {
  return `refund/${refundId}`;
}
