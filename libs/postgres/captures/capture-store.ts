import type { Selectable, Updateable } from 'kysely';
import { captureId } from '../../domain/provider/ids';
import { captureMayBecome, type CaptureState } from '../../domain/orders/transitions';
import type { Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import type { CapturesTable } from '../records/shipment-schema';

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

/** Writes the intent to capture, now or at the end of the hold. */
export async function insertCapture(
  { transaction, orderId, at }: OrderChange,
  capture: NewCapture,
): Promise<CaptureRow> {
  return transaction
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

/** All captures of a charge that moved money, in the order in which they took it. */
export async function capturesOfCharge(
  transaction: Transaction,
  orderId: string,
  chargeId: string,
): Promise<CaptureRow[]> {
  return transaction
    .selectFrom('captures')
    .innerJoin('authorizations', 'authorizations.authorization_id', 'captures.authorization_id')
    .selectAll('captures')
    .where('captures.order_id', '=', orderId)
    .where('authorizations.charge_id', '=', chargeId)
    .where('captures.state', 'in', ['captured', 'settled'])
    .where('captures.amount', '>', 0)
    .orderBy('captures.received_before')
    .orderBy('captures.captured_at')
    .execute();
}

/** Whether a capture of a charge was asked for, and nobody has written down what came of it. */
export async function isCaptureUnderWay(transaction: Transaction, orderId: string, chargeId: string): Promise<boolean> {
  const asked = await transaction
    .selectFrom('captures')
    .innerJoin('authorizations', 'authorizations.authorization_id', 'captures.authorization_id')
    .select('capture_id')
    .where('captures.order_id', '=', orderId)
    .where('authorizations.charge_id', '=', chargeId)
    .where('captures.state', 'in', ['requested', 'unknown'])
    .limit(1)
    .executeTakeFirst();
  return asked !== undefined;
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
 * Changes a recorded capture, along the transition table only.
 * @throws Error when the table does not allow it, or when somebody changed the row meanwhile
 */
export async function changeCapture(
  { transaction, at }: OrderChange,
  row: CaptureRow,
  state: CaptureState,
  values: Omit<Updateable<CapturesTable>, 'state' | 'updated_at'>,
): Promise<CaptureRow> {
  if (!captureMayBecome(row.state, state)) {
    throw new Error(`Bug! Capture ${row.capture_id} is ${row.state} and cannot become ${state}`);
  }
  const changed = await transaction
    .updateTable('captures')
    .set({ ...values, state, updated_at: at })
    .where('capture_id', '=', row.capture_id)
    .where('state', '=', row.state)
    .returningAll()
    .executeTakeFirst();
  if (changed === undefined) throw new Error(`Bug! Capture ${row.capture_id} is not ${row.state} any more`);
  return changed;
}
