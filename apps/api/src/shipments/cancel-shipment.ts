import { Inject, Injectable } from '@nestjs/common';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import type { ShipmentRecord } from '../../../../libs/postgres/records/order-record';
import { DryRuns, type ForeseenEffect } from '../dry-run/dry-runs';
import { closedProblem } from '../orders/closed-order';
import { requireOrder } from '../orders/require-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { Problem } from '../problems/problem';
import { problemOf } from '../problems/refusal';
import { ORDER_READER } from '../tokens';
import type { ShipmentTaken } from './capture-shipment';
import type { ShipmentCancellationBody } from './shipment.schema';

/** Undoes a shipment that is covered, once: it did not leave, and nothing is captured for it. */
@Injectable()
export class CancelShipment {
  constructor(
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
    private readonly dryRuns: DryRuns,
  ) {}

  async run(
    orderId: string,
    shipmentId: string,
    { reason }: ShipmentCancellationBody,
    requester: Requester,
    until: Date,
  ): Promise<ShipmentTaken> {
    const known = await this.requireShipment(orderId, shipmentId);
    if (known.status === 'canceled') return { shipment: known, replayed: true };
    if (known.status === 'captured' || known.status === 'settled') throw captured(shipmentId);

    const reply = await this.workflows.cancelShipment(orderId, { shipmentId, reason, ...requester }, until);
    switch (reply.kind) {
      case 'refused':
        throw problemOf(reply.refusal);
      case 'closed':
        return { shipment: await this.doneBeforeClosing(orderId, shipmentId), replayed: true };
      case 'answered':
        return { shipment: await this.requireShipment(orderId, shipmentId), replayed: reply.result.replayed };
    }
  }

  /** What `run` would do. */
  async foresee(
    orderId: string,
    shipmentId: string,
    { reason }: ShipmentCancellationBody,
    requester: Requester,
    until: Date,
  ): Promise<ForeseenEffect> {
    const known = await this.requireShipment(orderId, shipmentId);
    if (known.status === 'canceled') return 'repeat';
    if (known.status === 'captured' || known.status === 'settled') throw captured(shipmentId);
    const cancellation = { shipmentId, reason, ...requester };
    return this.dryRuns.foresee(orderId, { kind: 'cancel_shipment', cancellation }, until);
  }

  private async requireShipment(orderId: string, shipmentId: string): Promise<ShipmentRecord> {
    const known = await this.orders.findShipment(orderId, shipmentId);
    if (known !== undefined) return known;
    await requireOrder(this.orders, orderId);
    throw new Problem('shipment_not_found', `Order ${orderId} has no shipment ${shipmentId}.`);
  }

  /** The workflow may have closed between our reading and our asking. */
  private async doneBeforeClosing(orderId: string, shipmentId: string): Promise<ShipmentRecord> {
    const known = await this.requireShipment(orderId, shipmentId);
    if (known.status === 'canceled') return known;
    if (known.status === 'captured' || known.status === 'settled') throw captured(shipmentId);
    throw await closedProblem(await requireOrder(this.orders, orderId), this.workflows);
  }
}

function captured(shipmentId: string): Problem {
  return new Problem(
    'shipment_not_cancelable',
    `Shipment ${shipmentId} cannot be canceled: it is captured; refund it.`,
  );
}
