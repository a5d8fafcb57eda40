import { sql, type RawBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { PaymentProvider } from '../../domain/capabilities/payment-provider';
import { countingIndex, type OrderStatus } from '../../domain/orders/order-status';
import type { AuthorizationState } from '../../domain/orders/transitions';
import type { CapturePlan } from '../../domain/provider/capture-plan';
import type { RefundStatus } from '../../domain/refunds/refund';
import { compiledOnce, type Given } from '../database/compiled-once';
import type { Database, Transaction } from '../database/database';
import type { CancellationRecord, ShipmentRecord } from '../records/order-record';

/** Another database goes by the name of this one's deployment: nothing is accepted that would move money. */
export interface Standstill {
  readonly deployment: string;
  /** ISO 8601. */
  readonly since: string;
}

/** What a command is checked against before a workflow is asked: no more than that, in one statement. */
export interface Ground {
  /** Null while nothing is wrong. */
  readonly standstill: Standstill | null;
}

/** Of a command for an order as a whole. */
export interface OrderGround extends Ground {
  /** Undefined for an order that is not there. */
  readonly order: KnownOrder | undefined;
}

/** An order, as far as commands depend on it. */
export interface KnownOrder {
  readonly contentHash: string;
  readonly status: OrderStatus;
  /** The one that counts; null before the first. */
  readonly authorization: { readonly state: AuthorizationState; readonly plan: CapturePlan | null } | null;
}

/** Of a command that may name lines of an order. */
export interface LinesGround extends Ground {
  /** Of the order, in their order; empty for an order that is not there. */
  readonly lineIds: readonly string[];
}

/** Of a shipment. */
export interface ShipmentGround extends LinesGround {
  /** Also one that is pending or was refused; its status says so. */
  readonly shipment: Pick<ShipmentRecord, 'contentHash' | 'status' | 'coveredAt'> | undefined;
}

/** Of a cancellation. */
export interface CancellationGround extends LinesGround {
  /** Only one that is done. */
  readonly cancellation: CancellationRecord | undefined;
}

/** Of a refund. */
export interface RefundGround extends LinesGround {
  /** Also one that is under way, failed or was refused; its status says so. */
  readonly refund: { readonly contentHash: string; readonly status: RefundStatus } | undefined;
  /** Whom the order is paid through; null for an order that is not there. */
  readonly provider: PaymentProvider | null;
  /** Whether the shipment that is to be refunded is there. */
  readonly hasShipment: boolean;
}

/** Reads what commands are checked against. @throws Error when the database is no deployment's yet */
export interface GroundReader {
  ofOrder(orderId: string): Promise<OrderGround>;
  ofShipment(orderId: string, shipmentId: string): Promise<ShipmentGround>;
  ofCancellation(orderId: string, cancellationId: string): Promise<CancellationGround>;
  /** @param shipmentId null where no shipment is named */
  ofRefund(orderId: string, refundId: string, shipmentId: string | null): Promise<RefundGround>;
}

/** Reads from this database, which its owner closes. */
export function createGroundReader(database: Database): GroundReader {
  return {
    ofOrder: (orderId) => ofOrder(database, orderId),
    ofShipment: (orderId, shipmentId) => ofShipment(database, orderId, shipmentId),
    ofCancellation: (orderId, cancellationId) => ofCancellation(database, orderId, cancellationId),
    ofRefund: (orderId, refundId, shipmentId) => ofRefund(database, orderId, refundId, shipmentId),
  };
}

/** One row, of the deployment: whatever is looked for is joined to it, and is null where it is not there. */
function selectStanding(database: Database | Transaction) {
  return database
    .selectFrom('deployment')
    .leftJoin('deployment_conflicts', (join) => join.on('deployment_conflicts.ended_at', 'is', null))
    .select(['deployment.name as deployment', 'deployment_conflicts.since']);
}

function standingOf({ deployment, since }: { readonly deployment: string; readonly since: string | null }): Ground {
  return { standstill: since === null ? null : { deployment, since } };
}

function the<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('This database belongs to no deployment yet: run `npm run migrate` first.');
  return row;
}

function lineIdsOf(orderId: RawBuilder<string>): RawBuilder<string[]> {
  return sql`(select coalesce(json_agg(line_id order by position), '[]') from order_lines where order_id = ${orderId})`;
}

function providerOf(orderId: RawBuilder<string>): RawBuilder<PaymentProvider | null> {
  return sql`(select payment_provider from orders where order_id = ${orderId})`;
}

