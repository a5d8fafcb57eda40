import { Inject, Injectable } from '@nestjs/common';
import type { CancellationCommand } from '../../../../libs/domain/orders/inputs';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { CancellationGround, GroundReader } from '../../../../libs/postgres/reading/ground-reader';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { GROUND_READER, ORDER_READER } from '../tokens';
import { requireKnownLines } from '../orders/known-lines';
import { requireOrder } from '../orders/require-order';
import { DryRuns, type ForeseenEffect } from '../dry-run/dry-runs';
import { contentHash } from '../input/content-hash';
import { closedProblem } from '../orders/closed-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { Problem } from '../problems/problem';
import { problemOf } from '../problems/refusal';
import type { NewCancellationBody } from './cancellation.schema';

/** The answer to a cancellation: minor units released, and whether an earlier request did it. */
export interface CancellationDone {
  readonly cancellationId: string;
  readonly released: number;
  readonly replayed: boolean;
}

/** What is asked for, and what an earlier request made of it. */
interface CheckedCancellation {
  readonly command: CancellationCommand;
  readonly known: CancellationDone | undefined;
}

/** Gives up units of an order that have not shipped, once. */
@Injectable()
export class CancelOrder {
  constructor(
    @Inject(GROUND_READER) private readonly grounds: GroundReader,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
    private readonly dryRuns: DryRuns,
  ) {}

  async run(orderId: string, body: NewCancellationBody, requester: Requester, until: Date): Promise<CancellationDone> {
    const { command, known } = await this.check(orderId, body, requester);
    if (known !== undefined) return known;

    const reply = await this.workflows.cancelLines(orderId, command, until);
    switch (reply.kind) {
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        return await this.doneBeforeClosing(orderId, command);
      case 'answered':
        return reply.result;
    }
  }

  /** What `run` would do. */
  async foresee(
    orderId: string,
    body: NewCancellationBody,
    requester: Requester,
    until: Date,
  ): Promise<ForeseenEffect> {
    const { command, known } = await this.check(orderId, body, requester);
    if (known !== undefined) return 'repeat';
    return this.dryRuns.foresee(orderId, { kind: 'cancel_lines', cancellation: command }, until);
  }

  private async check(orderId: string, body: NewCancellationBody, requester: Requester): Promise<CheckedCancellation> {
    const ground = await this.grounds.ofCancellation(orderId, body.cancellationId);
    requireKnownLines(ground, orderId, body.lines ?? []);
    const command = cancellationCommandOf(body, requester);
    return { command, known: done(command, ground.cancellation) };
  }

  /** The workflow may have closed between our reading and our asking. */
  private async doneBeforeClosing(orderId: string, command: CancellationCommand): Promise<CancellationDone> {
    const { cancellation } = await this.grounds.ofCancellation(orderId, command.cancellationId);
    const known = done(command, cancellation);
    if (known === undefined) throw await closedProblem(await requireOrder(this.orders, orderId), this.workflows);
    return known;
  }
}

/** A cancellation as the order's workflow takes it. */
export function cancellationCommandOf(
  { cancellationId, lines, reason }: NewCancellationBody,
  requester: Requester,
): CancellationCommand {
  const content = { cancellationId, ...(lines !== undefined && { lines }), reason };
  return { ...content, contentHash: contentHash(content), ...requester };
}

function done(
  { contentHash }: CancellationCommand,
  known: CancellationGround['cancellation'],
): CancellationDone | undefined {
  if (known === undefined) return undefined;
  const { cancellationId, released } = known;
  if (known.contentHash === contentHash) return { cancellationId, released, replayed: true };
  throw new Problem('cancellation_conflict', `Cancellation ${cancellationId} was accepted before with other content.`);
}
