import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { PaymentProvider } from '../../../../libs/domain/capabilities/payment-provider';
import { refundConflict, type RefundCommand } from '../../../../libs/domain/refunds/refund';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { Database } from '../../../../libs/postgres/database/database';
import type { GroundReader, RefundGround } from '../../../../libs/postgres/reading/ground-reader';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import type { RefundRecord } from '../../../../libs/postgres/records/order-record';
import type { ForeseenEffect } from '../dry-run/dry-runs';
import { contentHash } from '../input/content-hash';
import { requireKnownLines } from '../orders/known-lines';
import { Problem, temporarilyUnavailable } from '../problems/problem';
import { problemOf } from '../problems/refusal';
import { DATABASE, GROUND_READER, ORDER_READER } from '../tokens';
import { foreseeRefund } from './foresee-refund';
import { ReopenUnits } from './reopen-units';
import { RefundWorkflows } from './refund-workflows';
import type { NewRefundBody } from './refund.schema';

/** The answer to a refund, and whether an earlier request made it. */
export interface RefundTaken {
  readonly refund: RefundRecord;
  readonly replayed: boolean;
}

/** What is asked for, and what an earlier request made of it. */
interface CheckedRefund {
  readonly command: RefundCommand;
  readonly provider: PaymentProvider;
  readonly known: RefundRecord | undefined;
}

/** Gives captured money back, once, however often it is asked for; whether or not the order is still open. */
@Injectable()
export class RequestRefund {
  constructor(
    @Inject(GROUND_READER) private readonly grounds: GroundReader,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: RefundWorkflows,
    private readonly reopening: ReopenUnits,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  async run(orderId: string, body: NewRefundBody, requester: Requester, until: Date): Promise<RefundTaken> {
    const { command, provider, known } = await this.check(orderId, body, requester);
    if (known !== undefined) return { refund: known, replayed: true };

    if (body.reopen) await this.reopening.run(orderId, command, until);
    const reply = await this.workflows.requestRefund({ orderId, provider }, command, until);
    switch (reply.kind) {
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        return { refund: await this.doneBeforeClosing(orderId, command), replayed: true };
      case 'answered': {
        const { result } = reply;
        if (result.kind === 'refused') throw problemOf(result.refusal);
        const replayed = result.acceptanceId !== command.acceptanceId;
        return { refund: await this.recorded(orderId, command), replayed };
      }
    }
  }

  /** What `run` would do. */
  async foresee(orderId: string, body: NewRefundBody, requester: Requester, until: Date): Promise<ForeseenEffect> {
    const { command, known } = await this.check(orderId, body, requester);
    if (known !== undefined) return 'repeat';
    const refund = await foreseeRefund(this.database, orderId, command);
    if (body.reopen === undefined || refund === 'repeat') return refund;
    const { requests = [], ...room } = await this.reopening.foresee(orderId, command, until);
    return { ...room, ...refund, requests: [...requests, ...(refund.requests ?? [])] };
  }

  private async check(orderId: string, body: NewRefundBody, requester: Requester): Promise<CheckedRefund> {
    const ground = await this.grounds.ofRefund(orderId, body.refundId, body.shipmentId);
    const provider = requireKnownNames(ground, orderId, body);
    const command = refundCommandOf(body, requester);
    return { command, provider, known: await this.done(orderId, command, ground.refund) };
  }

  /** The refund when Stripe has answered it; one that is under way or was refused is still the workflow's to answer. */
  private async done(
    orderId: string,
    { refundId, contentHash }: RefundCommand,
    known: RefundGround['refund'],
  ): Promise<RefundRecord | undefined> {
    if (known === undefined || known.status === 'requested' || known.status === 'refused') return undefined;
    if (known.contentHash === contentHash) return this.orders.findRefund(orderId, refundId);
    throw problemOf(refundConflict(refundId));
  }

  /** The workflow may have closed between our asking and its answering. */
  private async doneBeforeClosing(orderId: string, command: RefundCommand): Promise<RefundRecord> {
    const { refund } = await this.grounds.ofRefund(orderId, command.refundId, command.shipmentId);
    const known = await this.done(orderId, command, refund);
    if (known === undefined)
      throw temporarilyUnavailable('The refund was not accepted. Repeating the request is safe.');
    return known;
  }

  private async recorded(orderId: string, { refundId }: RefundCommand): Promise<RefundRecord> {
    const record = await this.orders.findRefund(orderId, refundId);
    if (record === undefined) {
      throw new Error(`Refund ${refundId} of order ${orderId} was made, but is not in PostgreSQL`);
    }
    return record;
  }
}

/** @returns whom the order is paid through */
function requireKnownNames(
  ground: RefundGround,
  orderId: string,
  { lines, shipmentId }: NewRefundBody,
): PaymentProvider {
  requireKnownLines(ground, orderId, lines ?? []);
  const { hasShipment, provider } = ground;
  if (provider === null) throw new Error(`Bug! Order ${orderId} has lines and no provider`);
  if (shipmentId === null || hasShipment) return provider;
  throw new Problem('shipment_not_found', `Order ${orderId} has no shipment ${shipmentId}.`);
}

/** A refund's command, by the request that asks for it. */
export function refundCommandOf(body: NewRefundBody, requester: Requester): RefundCommand {
  const { refundId, shipmentId, lines, amount, reason, shipping, refundTo, reopen } = body;
  const content = {
    ...{ refundId, shipmentId, lines, amount, reason },
    ...(shipping !== undefined && { shipping }),
    ...(refundTo !== undefined && { refundTo }),
  };
  const hash = contentHash({ ...content, ...(reopen !== undefined && { reopen }) });
  return { ...content, contentHash: hash, acceptanceId: randomUUID(), ...requester };
}
