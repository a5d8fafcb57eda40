import { Controller, Inject, Res } from '@nestjs/common';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { DryRuns } from '../dry-run/dry-runs';
import { dryRunQuerySchema, type DryRunQuery } from '../dry-run/dry-run-query';
import type { DryRunBody } from '../dry-run/dry-run.schema';
import { markReplayed, type HttpReply } from '../http/request';
import { RequestedBy } from '../http/requested-by';
import { RequestTime } from '../http/request-time';
import { shopId } from '../input/fields';
import { JsonBody, onceOnly, orDryRun, PathPart, Route, UrlQuery } from '../openapi/route';
import { requireLineIds } from '../orders/require-order';
import { ChecksStandstill } from '../orders/standstill';
import { Problem } from '../problems/problem';
import { ORDER_READER } from '../tokens';
import { refundView } from './refund-view';
import {
  newRefundSchema,
  refundListSchema,
  refundSchema,
  type NewRefundBody,
  type Refund,
  type RefundList,
} from './refund.schema';
import { RequestRefund } from './request-refund';

/** Gives captured money back, and shows refunds. */
@Controller()
export class RefundsController {
  constructor(
    private readonly refund: RequestRefund,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly time: RequestTime,
    private readonly dryRuns: DryRuns,
  ) {}

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/refunds',
    tag: 'refunds',
    summary: 'Refund captured money: a shipment, units of it, the units that shipped last, the shipping, or an amount',
    description:
      'Units are refunded at exactly what was captured for them, each at most once; for less with an amount, or where an ' +
      'amount was refunded before and less is left. Works while the hold is open and after ' +
      'the order closed. With `reopen` the units are open again, to ship a replacement: the hold is incremented, or ' +
      'another one placed on the kept card, or they are charged as they ship; else 409, and nothing goes back. ' +
      'More than can be refunded is `invalid_request`, with `maximumAmount`.',
    answers: orDryRun(onceOnly('The refund', refundSchema)),
    problems: [
      'order_not_found',
      'shipment_not_found',
      'refund_conflict',
      'refund_refused',
      'units_not_available',
      'line_change_conflict',
      'amount_exceeds_hold',
      'payment_declined',
      'order_not_capturable',
      'hold_lost',
      'order_closed',
      'temporarily_unavailable',
      'outcome_pending',
    ],
  })
  @ChecksStandstill()
  async createRefund(
    @PathPart('orderId', shopId) orderId: string,
    @JsonBody(newRefundSchema) body: NewRefundBody,
    @UrlQuery(dryRunQuerySchema) { dryRun }: DryRunQuery,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<Refund | DryRunBody> {
    const until = this.time.end();
    if (dryRun === 'true') {
      return this.dryRuns.answer(orderId, reply, () => this.refund.foresee(orderId, body, requester, until));
    }
    const { refund, replayed } = await this.refund.run(orderId, body, requester, until);
    if (replayed) markReplayed(reply);
    return refundView(refund);
  }

  @Route({
    method: 'get',
    path: '/v1/orders/:orderId/refunds',
    tag: 'refunds',
    summary: 'List the refunds of an order',
    answers: [{ status: 200, description: 'All of them, also refused ones', content: refundListSchema }],
    problems: ['order_not_found', 'temporarily_unavailable'],
  })
  async listRefunds(@PathPart('orderId', shopId) orderId: string): Promise<RefundList> {
    const refunds = await this.orders.listRefunds(orderId);
    if (refunds.length === 0) await requireLineIds(this.orders, orderId);
    return { orderId, refunds: refunds.map(refundView) };
  }

  @Route({
    method: 'get',
    path: '/v1/orders/:orderId/refunds/:refundId',
    tag: 'refunds',
    summary: 'Read a refund',
    answers: [{ status: 200, description: 'The refund', content: refundSchema }],
    problems: ['order_not_found', 'refund_not_found', 'temporarily_unavailable'],
  })
  async readRefund(
    @PathPart('orderId', shopId) orderId: string,
    @PathPart('refundId', shopId) refundId: string,
  ): Promise<Refund> {
    const refund = await this.orders.findRefund(orderId, refundId);
    if (refund !== undefined) return refundView(refund);
    await requireLineIds(this.orders, orderId);
    throw new Problem('refund_not_found', `Order ${orderId} has no refund ${refundId}.`);
  }
}
