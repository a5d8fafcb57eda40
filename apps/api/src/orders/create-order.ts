import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { ApiConfig } from '../../../../libs/config/config';
import { capabilitiesOfProvider, type PaymentProvider } from '../../../../libs/domain/capabilities/payment-provider';
import type { AuthorizationResult } from '../../../../libs/domain/lifecycle/answers';
import { acceptOrder } from '../../../../libs/domain/orders/order-acceptance';
import type { BuyerDetails } from '../../../../libs/domain/orders/buyer';
import type { AcceptedOrder } from '../../../../libs/domain/orders/order';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import type { GroundReader } from '../../../../libs/postgres/reading/ground-reader';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import type { Database } from '../../../../libs/postgres/database/database';
import { forgetBuyer, keepBuyer } from '../../../../libs/postgres/orders/buyer-store';
import { API_CONFIG, DATABASE, GROUND_READER, ORDER_READER } from '../tokens';
import { contentHash } from '../input/content-hash';
import { closedProblem } from './closed-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { invalidRequest, Problem, temporarilyUnavailable, withErrors } from '../problems/problem';
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
    const { order, buyer } = accept(body, requester, this.config);
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

/** @returns the order, and what is kept apart from it: null when nothing was said of the buyer */
function accept(
  body: NewOrderBody,
  requester: Requester,
  config: Pick<ApiConfig, 'defaultProvider' | 'providers'>,
): { readonly order: AcceptedOrder; readonly buyer: BuyerDetails | null } {
  const { receiptEmail = null, shippingAddress = null, ...rest } = body;
  const provider = providerFor(body, config);
  const { marginSeconds = capabilitiesOfProvider(provider).marginSeconds } = body.policy;
  const newOrder = { ...rest, payment: { ...body.payment, provider }, policy: { ...body.policy, marginSeconds } };
  const acceptance = acceptOrder(newOrder, {
    contentHash: contentHash(asSent(body)),
    acceptanceId: randomUUID(),
    ...requester,
    acceptedAt: new Date().toISOString(),
  });
  if (acceptance.kind === 'refused') throw invalidRequest(acceptance.problems);
  if (acceptance.kind === 'too_small') {
    const { problems, minimumAmount } = acceptance;
    throw withErrors('amount_too_small', 'the order costs less than Stripe charges', problems, { minimumAmount });
  }
  const buyer = receiptEmail === null && shippingAddress === null ? null : { receiptEmail, shippingAddress };
  return { order: acceptance.order, buyer };
}

/** Only one that this Holdfast can be told by what became of the order. */
function providerFor(
  { payment }: NewOrderBody,
  { defaultProvider, providers }: Pick<ApiConfig, 'defaultProvider' | 'providers'>,
): PaymentProvider {
  const provider = payment.provider ?? defaultProvider;
  if (providers.includes(provider)) return provider;
  const message = `"${provider}" is not set up here: orders can be paid through ${providers.join(' or ')}`;
  throw invalidRequest([{ path: 'payment.provider', message }]);
}

/** What counted as sent before a margin could be left out. */
const MARGIN_ONCE_FILLED_IN = 12 * 60 * 60;

/** What the fingerprint is made of: whatever is filled in by how Holdfast is set up is no part of it. */
function asSent(body: NewOrderBody): NewOrderBody {
  return { ...body, policy: { ...body.policy, marginSeconds: body.policy.marginSeconds ?? MARGIN_ONCE_FILLED_IN } };
}

function requireSameContent(known: { readonly contentHash: string }, { orderId, contentHash }: AcceptedOrder): void {
  if (known.contentHash === contentHash) return;
  throw new Problem('order_conflict', `Order ${orderId} was accepted before with other content.`);
}
