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
import { CancelShipment } from './cancel-shipment';
import { CaptureShipment } from './capture-shipment';
import {
  newShipmentSchema,
  shipmentCancellationSchema,
  shipmentSchema,
  type NewShipmentBody,
  type Shipment,
  type ShipmentCancellationBody,
} from './shipment.schema';
import { shipmentView } from './shipment-view';

/** Captures what shipments are worth, and shows them. */
@Controller()
export class ShipmentsController {
  constructor(
    private readonly capture: CaptureShipment,
    private readonly cancel: CancelShipment,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly time: RequestTime,
    private readonly dryRuns: DryRuns,
  ) {}

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/shipments',
    tag: 'shipments',
    summary: 'Ship units: capture exactly what they are worth',
    description:
      'The shipment that takes the last open units is the final capture of the hold. A card that allows a single capture, ' +
      'and a hold that has had 50, pay for the others with that one: they are answered with the status `covered`.',
    answers: orDryRun(onceOnly('The shipment and its capture', shipmentSchema)),
    problems: [
      'order_not_found',
      'shipment_conflict',
      'order_not_capturable',
      'units_not_available',
      'amount_exceeds_hold',
      'hold_lost',
      'order_closed',
      'temporarily_unavailable',
      'outcome_pending',
    ],
  })
  @ChecksStandstill()
  async createShipment(
    @PathPart('orderId', shopId) orderId: string,
    @JsonBody(newShipmentSchema) body: NewShipmentBody,
    @UrlQuery(dryRunQuerySchema) { dryRun }: DryRunQuery,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<Shipment | DryRunBody> {
    const until = this.time.end();
    if (dryRun === 'true') {
      return this.dryRuns.answer(orderId, reply, () => this.capture.foresee(orderId, body, requester, until));
    }
    const { shipment, replayed } = await this.capture.run(orderId, body, requester, until);
    if (replayed) markReplayed(reply);
    return shipmentView(shipment);
  }

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/shipments/:shipmentId/cancellation',
    tag: 'shipments',
    summary: 'A covered shipment did not leave: undo it',
    description:
      'While a shipment is `covered` nothing is captured for it: its units are open again, to ship under another ' +
      'shipmentId or to be canceled. Once it is captured, refund it.',
    answers: orDryRun(onceOnly('The shipment, which is canceled', shipmentSchema)),
    problems: [
      'order_not_found',
      'shipment_not_found',
      'shipment_not_cancelable',
      'order_closed',
      'temporarily_unavailable',
      'outcome_pending',
    ],
  })
  async cancelShipment(
    @PathPart('orderId', shopId) orderId: string,
    @PathPart('shipmentId', shopId) shipmentId: string,
    @JsonBody(shipmentCancellationSchema) body: ShipmentCancellationBody,
    @UrlQuery(dryRunQuerySchema) { dryRun }: DryRunQuery,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<Shipment | DryRunBody> {
    const until = this.time.end();
    if (dryRun === 'true') {
      return this.dryRuns.answer(orderId, reply, () =>
        this.cancel.foresee(orderId, shipmentId, body, requester, until),
      );
    }
    const { shipment, replayed } = await this.cancel.run(orderId, shipmentId, body, requester, until);
    if (replayed) markReplayed(reply);
    return shipmentView(shipment);
  }

  @Route({
    method: 'get',
    path: '/v1/orders/:orderId/shipments/:shipmentId',
    tag: 'shipments',
    summary: 'Read a shipment',
    answers: [{ status: 200, description: 'The shipment and its capture', content: shipmentSchema }],
    problems: ['order_not_found', 'shipment_not_found', 'temporarily_unavailable'],
  })
  async readShipment(
    @PathPart('orderId', shopId) orderId: string,
    @PathPart('shipmentId', shopId) shipmentId: string,
  ): Promise<Shipment> {
    const shipment = await this.orders.findShipment(orderId, shipmentId);
    if (shipment !== undefined) return shipmentView(shipment);
    await requireLineIds(this.orders, orderId);
    throw new Problem('shipment_not_found', `Order ${orderId} has no shipment ${shipmentId}.`);
  }
}
