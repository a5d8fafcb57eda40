import { Inject, Injectable } from '@nestjs/common';
import { noEffect, type DryRunEffect } from '../../../../libs/domain/lifecycle/dry-run';
import type { Input } from '../../../../libs/domain/orders/inputs';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import type { HttpReply } from '../http/request';
import { closedProblem, type Mender } from '../orders/closed-order';
import { requireOrder } from '../orders/require-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { Problem } from '../problems/problem';
import { PROBLEMS } from '../problems/problem-codes';
import { problemOf } from '../problems/refusal';
import { ORDER_READER } from '../tokens';
import type { DryRunBody } from './dry-run.schema';
import { refusedWith } from './refused-with';

/** What a command would do, and what is left out would not change; `repeat`: an earlier request did it. */
export type ForeseenEffect = Partial<DryRunEffect> | 'repeat';

/** Says what a command would do, before somebody sends it; nothing happens. */
@Injectable()
export class DryRuns {
  constructor(
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
  ) {}

  /**
   * Asks the order's workflow what it would decide.
   * @param whyClosed what the command would be answered with once the workflow is over
   * @throws Problem that the command would be answered with
   */
  async foresee(
    orderId: string,
    input: Input,
    until: Date,
    whyClosed: (order: OrderRecord, workflows: Mender) => Promise<Problem> = closedProblem,
  ): Promise<ForeseenEffect> {
    const reply = await this.workflows.foresee(orderId, input, until);
    switch (reply.kind) {
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        throw await whyClosed(await requireOrder(this.orders, orderId), NOBODY);
      case 'answered':
        return reply.result;
    }
  }

  /** The answer of a dry run: what was foreseen, or what the order as it stands does not allow. */
  async answer(orderId: string, reply: HttpReply, foresee: () => Promise<ForeseenEffect>): Promise<DryRunBody> {
    const foreseen = await outcomeOf(foresee);
    const { currency, amounts } = await requireOrder(this.orders, orderId);
    reply.status(200);
    const isEffect = foreseen !== 'repeat' && !(foreseen instanceof Problem);
    const { requests, ...moved } = { ...noEffect(amounts.held), ...(isEffect && foreseen) };
    return {
      ...{ dryRun: true, orderId, currency },
      refusal: foreseen instanceof Problem ? refusedWith(foreseen) : null,
      replayed: foreseen === 'repeat',
      requests: [...requests],
      amounts: moved,
    };
  }
}

/** A dry run brings no workflow back; the order watch does it within a minute anyway. */
const NOBODY: Mender = { mend: () => Promise.resolve() };

async function outcomeOf(foresee: () => Promise<ForeseenEffect>): Promise<ForeseenEffect | Problem> {
  try {
    return await foresee();
  } catch (error) {
    if (error instanceof Problem && isAnswer(error)) return error;
    throw error;
  }
}

/** The order says no. What is wrong with the request itself, or with us, is said as ever. */
function isAnswer({ code }: Problem): boolean {
  return PROBLEMS[code].status === 409;
}
