import type { Selectable, Updateable } from 'kysely';
import { captureId } from '../../domain/provider/ids';
import { captureMayBecome, type CaptureState } from '../../domain/orders/transitions';
import type { Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import type { CapturesTable, ShipmentsTable } from '../records/shipment-schema';

/** A row of `captures`. */
export type CaptureRow = Selectable<CapturesTable>;

/** What is known of a capture before the provider is asked. Amounts are minor units. */
export interface NewCapture {
  readonly state: 'covered' | 'requested';
  readonly shipmentId: string;
  readonly generation: number;
  readonly authorizationId: string;
  readonly idempotencyKey: string;
  readonly amount: number;
  readonly receivedBefore: number;
  readonly final: boolean;
}

/**
 * Writes the intent to capture, now or at the end of the hold. Once: a second capture of this generation breaks the
 * table's key.
 */
export async function insertCapture(
  { transaction, orderId, at, standing }: OrderChange,
  capture: NewCapture,
): Promise<CaptureRow> {
  const inserted = await transaction
    .insertInto('captures')
    .values({
      capture_id: captureId(orderId, capture.shipmentId, capture.generation),
      order_id: orderId,
      shipment_id: capture.shipmentId,
      generation: capture.generation,
      authorization_id: capture.authorizationId,
      state: capture.state,
      idempotency_key: capture.idempotencyKey,
      key_first_used_at: at,
      key_last_used_at: at,
      amount: capture.amount,
      received_before: capture.receivedBefore,
      final: capture.final,
      created_at: at,
      updated_at: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  standing?.captureIs(inserted);
  return inserted;
}

/** This try at capturing what the shipment names; undefined when its intent was never written. */
export async function findCapture(
  transaction: Transaction,
  orderId: string,
  shipmentId: string,
  generation: number,
): Promise<CaptureRow | undefined> {
  return transaction
    .selectFrom('captures')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('shipment_id', '=', shipmentId)
    .where('generation', '=', generation)
    .executeTakeFirst();
}

/** As `findCapture`, where an outcome follows from the intent, so that it must be there. */
export async function getCapture(
  transaction: Transaction,
  orderId: string,
  shipmentId: string,
  generation: number,
): Promise<CaptureRow> {
  const row = await findCapture(transaction, orderId, shipmentId, generation);
  if (row === undefined) {
    throw new Error(`Bug! Order ${orderId} has no capture ${generation.toString()} of shipment ${shipmentId}`);
  }
  return row;
}

/** The captures of a charge, as its settlements are matched with them. */
export interface ChargeCaptures {
  /** All that moved money, in the order in which they took it. */
  readonly moved: readonly CaptureRow[];
  /** Whether one was asked for, and nobody has written down what came of it. */
  readonly isUnderWay: boolean;
}

/** Captures of one charge, as they are recorded; empty when there are none. */
export async function capturesOfCharge(
  transaction: Transaction,
  orderId: string,
  chargeId: string,
): Promise<ChargeCaptures> {
  const rows = await transaction
    .selectFrom('captures')
    .innerJoin('authorizations', 'authorizations.authorization_id', 'captures.authorization_id')
    .selectAll('captures')
    .where('captures.order_id', '=', orderId)
    .where('authorizations.charge_id', '=', chargeId)
    .where('captures.state', 'in', ['requested', 'unknown', 'captured', 'settled'])
    .orderBy('captures.received_before')
    .orderBy('captures.captured_at')
    .execute();
  const isMoved = ({ state }: CaptureRow): boolean => state === 'captured' || state === 'settled';
  return { moved: rows.filter((row) => isMoved(row) && row.amount > 0), isUnderWay: !rows.every(isMoved) };
}

/** Whether a capture of the order, of whichever charge, has waited for its settlement since before an instant. */
export async function waitsForSettlementSince(
  transaction: Transaction,
  orderId: string,
  instant: string,
): Promise<boolean> {
  const waiting = await transaction
    .selectFrom('captures')
    .select('capture_id')
    .where('order_id', '=', orderId)
    .where('state', '=', 'captured')
    .where('captured_at', '<=', instant)
    .limit(1)
    .executeTakeFirst();
  return waiting !== undefined;
}

/**
 * Changes a recorded capture, along the transition table only. Once: repeated, it throws.
 * @throws Error when the table does not allow it, or when somebody changed the row meanwhile
 */
export async function changeCapture(
  { transaction, at, standing }: OrderChange,
  row: CaptureRow,
  state: CaptureState,
  values: NewValues,
): Promise<CaptureRow> {
  requireTransition(row, state);
  const changed = await transaction
    .updateTable('captures')
    .set({ ...values, state, updated_at: at })
    .where('capture_id', '=', row.capture_id)
    .where('state', '=', row.state)
    .returningAll()
    .executeTakeFirst();
  if (changed === undefined) throw changedMeanwhile(row);
  standing?.captureIs(changed);
  return changed;
}

type NewValues = Omit<Updateable<CapturesTable>, 'state' | 'updated_at'>;

/** A capture as it is now, and the shipments that it takes, in the order in which they were asked for. */
export interface CaptureWithShipments {
  readonly row: CaptureRow;
  readonly shipmentIds: readonly string[];
}

/**
 * As `changeCapture`, and in the same statement the shipments that the capture takes become what follows from it.
 * Once, as that.
 */
export async function changeCaptureWithShipments(
  { transaction, at, standing }: OrderChange,
  row: CaptureRow,
  state: CaptureState,
  values: NewValues,
  shipments: Pick<Updateable<ShipmentsTable>, 'status' | 'final'>,
): Promise<CaptureWithShipments> {
  requireTransition(row, state);
  const rows = await transaction
    .with('taking', (db) =>
      db
        .updateTable('captures')
        .set({ ...values, state, updated_at: at })
        .where('capture_id', '=', row.capture_id)
        .where('state', '=', row.state)
        .returningAll(),
    )
    .with('taken', (db) =>
      db
        .updateTable('shipments')
        .set({ ...shipments, updated_at: at })
        .where('capture_id', '=', row.capture_id)
        .returning(['shipment_id as taken_id', 'created_at as asked_at']),
    )
    .selectFrom('taking')
    .innerJoin('taken', (join) => join.onTrue())
    .selectAll('taking')
    .select(['taken_id', 'asked_at'])
    .orderBy('asked_at')
    .orderBy('taken_id')
    .execute();
  const [first] = rows;
  if (first === undefined) throw changedMeanwhile(row);
  standing?.captureIs(first);
  return { row: first, shipmentIds: rows.map(({ taken_id: id }) => id) };
}

function requireTransition(row: CaptureRow, state: CaptureState): void {
  if (captureMayBecome(row.state, state)) return;
  throw new Error(`Bug! Capture ${row.capture_id} is ${row.state} and cannot become ${state}`);
}

function changedMeanwhile(row: CaptureRow): Error {
  return new Error(`Bug! Capture ${row.capture_id} is not ${row.state} any more`);
}
