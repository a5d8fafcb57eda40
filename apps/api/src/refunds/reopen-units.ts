import { Inject, Injectable } from '@nestjs/common';
import type { DryRunEffect } from '../../../../libs/domain/lifecycle/dry-run';
import type { UnitsReopening } from '../../../../libs/domain/orders/inputs';
import { joined } from '../../../../libs/domain/orders/unit-spans';
import { refundConflict, type RefundCommand } from '../../../../libs/domain/refunds/refund';
import type { Database } from '../../../../libs/postgres/database/database';
import { inSnapshot, inTransaction } from '../../../../libs/postgres/database/transaction';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { findLineChange } from '../../../../libs/postgres/orders/line-change-store';
import { decideRefund } from '../../../../libs/postgres/refunds/refund-decision';
import { DryRuns } from '../dry-run/dry-runs';
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
    const reopening = await this.reopeningOf(orderId, command);
    if (reopening === undefined) return;
    const reply = await this.workflows.reopenUnits(orderId, reopening, until);
    switch (reply.kind) {
      case 'answered':
        return;
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        throw await closedProblem(order, this.workflows);
    }
  }

  /** A refund that was refused can be sent again, also when the order is over: its units are open, or have shipped. */
  private async isDone(orderId: string, { refundId, contentHash }: RefundCommand): Promise<boolean> {
    const changeId = changeIdOf(refundId);
    const known = await inTransaction(this.database, (transaction) => findLineChange(transaction, orderId, changeId));
    if (known === undefined || known.contentHash === contentHash) return known !== undefined;
    throw problemOf(refundConflict(refundId));
  }

  /** What `run` would do. */
  async foresee(orderId: string, command: RefundCommand, until: Date): Promise<Partial<DryRunEffect>> {
    const reopening = (await this.isDone(orderId, command)) ? undefined : await this.reopeningOf(orderId, command);
    if (reopening === undefined) return {};
    const foreseen = await this.dryRuns.foresee(orderId, { kind: 'reopen_units', reopening }, until);
    return foreseen === 'repeat' ? {} : foreseen;
  }

  /**
   * Which units go back: the workflow counts with them, and its activity makes sure of them under the order's lock.
   * Undefined when their refund is recorded.
   */
  private async reopeningOf(orderId: string, command: RefundCommand): Promise<UnitsReopening | undefined> {
    const decision = await inSnapshot(this.database, (transaction) => decideRefund(transaction, orderId, command));
    switch (decision.kind) {
      case 'known':
        return undefined;
      case 'refused':
        throw problemOf(decision.refusal);
      case 'planned': {
        const units = joined(decision.parts.flatMap((part) => part.units));
        return { ...command, changeId: changeIdOf(command.refundId), units };
      }
    }
  }
}

/** No change of the shop's is named so: its ids have no slash. */
function changeIdOf(refundId: string): string {
  return `refund/${refundId}`;
}
