import { sql, type AliasedRawBuilder, type ExpressionBuilder, type RawBuilder, type Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import {
  disputeTransfersOfOrder,
  reversalsOfOrder,
  sharesOfOrder,
  type DisputeTransferOfOrderRow,
  type ReversalOfOrderRow,
  type ShareOfOrderRow,
} from '../connect/connect-rows';
import { disputeMovementsOfOrder, type DisputeMovementOfOrderRow } from '../disputes/dispute-movements';
import { DISPUTE_STATUSES, disputePhase } from '../../domain/disputes/dispute';
import type { DisputesTable } from '../records/dispute-schema';
import type { FraudSignalsTable } from '../records/fraud-schema';
import type { AuthorizationRow } from '../holds/authorization-store';
import type { CaptureRow } from '../captures/capture-store';
import type { CancellationLinesTable, CancellationsTable, OrderLinesTable, OrdersTable } from '../records/order-schema';
import type { Schema } from '../records/schema';
import type { ShipmentLinesTable, ShipmentsTable } from '../records/shipment-schema';
import type { AttentionsTable } from '../records/timeline-schema';
import type { RefundPartsTable } from '../records/refund-schema';

/** An order as it lies in the tables: its row, and within it the rows of everything recorded about it. */
export interface OrderRows extends Selectable<OrdersTable> {
  /** Oldest generation first. */
  readonly authorizations: readonly AuthorizationRow[];
  readonly lines: readonly OrderLineRow[];
  /** Only those that are done. */
  readonly cancellations: readonly Pick<Selectable<CancellationsTable>, 'cancellation_id'>[];
  /** Also of those that are not done yet. */
  readonly cancellationLines: readonly Selectable<CancellationLinesTable>[];
  /** In the order in which they were first asked for. */
  readonly shipments: readonly Selectable<ShipmentsTable>[];
  /** In the order of the order's lines. */
  readonly shipmentLines: readonly Selectable<ShipmentLinesTable>[];
  /** Oldest generation first. */
  readonly captures: readonly CaptureRow[];
  /** Of all captures. */
  readonly shares: readonly ShareOfOrderRow[];
  /** Only those that are done. */
  readonly reversals: readonly ReversalOfOrderRow[];
  readonly disputeTransfers: readonly DisputeTransferOfOrderRow[];
  readonly refundParts: readonly Pick<
    Selectable<RefundPartsTable>,
    'amount' | 'state' | 'fee' | 'settlement_currency' | 'credits'
  >[];
  /** Money that disputes took or brought back, each with what the provider kept. */
  readonly disputeMovements: readonly DisputeMovementOfOrderRow[];
  /** Only those that are open. */
  readonly fraudSignals: readonly Pick<Selectable<FraudSignalsTable>, 'signal_id' | 'kind' | 'reason' | 'since'>[];
  /** Only those that are open. */
  readonly openDisputes: readonly Pick<Selectable<DisputesTable>, 'dispute_id' | 'reason' | 'disputed_at'>[];
  /** Only those that are open. */
  readonly attentions: readonly Selectable<AttentionsTable>[];
}

/** A row of `order_lines`, with what its units are worth. */
export interface OrderLineRow extends Selectable<OrderLinesTable> {
  /** Sum of the line's allocation. */
  readonly allocated: number;
}

/** Within a statement that selects orders. */
type OfOrder = ExpressionBuilder<Schema, 'orders'>;

type Within = Omit<OrderRows, keyof OrdersTable>;

/** The rows of one table, under the name that they have in `OrderRows`. */
type AliasedRows = { [Name in keyof Within]: AliasedRawBuilder<Within[Name], Name> }[keyof Within];

/** What is selected beside the columns of an order, so that one statement reads it with all of its rows. */
export function rowsOfOrder(eb: OfOrder): AliasedRows[] {
  return [
    authorizationsOfOrder(eb).as('authorizations'),
    linesOfOrder(eb).as('lines'),
    cancellationsOfOrder(eb).as('cancellations'),
    cancellationLinesOfOrder(eb).as('cancellationLines'),
    shipmentsOfOrder(eb).as('shipments'),
    shipmentLinesOfOrder(eb).as('shipmentLines'),
    capturesOfOrder(eb).as('captures'),
    sharesOfOrder(eb).as('shares'),
    reversalsOfOrder(eb).as('reversals'),
    disputeTransfersOfOrder(eb).as('disputeTransfers'),
    refundPartsOfOrder(eb).as('refundParts'),
    disputeMovementsOfOrder(eb).as('disputeMovements'),
    fraudSignalsOfOrder(eb).as('fraudSignals'),
    openDisputesOfOrder(eb).as('openDisputes'),
    attentionsOfOrder(eb).as('attentions'),
  ];
}

/** Oldest generation first. */
export function authorizationsOfOrder(eb: OfOrder): RawBuilder<AuthorizationRow[]> {
  return jsonArrayFrom(
    eb
      .selectFrom('authorizations')
      .selectAll('authorizations')
      .whereRef('authorizations.order_id', '=', 'orders.order_id')
      .orderBy('generation'),
  );
}

function linesOfOrder(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('order_lines')
      .selectAll('order_lines')
      .select((line) =>
        line
          .selectFrom('unit_allocations as run')
          // sum(bigint) is numeric in PostgreSQL; the parts are bounded by the order's total.
          .select(
            sql<number>`coalesce(
              sum(run.units * (run.goods + run.tax - run.discount + run.shipping - run.credit)), 0
            )::bigint`.as('sum'),
          )
          .whereRef('run.order_id', '=', 'order_lines.order_id')
          .whereRef('run.line_id', '=', 'order_lines.line_id')
          .$asScalar()
          .$notNull()
          .as('allocated'),
      )
      .whereRef('order_lines.order_id', '=', 'orders.order_id')
      .orderBy('position'),
  );
}

