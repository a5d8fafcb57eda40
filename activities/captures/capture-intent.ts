import { captureKey } from '../../libs/domain/provider/idempotency-key';
import type { CaptureStep } from '../../libs/domain/payment/steps';
import type { CaptureOutcome } from '../../libs/domain/payment/facts';
import { getAuthorization, type AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import {
  changeCapture,
  findCapture,
  getCapture,
  insertCapture,
  type CaptureRow,
} from '../../libs/postgres/captures/capture-store';
import { recordIntent, recordOutcome, type OrderChange } from '../../libs/postgres/orders/order-change';
import { captureShipments, findShipmentRow, saveShipment } from '../../libs/postgres/captures/shipment-store';
import { outcomeOfCapture } from './capture-facts';
import { captureOccasion } from './capture-occasion';
import type { PaymentNeeds } from '../steps/payment-needs';

export interface CaptureIntent {
  readonly row: CaptureRow;
  readonly authorization: AuthorizationRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
  /** False when the shop asked again with another content, or the order changed meanwhile, after an attempt that failed by our own mistake. */
  readonly sameContent: boolean;
  /** What an earlier attempt recorded. */
  readonly outcome: CaptureOutcome | undefined;
}

/** Writes down that a shipment is to be captured, before the provider is asked. */
export async function recordCaptureIntent(needs: PaymentNeeds, step: CaptureStep): Promise<CaptureIntent> {
  const { orderId, generation, authorizationGeneration } = step;
  const { shipmentId } = step.shipment;
  return recordIntent(needs.database, captureOccasion(needs, step), async (change) => {
    const { transaction } = change;
    const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
    const known = await findCapture(transaction, orderId, shipmentId, generation);
    if (known === undefined || known.state === 'covered') {
      const row =
        known === undefined ? await insert(change, step, authorization) : await askForCovered(change, step, known);
      return { row, authorization, repeated: false, sameContent: true, outcome: undefined };
    }
    const outcome = await outcomeOfCapture(transaction, known, step);
    const sameContent = await isSameContent(change, step, known);
    return { row: known, authorization, repeated: true, sameContent, outcome };
  });
}

/**
 * Writes down that the key is about to be used once more. A read lies between the intent and this, in which the capture
 * can have been taken for given up: then nothing may be asked any more.
 * @returns what is recorded of the capture, if something is
 */
export async function recordAskedAgain(needs: PaymentNeeds, step: CaptureStep): Promise<CaptureOutcome | undefined> {
  const { orderId, shipment, generation } = step;
  return recordIntent(needs.database, captureOccasion(needs, step), async (change) => {
    const row = await getCapture(change.transaction, orderId, shipment.shipmentId, generation);
    const outcome = await outcomeOfCapture(change.transaction, row, step);
    if (outcome === undefined) await changeCapture(change, row, row.state, { key_last_used_at: change.at });
    return outcome;
  });
}

async function insert(
  change: OrderChange,
  step: CaptureStep,
  { authorization_id }: AuthorizationRow,
): Promise<CaptureRow> {
  const { shipment, generation, price, receivedBefore, final } = step;
  const { shipmentId } = shipment;
  await saveShipment(change, step, { status: 'pending', final });
  const row = await insertCapture(change, {
    state: 'requested',
    shipmentId,
    generation,
    authorizationId: authorization_id,
    idempotencyKey: captureKey(change.orderId, shipmentId, generation),
    amount: price.amount,
    receivedBefore,
    final,
  });
  await captureShipments(change, row.capture_id, [shipmentId]);
  return row;
}

/** Parcels waited for this capture: now it is asked for, with the parcel that leaves last, if one does. */
async function askForCovered(change: OrderChange, step: CaptureStep, row: CaptureRow): Promise<CaptureRow> {
  const { gathered, price, receivedBefore, final } = step;
  if (gathered === undefined) throw new Error(`Bug! Capture ${row.capture_id} takes more than one parcel`);
  const { parcel } = gathered;
  if (parcel !== null) {
    await saveShipment(change, parcel, { status: 'pending', final });
    await captureShipments(change, row.capture_id, [parcel.shipment.shipmentId]);
  }
  const { at } = change;
  const asked = { amount: price.amount, received_before: receivedBefore, final };
  return changeCapture(change, row, 'requested', { ...asked, key_first_used_at: at, key_last_used_at: at });
}

/** Whether an earlier attempt was to capture the very same, so that its key may be used again. */
async function isSameContent(
  { transaction, orderId }: OrderChange,
  step: CaptureStep,
  row: CaptureRow,
): Promise<boolean> {
  if (!asksTheSame(row, step)) return false;
  const { shipmentId, contentHash } = (step.gathered?.parcel ?? step).shipment;
  const known = await findShipmentRow(transaction, orderId, shipmentId);
  return known?.content_hash === contentHash && known.capture_id === row.capture_id;
}

/** Units that were cancelled or shipped since can make another parcel the last one. */
function asksTheSame(row: CaptureRow, { price, receivedBefore, final }: CaptureStep): boolean {
  return row.amount === price.amount && row.received_before === receivedBefore && row.final === final;
}

/** Writes down that nobody saw the provider's answer: only a read of the provider leaves this state. */
export async function recordCaptureUnknown(needs: PaymentNeeds, step: CaptureStep): Promise<void> {
  const { orderId, shipment, generation } = step;
  await recordOutcome(needs.database, captureOccasion(needs, step), async (change) => {
    const row = await findCapture(change.transaction, orderId, shipment.shipmentId, generation);
    if (row?.state === 'requested') await changeCapture(change, row, 'unknown', {});
  });
}
