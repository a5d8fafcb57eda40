import {
  ADOPTED_SHIPMENT,
  externalShipmentId,
  isExternalShipment,
  type ExternalShipment,
} from '../../domain/payment/external-capture';
import { captureId } from '../../domain/provider/ids';
import type { Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import type { ExternalCaptureEntry } from '../records/authorization-schema';
import { changeCapture, changeCaptureWithShipments, insertCapture, type CaptureRow } from './capture-store';
import type { CoveredRow } from './covered-store';
import { captureShipments, saveShipment } from './shipment-store';

/** Captures that somebody else made of a hold of ours. */

/** What was written down of one. */
export interface BookedElsewhere {
  readonly entry: ExternalCaptureEntry;
  /** What it took, in the order in which that left. */
  readonly shipments: readonly CoveredRow[];
}

/** What somebody captured. Amounts are minor units. */
interface Taken {
  readonly amount: number;
  /** What was captured of the hold before. */
  readonly receivedBefore: number;
  readonly final: boolean;
  /** Before the shop gave us the payment. */
  readonly beforeAdoption: boolean;
}

/** Whether a capture of the hold was asked for, and nobody has written down what came of it. */
export async function isCaptureUnderWay(transaction: Transaction, authorizationId: string): Promise<boolean> {
  const open = await transaction
    .selectFrom('captures')
    .select('capture_id')
    .where('authorization_id', '=', authorizationId)
    .where('state', 'in', ['requested', 'unknown'])
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}

/** Writes down a capture by somebody else, and the shipment that stands for it. */
export async function insertExternalCapture(
  change: OrderChange,
  authorizationId: string,
  { amount, receivedBefore, final, beforeAdoption }: Taken,
): Promise<BookedElsewhere> {
  const shipment = beforeAdoption
    ? await saveShipmentOf(change, ADOPTED_SHIPMENT, { amount, final, why: BEFORE_ADOPTION })
    : await saveExternalShipment(change, amount, final);
  const { shipmentId } = shipment;
  const row = await insertCapture(change, {
    state: 'requested',
    shipmentId,
    generation: 1,
    authorizationId,
    // Nobody of ours has asked for it: it has a name here, and no key at the provider.
    idempotencyKey: `external/${captureId(change.orderId, shipmentId, 1)}`,
    amount,
    receivedBefore,
    final,
  });
  await captureShipments(change, row.capture_id, [shipmentId]);
  await markTaken(change, row);
  const entry = { captureId: row.capture_id, final, covered: [], shipment };
  return { entry, shipments: [{ shipment_id: shipmentId, amount }] };
}

/** Writes down that it took what had left and waited for the final capture of the hold, and perhaps more. */
export async function takeCoveredElsewhere(
  change: OrderChange,
  waiting: CaptureRow,
  covered: readonly CoveredRow[],
  { amount, receivedBefore, final }: Taken,
): Promise<BookedElsewhere> {
  const more = amount - waiting.amount;
  const shipment = more > 0 ? await saveExternalShipment(change, more, final) : null;
  if (shipment !== null) await captureShipments(change, waiting.capture_id, [shipment.shipmentId]);
  const { at } = change;
  const asked = { amount, received_before: receivedBefore, final, key_first_used_at: at, key_last_used_at: at };
  await markTaken(change, await changeCapture(change, waiting, 'requested', asked));
  const names = covered.map(({ shipment_id }) => shipment_id);
  return {
    entry: { captureId: waiting.capture_id, final, covered: names, shipment },
    shipments: shipment === null ? covered : [...covered, { shipment_id: shipment.shipmentId, amount: more }],
  };
}

/** Nobody will tell of its settlement, which may have come already: that is read at once. */
async function markTaken(change: OrderChange, row: CaptureRow): Promise<void> {
  const { at } = change;
  const shipments = { status: 'captured', final: row.final } as const;
  await changeCaptureWithShipments(change, row, 'captured', { captured_at: at, settlement_due_at: at }, shipments);
}

async function saveExternalShipment(change: OrderChange, amount: number, final: boolean): Promise<ExternalShipment> {
  const shipmentId = externalShipmentId((await countExternal(change)) + 1);
  return saveShipmentOf(change, shipmentId, {
    amount,
    final,
    why: `captured at ${change.provider.name}, and not by Holdfast`,
  });
}

const BEFORE_ADOPTION = 'captured before the payment was adopted';

async function saveShipmentOf(
  change: OrderChange,
  shipmentId: string,
  { amount, final, why }: { readonly amount: number; readonly final: boolean; readonly why: string },
): Promise<ExternalShipment> {
  const shipment = {
    shipmentId,
    lines: [],
    carrier: null,
    trackingNumber: null,
    amountAdjustment: { amount, reason: why },
    contentHash: shipmentId,
    requestId: change.origin.eventId ?? 'stripe',
  };
  const breakdown = { goods: 0, tax: 0, discount: 0, shipping: 0, adjustment: amount };
  await saveShipment(change, { shipment, spans: [], price: { amount, breakdown } }, { status: 'pending', final });
  return { shipmentId, amount };
}

async function countExternal({ transaction, orderId }: OrderChange): Promise<number> {
  const rows = await transaction
    .selectFrom('shipments')
    .select('shipment_id')
    .where('order_id', '=', orderId)
    .execute();
  return rows.filter(({ shipment_id: shipmentId }) => isExternalShipment({ shipmentId })).length;
}