function cancellationsOfOrder(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('cancellations')
      .select('cancellation_id')
      .whereRef('cancellations.order_id', '=', 'orders.order_id')
      .where('completed_at', 'is not', null),
  );
}

function cancellationLinesOfOrder(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('cancellation_lines')
      .selectAll('cancellation_lines')
      .whereRef('cancellation_lines.order_id', '=', 'orders.order_id'),
  );
}

function shipmentsOfOrder(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('shipments')
      .selectAll('shipments')
      .whereRef('shipments.order_id', '=', 'orders.order_id')
      .orderBy('created_at')
      .orderBy('shipment_id'),
  );
}

/** In the order of the order's lines. */
export function shipmentLinesOfOrder(eb: OfOrder): RawBuilder<Selectable<ShipmentLinesTable>[]> {
  return jsonArrayFrom(
    eb
      .selectFrom('shipment_lines')
      .innerJoin('order_lines', (join) =>
        join
          .onRef('order_lines.order_id', '=', 'shipment_lines.order_id')
          .onRef('order_lines.line_id', '=', 'shipment_lines.line_id'),
      )
      .selectAll('shipment_lines')
      .whereRef('shipment_lines.order_id', '=', 'orders.order_id')
      .orderBy('order_lines.position')
      .orderBy('from_unit'),
  );
}

function capturesOfOrder(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('captures')
      .selectAll('captures')
      .whereRef('captures.order_id', '=', 'orders.order_id')
      .orderBy('generation'),
  );
}

function refundPartsOfOrder(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('refund_parts')
      .select(['amount', 'state', 'fee', 'settlement_currency', 'credits'])
      .whereRef('refund_parts.order_id', '=', 'orders.order_id'),
  );
}

function fraudSignalsOfOrder(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('fraud_signals')
      .select(['signal_id', 'kind', 'reason', 'since'])
      .whereRef('fraud_signals.order_id', '=', 'orders.order_id')
      .where('is_open', '=', true)
      .orderBy('since')
      .orderBy('signal_id'),
  );
}

const ENDED_DISPUTES = DISPUTE_STATUSES.filter((status) => disputePhase(status) === 'ended');

function openDisputesOfOrder(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('disputes')
      .select(['dispute_id', 'reason', 'disputed_at'])
      .whereRef('disputes.order_id', '=', 'orders.order_id')
      .where('status', 'not in', ENDED_DISPUTES)
      .orderBy('disputed_at')
      .orderBy('dispute_id'),
  );
}

/** Those that are open, oldest first. */
export function attentionsOfOrder(eb: OfOrder): RawBuilder<Selectable<AttentionsTable>[]> {
  return jsonArrayFrom(
    eb
      .selectFrom('attentions')
      .selectAll('attentions')
      .whereRef('attentions.order_id', '=', 'orders.order_id')
      .where('closed_at', 'is', null)
      .orderBy('attention_id'),
  );
}
