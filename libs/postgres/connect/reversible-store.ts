import type { SelectQueryBuilder } from 'kysely';
import type { RefundedPart, ReturnableShipment, ReversibleState } from '../../domain/connect/connect-return';
import { splitOfTerms, type ShareKind, type Shares } from '../../domain/orders/connect-terms';
import { currencyOf } from '../../domain/money/currency';
import { sumOf } from '../../domain/money/money';
import { REFUNDED_STATES } from '../../domain/refunds/refund';
import type { UnitSpan } from '../../domain/orders/shipment-price';
import { connectTermsOf } from './connect-rows';
import type { Transaction } from '../database/database';
import { readDisputeTransfers, transfersLeft } from './transfers-left';
import type { Schema } from '../records/schema';
import { readAllocation, spanOf } from '../orders/allocation-store';
import type { RefundPartRow } from '../refunds/refund-store';

/**
 * What is recorded of a charge, as far as what goes back of its shares depends on it, and the part that was refunded of
 * it.
 */
export interface PartToReturn {
  readonly records: ReversibleState;
  readonly part: RefundedPart;
}

/** Read under the order's lock, so that it holds; undefined when nothing of the order is anybody else's. */
export async function readReversible(transaction: Transaction, row: RefundPartRow): Promise<PartToReturn | undefined> {
  const others = await readOtherParts(transaction, row);
  const records = await readRecords(transaction, row, others);
  if (records === undefined) return undefined;
  const extraOf = row.extra ? await readShipmentId(transaction, row) : null;
  return { records, part: { amount: row.amount, units: await readUnits(transaction, row), extraOf } };
}

/** A charge by its authorization. */
type ChargeOfOrder = Pick<RefundPartRow, 'order_id' | 'authorization_id'>;

/** As `readReversible`, of a charge that a bank takes money of. */
export async function readReversibleOfCharge(
  transaction: Transaction,
  charge: ChargeOfOrder,
): Promise<ReversibleState | undefined> {
  return readRecords(transaction, charge, await partsOfCharge(transaction, charge).execute());
}

async function readRecords(
  transaction: Transaction,
  { order_id: orderId, authorization_id: authorizationId }: ChargeOfOrder,
  others: readonly OtherPart[],
): Promise<ReversibleState | undefined> {
  const order = await transaction
    .selectFrom('orders')
    .selectAll()
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  const terms = connectTermsOf(order);
  if (terms === undefined) return undefined;
  const captures = await readCaptures(transaction, orderId, authorizationId);
  return {
    step: currencyOf(order.currency).step,
    split: splitOfTerms(terms).kind,
    allocation: await readAllocation(transaction, orderId),
    captures,
    refunded: sumOf(others, ({ amount }) => amount),
    due: {
      transfer: sumOf(others, ({ transfer_due }) => transfer_due),
      application_fee: sumOf(others, ({ application_fee_due }) => application_fee_due),
    },
    disputed: await readDisputed(transaction, orderId, authorizationId),
  };
}

/** What banks have of the charge, and what of that a connected account's share was worked out for. */
async function readDisputed(
  transaction: Transaction,
  orderId: string,
  authorizationId: string,
): Promise<ReversibleState['disputed']> {
  const disputes = await transaction
    .selectFrom('disputes')
    .select(['shared_amount', 'transfer_due', 'application_fee_due'])
    .where('order_id', '=', orderId)
    .where('authorization_id', '=', authorizationId)
    .execute();
  return {
    amount: sumOf(disputes, ({ shared_amount }) => shared_amount),
    due: {
      transfer: sumOf(disputes, ({ transfer_due }) => transfer_due),
      application_fee: sumOf(disputes, ({ application_fee_due }) => application_fee_due),
    },
  };
}

