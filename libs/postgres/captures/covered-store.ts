import type { NotNull } from 'kysely';
import { captureKey } from '../../domain/provider/idempotency-key';
import type { CoverStep } from '../../domain/payment/cover-steps';
import { capturedOf, type AuthorizationRow } from '../holds/authorization-store';
import { changeCapture, findCapture, insertCapture, type CaptureRow } from './capture-store';
import type { Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import { captureShipments, changeShipmentsOf } from './shipment-store';

/**
 * The captures that shipments wait for: each is named by the first shipment that was covered, and grows with the
 * others.
 */

/** A shipment that left and whose money is still in the hold, or was lost with it. */
export interface CoveredRow {
  readonly shipment_id: string;
  readonly amount: number;
}

/** Adds a shipment to the capture that will take it; the first one makes the capture. */
export async function combineCapture(
  change: OrderChange,
  step: Pick<CoverStep, 'namedBy' | 'generation'>,
  { authorization_id }: AuthorizationRow,
  shipments: readonly CoveredRow[],
): Promise<CaptureRow> {
  const { transaction, orderId } = change;
  const { namedBy, generation } = step;
  const amount = shipments.reduce((sum, priced) => sum + priced.amount, 0);
  const known = await findCapture(transaction, orderId, namedBy, generation);
  const row =
    known === undefined
      ? await insertCapture(change, {
          state: 'covered',
          shipmentId: namedBy,
          generation,
          authorizationId: authorization_id,
          idempotencyKey: captureKey(orderId, namedBy, generation),
          amount,
          receivedBefore: await capturedOf(transaction, authorization_id),
          final: true,
        })
      : await grow(change, known, amount);
  await captureShipments(
    change,
    row.capture_id,
    shipments.map(({ shipment_id }) => shipment_id),
  );
  await changeShipmentsOf(change, row.capture_id, 'covered');
  return row;
}

async function grow(change: OrderChange, row: CaptureRow, amount: number): Promise<CaptureRow> {
  if (row.state !== 'covered')
    throw new Error(`Bug! Capture ${row.capture_id} is ${row.state} and takes no more shipments`);
  return changeCapture(change, row, 'covered', { amount: row.amount + amount });
}

/** The shipment, when it was covered; undefined when it was not. */
export async function findCovered(
  { transaction, orderId }: OrderChange,
  shipmentId: string,
): Promise<{ readonly capture_id: string } | undefined> {
  return transaction
    .selectFrom('shipments')
    .select('capture_id')
    .where('order_id', '=', orderId)
    .where('shipment_id', '=', shipmentId)
    .where('covered_at', 'is not', null)
    .where('capture_id', 'is not', null)
    .$narrowType<{ capture_id: NotNull }>()
    .executeTakeFirst();
}

/** The shipments of a capture that had left before it was asked for, in the order in which they left. */
export async function coveredShipmentsOf(transaction: Transaction, captureId: string): Promise<CoveredRow[]> {
  return transaction
    .selectFrom('shipments')
    .select(['shipment_id', 'amount'])
    .where('capture_id', '=', captureId)
    .where('covered_at', 'is not', null)
    .orderBy('covered_at')
    .orderBy('shipment_id')
    .execute();
}

/** The capture that shipments of this hold wait for; undefined when none does. */
export async function findCombinedCapture(
  transaction: Transaction,
  { authorization_id }: AuthorizationRow,
): Promise<CaptureRow | undefined> {
  return transaction
    .selectFrom('captures')
    .selectAll()
    .where('authorization_id', '=', authorization_id)
    .where('state', '=', 'covered')
    .executeTakeFirst();
}

/** Shipments of this hold that left and were never paid, because it ended without their capture. */
export async function lostShipmentsOf(
  transaction: Transaction,
  { authorization_id }: AuthorizationRow,
): Promise<CoveredRow[]> {
  return transaction
    .selectFrom('shipments')
    .innerJoin('captures', 'captures.capture_id', 'shipments.capture_id')
    .select(['shipments.shipment_id', 'shipments.amount'])
    .where('captures.authorization_id', '=', authorization_id)
    .where('shipments.status', '=', 'refused')
    .where('covered_at', 'is not', null)
    .orderBy('covered_at')
    .orderBy('shipments.shipment_id')
    .execute();
}
