import { captureKey } from '../libs/domain/idempotency-key';
import type { CaptureOutcome, CaptureStep } from '../libs/domain/steps';
import { getAuthorization, type AuthorizationRow } from '../libs/postgres/authorization-store';
import { changeCapture, findCapture, insertCapture, type CaptureRow } from '../libs/postgres/capture-store';
import { recordIntent, recordOutcome, type OrderChange } from '../libs/postgres/order-change';
import { captureShipments, findShipmentHash, saveShipment } from '../libs/postgres/shipment-store';
import { outcomeOfCapture } from './capture-facts';
import { captureOccasion } from './capture-occasion';
import type { PaymentNeeds } from './payment-needs';

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

/**
 * Writes down that a shipment is to be captured, before the provider is asked.
 * @param purpose `read`: the provider will not be asked, so the key counts as used only if it was
 */
export async function recordCaptureIntent(
  needs: PaymentNeeds,
  step: CaptureStep,
  purpose: 'ask' | 'read',
): Promise<CaptureIntent> {
  const { orderId, generation, authorizationGeneration } = step;
  const { shipmentId, contentHash } = step.shipment;
  return recordIntent(needs.database, captureOccasion(needs, step), async (change) => {
    const { transaction } = change;
    const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
    const known = await findCapture(transaction, orderId, shipmentId, generation);
    if (known === undefined) {
      const row = await insert(change, step, authorization);
      return { row, authorization, repeated: false, sameContent: true, outcome: undefined };
    }
    const outcome = await outcomeOfCapture(transaction, known, step);
    const row =
      outcome === undefined && purpose === 'ask'
        ? await changeCapture(change, known, known.state, { key_last_used_at: change.at })
        : known;
    const sameHash = (await findShipmentHash(transaction, orderId, shipmentId)) === contentHash;
    const sameContent = sameHash && asksTheSame(known, step);
    return { row, authorization, repeated: true, sameContent, outcome };
  });
}

/** Units that were cancelled or shipped since can make another parcel the last one. */
function asksTheSame(row: CaptureRow, { price, receivedBefore, final }: CaptureStep): boolean {
  return row.amount === price.amount && row.received_before === receivedBefore && row.final === final;
}

async function insert(
  change: OrderChange,
  step: CaptureStep,
  { authorization_id }: AuthorizationRow,
): Promise<CaptureRow> {
  const { shipment, generation, price, receivedBefore, final } = step;
  const { shipmentId } = shipment;
  await saveShipment(change, step);
  const row = await insertCapture(change, {
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

/** Writes down that nobody saw the provider's answer: only a read of the provider leaves this state. */
export async function recordCaptureUnknown(needs: PaymentNeeds, step: CaptureStep): Promise<void> {
  const { orderId, shipment, generation } = step;
  await recordOutcome(needs.database, captureOccasion(needs, step), async (change) => {
    const row = await findCapture(change.transaction, orderId, shipment.shipmentId, generation);
    if (row?.state === 'requested') await changeCapture(change, row, 'unknown', {});
  });
}
