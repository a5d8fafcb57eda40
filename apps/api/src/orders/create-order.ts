import { Inject, Injectable } from '@nestjs/common';
import type { ApiConfig } from '../../../../libs/config/config';
import type { AuthorizationResult } from '../../../../libs/domain/lifecycle/answers';
import type { AcceptedOrder } from '../../../../libs/domain/orders/order';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import type { GroundReader } from '../../../../libs/postgres/reading/ground-reader';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import type { Database } from '../../../../libs/postgres/database/database';
import { forgetBuyer, keepBuyer } from '../../../../libs/postgres/orders/buyer-store';
import { API_CONFIG, DATABASE, GROUND_READER, ORDER_READER } from '../tokens';
import { accept } from './accept-order';
import { closedProblem } from './closed-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { invalidRequest, Problem, temporarilyUnavailable } from '../problems/problem';
import { problemOf } from '../problems/refusal';
import { requireNoStandstill } from './standstill';
import type { NewOrderBody } from './new-order.schema';

/** What a create came to, and whether an earlier request had done it already. */
export interface OrderCreated {
  readonly order: OrderRecord;
  readonly replayed: boolean;
}

/** Accepts an order once, however often and by however many requests it is sent. */
@Injectable()
export class CreateOrder {
  constructor(
    @Inject(GROUND_READER) private readonly grounds: GroundReader,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    private readonly workflows: OrderWorkflows,
  ) {}

  async run(body: NewOrderBody, requester: Requester, until: Date): Promise<OrderCreated> {
    const { order, buyer } = accept(body, requester, this.config, new Date().toISOString());
    const ground = await this.grounds.ofOrder(order.orderId);
    requireNoStandstill(ground);
    const { order: known } = ground;
    if (known !== undefined) requireSameContent(known, order);
    // `created`: its authorization has no outcome yet, so the workflow is asked again.
    if (known !== undefined && known.status !== 'created') {
      return { order: await this.recorded(order, neverRecorded), replayed: true };
    }

    if (buyer !== null) await keepBuyer(this.database, order.acceptanceId, buyer, order.acceptedAt);
    const reply = await this.authorized(order, until);
    switch (reply.kind) {
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        return this.afterClosing(order, until);
      case 'answered':
        return this.answered(order, reply.result);
    }
  }

  /** One that was refused a moment ago may still have a workflow, which is about to end: this one is no repeat. */
  private async authorized(
    order: AcceptedOrder,
    until: Date,
  ): Promise<Awaited<ReturnType<OrderWorkflows['authorize']>>> {
    let reply = await this.workflows.authorize(order, until);
    while (reply.kind === 'answered' && isOfRefused(reply.result, order)) {
      if (Date.now() >= until.getTime()) throw temporarilyUnavailable(`Order ${order.orderId} was refused just now.`);
      reply = await this.workflows.authorize(order, until, 'unrecorded');
    }
    return reply;
  }

  private async answered(order: AcceptedOrder, result: AuthorizationResult): Promise<OrderCreated> {
    requireSameContent(result, order);
    const replayed = result.acceptanceId !== order.acceptanceId;
    if (replayed || result.refused !== undefined) await forgetBuyer(this.database, order.acceptanceId);
    if (result.refused !== undefined) throw invalidRequest([result.refused]);
    return { order: await this.recorded(order, neverRecorded), replayed };
  }

  /**
   * The workflow is over: with its order, or before it wrote anything down, or it was stopped while Stripe was asked.
   */
  private async afterClosing(order: AcceptedOrder, until: Date): Promise<OrderCreated> {
    const known = await this.orders.findOrder(order.orderId);
    if (known === undefined) {
      const reply = await this.workflows.authorize(order, until, 'unrecorded');
      if (reply.kind === 'answered') return this.answered(order, reply.result);
    } else if (known.status === 'created') {
      requireSameContent(known, order);
      throw await closedProblem(known, this.workflows);
    }
    return { order: await this.recorded(order, endedUnrecorded), replayed: true };
  }

  private async recorded(order: AcceptedOrder, missing: (orderId: string) => Error): Promise<OrderRecord> {
    const record = await this.orders.findOrder(order.orderId);
    if (record === undefined) throw missing(order.orderId);
    requireSameContent(record, order);
    return record;
  }
}

function neverRecorded(orderId: string): Error {
  return new Error(`Order ${orderId} has a workflow, but is not in PostgreSQL: was one of the two restored?`);
}

/** Its workflow ended before it wrote anything down, and may not begin once more. */
function endedUnrecorded(orderId: string): Error {
  return temporarilyUnavailable(
    `The workflow of order ${orderId} has ended, but the order is not recorded: a person must look.`,
  );
}

/** Whether the answer is to another request under the same id, which was refused. */
function isOfRefused(answer: AuthorizationResult, order: AcceptedOrder): boolean {
  return answer.refused !== undefined && answer.contentHash !== order.contentHash;
}

function requireSameContent(known: { readonly contentHash: string }, { orderId, contentHash }: AcceptedOrder): void {
  if (known.contentHash === contentHash) return;
  throw new Problem('order_conflict', `Order ${orderId} was accepted before with other content.`);
}
