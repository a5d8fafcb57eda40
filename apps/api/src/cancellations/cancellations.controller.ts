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
import { ChecksStandstill } from '../orders/standstill';
import { ORDER_READER } from '../tokens';
import { CancelOrder } from './cancel-order';
import {
  cancellationSchema,
  newCancellationSchema,
  type CancellationView,
  type NewCancellationBody,
} from './cancellation.schema';

/** Cancels what has not shipped. */
@Controller()
export class CancellationsController {
  constructor(
    private readonly cancel: CancelOrder,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly view: OrderView,
    private readonly time: RequestTime,
    private readonly dryRuns: DryRuns,
  ) {}

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/cancellations',
    tag: 'cancellations',
    summary: 'Cancel units before they ship, or everything that is open',
    description:
      'What has shipped stays captured, and what stays open keeps its price. Once nothing is open any more, the rest of ' +
      'the hold is released to the buyer. Part of an order can be canceled once its card is authorized.',
    answers: orDryRun(onceOnly('The worth of the units, and the order after it', cancellationSchema)),
    problems: [
      'order_not_found',
      'cancellation_conflict',
      'order_not_capturable',
      'units_not_available',
      'order_closed',
      'hold_lost',
      'temporarily_unavailable',
      'outcome_pending',
    ],
  })
  @ChecksStandstill()
  async createCancellation(
    @PathPart('orderId', shopId) orderId: string,
    @JsonBody(newCancellationSchema) body: NewCancellationBody,
    @UrlQuery(dryRunQuerySchema) { dryRun }: DryRunQuery,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<CancellationView | DryRunBody> {
    const until = this.time.end();
    if (dryRun === 'true') {
      return this.dryRuns.answer(orderId, reply, () => this.cancel.foresee(orderId, body, requester, until));
    }
    const { cancellationId, released, replayed } = await this.cancel.run(orderId, body, requester, until);
    if (replayed) markReplayed(reply);
    return { cancellationId, worth: released, order: this.view.of(await requireOrder(this.orders, orderId)) };
  }
}
