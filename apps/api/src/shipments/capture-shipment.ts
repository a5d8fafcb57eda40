import { Inject, Injectable } from '@nestjs/common';
import type { ShipmentCommand } from '../../../../libs/domain/orders/inputs';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { OrderStatus } from '../../../../libs/domain/orders/order-status';
import type { Refusal } from '../../../../libs/domain/payment/refusal';
import type { ShipmentRecord } from '../../../../libs/postgres/records/order-record';
import type { GroundReader, ShipmentGround } from '../../../../libs/postgres/reading/ground-reader';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { GROUND_READER, ORDER_READER } from '../tokens';
import { requireKnownLines } from '../orders/known-lines';
import { requireOrder } from '../orders/require-order';
import { DryRuns, type ForeseenEffect } from '../dry-run/dry-runs';
import { contentHash } from '../input/content-hash';
import { closedToShipments } from '../orders/closed-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { Problem, temporarilyUnavailable } from '../problems/problem';
import { problemOf } from '../problems/refusal';
import type { NewShipmentBody } from './shipment.schema';

/** Of an order whose hold pays for shipments. */
const CAPTURABLE: ReadonlySet<OrderStatus> = new Set([
  'card_saved',
  'no_payment_required',
  'authorized',
  'partially_captured',
]);

/** The answer to a shipment, and whether an earlier request made it. */
export interface ShipmentTaken {
  readonly shipment: ShipmentRecord;
  readonly replayed: boolean;
}

/** What is asked for, and what an earlier request made of it. */
interface CheckedShipment {
  readonly command: ShipmentCommand;
  readonly known: ShipmentRecord | undefined;
}

/** Captures what a shipment is worth, once, however often it is told of. */
@Injectable()
export class CaptureShipment {
  constructor(
    @Inject(GROUND_READER) private readonly grounds: GroundReader,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
    private readonly dryRuns: DryRuns,
  ) {}

  async run(orderId: string, body: NewShipmentBody, requester: Requester, until: Date): Promise<ShipmentTaken> {
    const { command, known } = await this.check(orderId, body, requester);
    if (known !== undefined) return { shipment: known, replayed: true };

    const reply = await this.workflows.captureShipment(orderId, command, until);
    switch (reply.kind) {
      case 'refused':
        throw await this.whyRefused(orderId, reply.refusal);
      case 'closed':
        return { shipment: await this.doneBeforeClosing(orderId, command), replayed: true };
      case 'answered':
        return { shipment: await this.recorded(orderId, command), replayed: reply.result.replayed };
    }
  }

  /** What `run` would do. */
  async foresee(orderId: string, body: NewShipmentBody, requester: Requester, until: Date): Promise<ForeseenEffect> {
    const { command, known } = await this.check(orderId, body, requester);
    if (known !== undefined) return 'repeat';
    return this.dryRuns.foresee(orderId, { kind: 'capture_shipment', shipment: command }, until, closedToShipments);
  }

  private async check(orderId: string, body: NewShipmentBody, requester: Requester): Promise<CheckedShipment> {
    const ground = await this.grounds.ofShipment(orderId, body.shipmentId);
    requireKnownLines(ground, orderId, body.lines ?? []);
    const command = shipmentCommandOf(body, requester);
    return { command, known: await this.done(orderId, command, ground.shipment) };
  }

  /**
   * An answer can be written down and not be told, when PostgreSQL broke in between: then the rows are a moment ahead
   * of the workflow, which looks again, and what it refuses meanwhile is no definite no.
   */
  private async whyRefused(orderId: string, refusal: Refusal): Promise<Problem> {
    if (refusal.code !== 'order_not_capturable') return problemOf(refusal);
    const { status } = await requireOrder(this.orders, orderId);
    if (!CAPTURABLE.has(status) || status === refusal.status) return problemOf(refusal);
    const cause = new Error(`order ${orderId} is ${status} in PostgreSQL, and still ${refusal.status} in its workflow`);
    return temporarilyUnavailable(`Order ${orderId} became ${status} just now. Repeat the request.`, cause);
  }

  /**
   * The shipment when it is decided already; one that is pending or was refused is still the workflow's to answer,
   * unless it had been accepted and was lost with its hold.
   */
  private async done(
    orderId: string,
    { shipmentId, contentHash }: ShipmentCommand,
    known: ShipmentGround['shipment'],
  ): Promise<ShipmentRecord | undefined> {
    if (known === undefined || known.status === 'pending') return undefined;
    if (known.status === 'refused' && known.coveredAt === null) return undefined;
    if (known.contentHash === contentHash) return this.orders.findShipment(orderId, shipmentId);
    throw new Problem('shipment_conflict', `Shipment ${shipmentId} was accepted before with other content.`);
  }

  /** The workflow may have closed between our reading and our asking. */
  private async doneBeforeClosing(orderId: string, command: ShipmentCommand): Promise<ShipmentRecord> {
    const { shipment } = await this.grounds.ofShipment(orderId, command.shipmentId);
    const known = await this.done(orderId, command, shipment);
    if (known === undefined) throw await closedToShipments(await requireOrder(this.orders, orderId), this.workflows);
    return known;
  }

  private async recorded(orderId: string, { shipmentId }: ShipmentCommand): Promise<ShipmentRecord> {
    const record = await this.orders.findShipment(orderId, shipmentId);
    if (record === undefined) {
      throw new Error(`Shipment ${shipmentId} of order ${orderId} was captured, but is not in PostgreSQL`);
    }
    return record;
  }
}

/** A shipment as the order's workflow takes it. */
export function shipmentCommandOf(
  { shipmentId, lines = [], amount, carrier, trackingNumber, amountAdjustment, shippedAt }: NewShipmentBody,
  requester: Requester,
): ShipmentCommand {
  // Left out where there is none: a shipment without it must keep the fingerprint it always had.
  const adjustment = amountAdjustment === undefined ? {} : { amountAdjustment };
  const left = shippedAt === undefined ? {} : { shippedAt };
  const asked = amount === undefined ? {} : { amount };
  const content = { shipmentId, lines, carrier, trackingNumber, ...asked, ...adjustment, ...left };
  return { ...content, contentHash: contentHash(content), ...requester };
}