async function readCaptures(
  transaction: Transaction,
  orderId: string,
  authorizationId: string,
): Promise<ReversibleState['captures']> {
  const captures = await transaction
    .selectFrom('captures')
    .select(['capture_id', 'shipment_id', 'amount'])
    .where('order_id', '=', orderId)
    .where('authorization_id', '=', authorizationId)
    .where('state', 'in', ['captured', 'settled'])
    .orderBy('received_before')
    .orderBy('captured_at')
    .execute();
  const shipments = await readShipments(transaction, orderId);
  const shares = await transaction
    .selectFrom('connect_shares')
    .select(['capture_id', 'kind', 'asked as amount'])
    .where('order_id', '=', orderId)
    .execute();
  const reversals = await transaction
    .selectFrom('connect_reversals')
    .select(['capture_id', 'kind', 'amount', 'from_dispute_id', 'from_piece'])
    .where('order_id', '=', orderId)
    .where('state', '!=', 'dropped')
    .execute();
  const moved = await readDisputeTransfers(transaction, orderId);
  return captures.map(({ capture_id, shipment_id, amount }) => {
    const own = moved.filter((piece) => piece.capture_id === capture_id);
    const asked = sharesIn(shares, capture_id);
    const back = reversals.filter((row) => row.capture_id === capture_id && row.kind === 'transfer');
    return {
      captureId: capture_id,
      amount,
      shipments: shipmentsOf(shipments, { captureId: capture_id, namedBy: shipment_id }),
      asked,
      returned: sharesIn(reversals, capture_id),
      ...(own.length > 0 && { transfers: transfersLeft(asked.transfer, own, back) }),
    };
  });
}

interface ReadShipment extends ReturnableShipment {
  readonly captureId: string | null;
}

async function readShipments(transaction: Transaction, orderId: string): Promise<ReadShipment[]> {
  const shipments = await transaction
    .selectFrom('shipments')
    .select(['shipment_id', 'capture_id', 'amount'])
    .where('order_id', '=', orderId)
    .execute();
  const lines = await transaction.selectFrom('shipment_lines').selectAll().where('order_id', '=', orderId).execute();
  return shipments.map(({ shipment_id, capture_id, amount }) => ({
    shipmentId: shipment_id,
    captureId: capture_id,
    amount,
    spans: lines.filter((line) => line.shipment_id === shipment_id).map(spanOf),
  }));
}

/** One capture can take several shipments; the one that names it comes first. */
function shipmentsOf(
  shipments: readonly ReadShipment[],
  { captureId, namedBy }: { readonly captureId: string; readonly namedBy: string },
): ReturnableShipment[] {
  const own = shipments.filter((priced) => priced.captureId === captureId);
  const isNamesake = ({ shipmentId }: ReturnableShipment): boolean => shipmentId === namedBy;
  return [...own.filter(isNamesake), ...own.filter((priced) => !isNamesake(priced))];
}

function sharesIn(
  rows: readonly { readonly capture_id: string; readonly kind: ShareKind; readonly amount: number }[],
  captureId: string,
): Shares {
  const of = (kind: ShareKind): number =>
    sumOf(
      rows.filter((row) => row.capture_id === captureId && row.kind === kind),
      ({ amount }) => amount,
    );
  return { transfer: of('transfer'), application_fee: of('application_fee') };
}

interface OtherPart {
  readonly amount: number;
  readonly transfer_due: number;
  readonly application_fee_due: number;
}

function partsOfCharge(
  transaction: Transaction,
  charge: ChargeOfOrder,
): SelectQueryBuilder<Schema, 'refund_parts', OtherPart> {
  return transaction
    .selectFrom('refund_parts')
    .select(['amount', 'transfer_due', 'application_fee_due'])
    .where('order_id', '=', charge.order_id)
    .where('authorization_id', '=', charge.authorization_id)
    .where('state', 'in', REFUNDED_STATES);
}

/** What was refunded of the same charge, without what failed: its money is ours again. */
async function readOtherParts(transaction: Transaction, row: RefundPartRow): Promise<OtherPart[]> {
  return partsOfCharge(transaction, row)
    .where((eb) => eb.not(eb.and([eb('refund_id', '=', row.refund_id), eb('part', '=', row.part)])))
    .execute();
}

/** Of a refund of shipping alone none: what goes back of shares is in proportion, as for an amount. */
async function readUnits(transaction: Transaction, row: RefundPartRow): Promise<UnitSpan[]> {
  if (row.shipping) return [];
  const units = await transaction
    .selectFrom('refund_units')
    .select(['line_id', 'from_unit', 'units'])
    .where('order_id', '=', row.order_id)
    .where('refund_id', '=', row.refund_id)
    .where('part', '=', row.part)
    .execute();
  return units.map(spanOf);
}

async function readShipmentId(transaction: Transaction, row: RefundPartRow): Promise<string | null> {
  const refund = await transaction
    .selectFrom('refunds')
    .select('shipment_id')
    .where('order_id', '=', row.order_id)
    .where('refund_id', '=', row.refund_id)
    .executeTakeFirstOrThrow();
  return refund.shipment_id;
}