const groundOfOrder = compiledOnce((database, given: Given<{ readonly orderId: string }>) =>
  selectStanding(database)
    .leftJoin('orders', (join) => join.on('orders.order_id', '=', given('orderId')))
    .select((eb) => [
      'orders.content_hash',
      'orders.status',
      jsonArrayFrom(
        eb
          .selectFrom('authorizations')
          .select(['state', 'plan'])
          .where('authorizations.order_id', '=', given('orderId'))
          .orderBy('generation'),
      ).as('authorizations'),
    ])
    .compile(),
);

async function ofOrder(database: Database, orderId: string): Promise<OrderGround> {
  const row = the((await groundOfOrder(database, { orderId })).rows);
  const { content_hash: contentHash, status, authorizations } = row;
  if (contentHash === null || status === null) return { ...standingOf(row), order: undefined };
  const authorization = authorizations[countingIndex(authorizations.map(({ state }) => state))] ?? null;
  return { ...standingOf(row), order: { contentHash, status, authorization } };
}

const groundOfShipment = compiledOnce(
  (database, given: Given<{ readonly orderId: string; readonly shipmentId: string }>) =>
    selectStanding(database)
      .leftJoin('shipments', (join) =>
        join.on('shipments.order_id', '=', given('orderId')).on('shipments.shipment_id', '=', given('shipmentId')),
      )
      .select([
        lineIdsOf(given('orderId')).as('lineIds'),
        'shipments.content_hash as contentHash',
        'shipments.status',
        'shipments.covered_at as coveredAt',
      ])
      .compile(),
);

async function ofShipment(database: Database, orderId: string, shipmentId: string): Promise<ShipmentGround> {
  const row = the((await groundOfShipment(database, { orderId, shipmentId })).rows);
  const { lineIds, contentHash, status, coveredAt } = row;
  const shipment = contentHash === null || status === null ? undefined : { contentHash, status, coveredAt };
  return { ...standingOf(row), lineIds, shipment };
}

const groundOfCancellation = compiledOnce(
  (database, given: Given<{ readonly orderId: string; readonly cancellationId: string }>) =>
    selectStanding(database)
      .leftJoin('cancellations', (join) =>
        join
          .on('cancellations.order_id', '=', given('orderId'))
          .on('cancellations.cancellation_id', '=', given('cancellationId')),
      )
      .select([
        lineIdsOf(given('orderId')).as('lineIds'),
        'cancellations.content_hash as contentHash',
        'cancellations.released_amount as released',
      ])
      .compile(),
);

async function ofCancellation(
  database: Database,
  orderId: string,
  cancellationId: string,
): Promise<CancellationGround> {
  const row = the((await groundOfCancellation(database, { orderId, cancellationId })).rows);
  const { lineIds, contentHash, released } = row;
  const isDone = contentHash !== null && released !== null;
  return { ...standingOf(row), lineIds, cancellation: isDone ? { cancellationId, contentHash, released } : undefined };
}

/** No shipment has this id. */
const NO_SHIPMENT = '';

interface RefundNames {
  readonly orderId: string;
  readonly refundId: string;
  readonly shipmentId: string;
}

const groundOfRefund = compiledOnce((database, given: Given<RefundNames>) =>
  selectStanding(database)
    .leftJoin('refunds', (join) =>
      join.on('refunds.order_id', '=', given('orderId')).on('refunds.refund_id', '=', given('refundId')),
    )
    .leftJoin('shipments', (join) =>
      join.on('shipments.order_id', '=', given('orderId')).on('shipments.shipment_id', '=', given('shipmentId')),
    )
    .select([
      lineIdsOf(given('orderId')).as('lineIds'),
      providerOf(given('orderId')).as('provider'),
      'refunds.content_hash as contentHash',
      'refunds.status',
      'shipments.capture_id as captureId',
    ])
    .compile(),
);

async function ofRefund(
  database: Database,
  orderId: string,
  refundId: string,
  shipmentId: string | null,
): Promise<RefundGround> {
  const row = the((await groundOfRefund(database, { orderId, refundId, shipmentId: shipmentId ?? NO_SHIPMENT })).rows);
  const { lineIds, provider, contentHash, status } = row;
  const refund = contentHash === null || status === null ? undefined : { contentHash, status };
  return { ...standingOf(row), lineIds, provider, refund, hasShipment: row.captureId !== null };
}
