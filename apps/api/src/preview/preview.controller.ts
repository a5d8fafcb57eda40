import { Controller, HttpCode } from '@nestjs/common';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { RequestedBy } from '../http/requested-by';
import { RequestTime } from '../http/request-time';
import { shopId } from '../input/fields';
import { JsonBody, PathPart, Route } from '../openapi/route';
import { GoesOnAtStandstill } from '../orders/standstill';
import { previewedCommandSchema, previewSchema, type PreviewBody, type PreviewedCommandBody } from './preview.schema';
import { PreviewCommand } from './preview-command';

/** Says what a command would do, before somebody sends it. */
@Controller()
export class PreviewController {
  constructor(
    private readonly preview: PreviewCommand,
    private readonly time: RequestTime,
  ) {}

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/preview',
    tag: 'orders',
    summary: 'What a shipment or cancellation would do, without doing it',
    description:
      'By the decision that the command itself would meet, to the cent; what would be refused is refused with the same ' +
      'problem. Nothing is stored, and nobody is asked: what comes between the look and the command changes its answer.',
    answers: [{ status: 200, description: 'What would happen', content: previewSchema }],
    problems: [
      'order_not_found',
      'order_not_capturable',
      'order_closed',
      'units_not_available',
      'amount_exceeds_hold',
      'hold_lost',
      'shipment_conflict',
      'cancellation_conflict',
      'temporarily_unavailable',
    ],
  })
  @HttpCode(200)
  @GoesOnAtStandstill()
  previewCommand(
    @PathPart('orderId', shopId) orderId: string,
    @JsonBody(previewedCommandSchema) body: PreviewedCommandBody,
    @RequestedBy() requester: Requester,
  ): Promise<PreviewBody> {
    return this.preview.run(orderId, body, requester, this.time.end());
  }
}
