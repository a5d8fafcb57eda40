import { Inject, Injectable } from '@nestjs/common';
import type { LinesResult } from '../../../../libs/domain/lifecycle/answers';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { findLineChange } from '../../../../libs/postgres/orders/line-change-store';
import { inTransaction } from '../../../../libs/postgres/database/transaction';
import type { Database } from '../../../../libs/postgres/database/database';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import type { Input, LineAddition, LineReduction } from '../../../../libs/domain/orders/inputs';
import { DryRuns, type ForeseenEffect } from '../dry-run/dry-runs';
import { contentHash } from '../input/content-hash';
import { closedProblem } from '../orders/closed-order';
import { requireOrder } from '../orders/require-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import type { UpdateReply } from '../order-workflows/send-update';
import { Problem } from '../problems/problem';
import { problemOf } from '../problems/refusal';
import { DATABASE, ORDER_READER } from '../tokens';
import type { NewLinesBody, NewReductionBody } from './line.schema';

/** What a change came to, and whether an earlier request made it. */
export interface LinesTaken {
  readonly changeId: string;
  readonly amount: number;
  readonly replayed: boolean;
}

type Reply = UpdateReply<Extract<LinesResult, { kind: 'accepted' }>>;

/** Changes the lines of an open order, once. */
@Injectable()
export class ChangeLines {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
    private readonly dryRuns: DryRuns,
  ) {}

  async add(orderId: string, body: NewLinesBody, requester: Requester, until: Date): Promise<LinesTaken> {
    const command = lineAdditionOf(body, requester);
    return this.once(orderId, command, () => this.workflows.addLines(orderId, command, until));
  }

  /** What `add` would do. */
  async foreseeAddition(
    orderId: string,
    body: NewLinesBody,
    requester: Requester,
    until: Date,
  ): Promise<ForeseenEffect> {
    const addition = lineAdditionOf(body, requester);
    return this.foresee(orderId, addition, { kind: 'add_lines', addition }, until);
  }

  async lower(
    orderId: string,
    lineId: string,
    body: NewReductionBody,
    requester: Requester,
    until: Date,
  ): Promise<LinesTaken> {
    const command = reductionOf(lineId, body, requester);
    return this.once(orderId, command, () => this.workflows.lowerLine(orderId, command, until));
  }

  /** What `lower` would do. */
  async foreseeReduction(
    orderId: string,
    lineId: string,
    body: NewReductionBody,
    requester: Requester,
    until: Date,
  ): Promise<ForeseenEffect> {
    const reduction = reductionOf(lineId, body, requester);
    return this.foresee(orderId, reduction, { kind: 'lower_line', reduction }, until);
  }

  private async foresee(
    orderId: string,
    command: LineAddition | LineReduction,
    input: Input,
    until: Date,
  ): Promise<ForeseenEffect> {
    await requireOrder(this.orders, orderId);
    if ((await this.done(orderId, command)) !== undefined) return 'repeat';
    return this.dryRuns.foresee(orderId, input, until);
  }

  private async once(
    orderId: string,
    command: { readonly changeId: string; readonly contentHash: string },
    ask: () => Promise<Reply>,
  ): Promise<LinesTaken> {
    const order = await requireOrder(this.orders, orderId);
    const known = await this.done(orderId, command);
    if (known !== undefined) return known;
    const reply = await ask();
    switch (reply.kind) {
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed': {
        // The workflow may have closed between our reading and our asking.
        const before = await this.done(orderId, command);
        if (before === undefined) throw await closedProblem(order, this.workflows);
        return before;
      }
      case 'answered':
        return reply.result;
    }
  }

  private async done(
    orderId: string,
    { changeId, contentHash: hash }: { readonly changeId: string; readonly contentHash: string },
  ): Promise<LinesTaken | undefined> {
    const known = await inTransaction(this.database, (transaction) => findLineChange(transaction, orderId, changeId));
    if (known === undefined) return undefined;
    if (known.contentHash === hash) return { changeId, amount: known.amount, replayed: true };
    throw new Problem('line_change_conflict', `Change ${changeId} was accepted before with other content.`);
  }
}

/** More lines as the order's workflow takes them. */
export function lineAdditionOf({ paymentMethod, ...body }: NewLinesBody, requester: Requester): LineAddition {
  const content = { ...body, ...(paymentMethod !== undefined && { paymentMethod }) };
  return { ...content, contentHash: contentHash(content), ...requester };
}

function reductionOf(
  lineId: string,
  { changeId, unitPrice, taxAmount, reason }: NewReductionBody,
  requester: Requester,
): LineReduction {
  const content = { changeId, lineId, unitPrice, ...(taxAmount !== undefined && { taxAmount }), reason };
  return { ...content, contentHash: contentHash(content), ...requester };
}
