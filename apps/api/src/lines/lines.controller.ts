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
import { OrderView } from '../orders/order-view';
import { requireOrder } from '../orders/require-order';
import type { ProblemCode } from '../problems/problem-codes';
import { ORDER_READER } from '../tokens';
import { ChangeLines, type LinesTaken } from './change-lines';
import {
  lineChangeSchema,
  newLinesSchema,
  newReductionSchema,
  type LineChangeView,
  type NewLinesBody,
  type NewReductionBody,
} from './line.schema';

const PROBLEMS: readonly ProblemCode[] = [
  'order_not_found',
  'line_change_conflict',
  'order_not_capturable',
  'units_not_available',
  'amount_exceeds_hold',
  'payment_declined',
  'hold_lost',
  'order_closed',
  'temporarily_unavailable',
  'outcome_pending',
];

/** Orders that grow and shrink. */
@Controller()
export class LinesController {
  constructor(
    private readonly change: ChangeLines,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly view: OrderView,
    private readonly time: RequestTime,
    private readonly dryRuns: DryRuns,
  ) {}

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/lines',
    tag: 'orders',
    summary: 'Add lines to an open order',
    description:
      'The hold is incremented by what they are worth, where the card allows it and nothing was captured yet; else a ' +
      'second hold on the card of `paymentMethod`, or on the kept one, takes its place, for all that is open with them. ' +
      'With a saved card they are charged as they ship. Otherwise 409 `amount_exceeds_hold` with the reason, and ' +
      'nothing is added; a card that refuses is 402 `payment_declined`. They take no share of the shipping, the ' +
      'discount and the credits of the order.',
    answers: orDryRun(onceOnly('The change, and the order after it', lineChangeSchema)),
    problems: PROBLEMS,
  })
  async addLines(
    @PathPart('orderId', shopId) orderId: string,
    @JsonBody(newLinesSchema) body: NewLinesBody,
    @UrlQuery(dryRunQuerySchema) { dryRun }: DryRunQuery,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<LineChangeView | DryRunBody> {
    const until = this.time.end();
    if (dryRun === 'true') {
      return this.dryRuns.answer(orderId, reply, () => this.change.foreseeAddition(orderId, body, requester, until));
    }
    return this.shown(orderId, await this.change.add(orderId, body, requester, until), reply);
  }

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/lines/:lineId/reduction',
    tag: 'orders',
    summary: 'Lower the price of units that have not shipped',
    description:
      'Of all units of the line that are open. The difference leaves the hold with its final capture or its release. ' +
      'Fewer units: cancel some. What has shipped is refunded.',
    answers: orDryRun(onceOnly('The change, and the order after it', lineChangeSchema)),
    problems: PROBLEMS,
  })
  async lowerLine(
    @PathPart('orderId', shopId) orderId: string,
    @PathPart('lineId', shopId) lineId: string,
    @JsonBody(newReductionSchema) body: NewReductionBody,
    @UrlQuery(dryRunQuerySchema) { dryRun }: DryRunQuery,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<LineChangeView | DryRunBody> {
    const until = this.time.end();
    if (dryRun === 'true') {
      return this.dryRuns.answer(orderId, reply, () =>
        this.change.foreseeReduction(orderId, lineId, body, requester, until),
      );
    }
    return this.shown(orderId, await this.change.lower(orderId, lineId, body, requester, until), reply);
  }

  private async shown(orderId: string, taken: LinesTaken, reply: HttpReply): Promise<LineChangeView> {
    const { changeId, amount, replayed } = taken;
    if (replayed) markReplayed(reply);
    return { changeId, amount, order: this.view.of(await requireOrder(this.orders, orderId)) };
  }
}
