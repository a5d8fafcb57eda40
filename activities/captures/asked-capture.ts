import { addSeconds } from '../../libs/domain/orders/deadline';
import { formatMoney, type Money } from '../../libs/domain/money/money';
import { sharesOf } from '../../libs/domain/orders/connect-terms';
import type { Price } from '../../libs/domain/orders/shipment-price';
import type { CaptureOutcome, ChargeOutcome } from '../../libs/domain/payment/facts';
import type { PricedShipment } from '../../libs/domain/payment/covered';
import {
  changeCapture,
  changeCaptureWithShipments,
  getCapture,
  insertCapture,
  type CaptureRow,
  type NewCapture,
} from '../../libs/postgres/captures/capture-store';
import { captureShipments, saveShipment } from '../../libs/postgres/captures/shipment-store';
import { insertShares } from '../../libs/postgres/connect/connect-share-store';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline, type TimelineAbout } from '../../libs/postgres/orders/timeline-store';
import type { CallRow } from '../steps/call-row';
import type { StepContext } from '../steps/step-context';
import type { AskedBefore } from '../steps/provider-call';

/** A capture by its row, whether a hold pays for it or a saved card is charged: what the two have in common. */
export function captureRow<Outcome>(
  { database }: StepContext,
  { shipment, generation }: { readonly shipment: { readonly shipmentId: string }; readonly generation: number },
  own: Pick<CallRow<CaptureRow, Outcome>, 'source' | 'outcomeOf' | 'isOpen'>,
): CallRow<CaptureRow, Outcome> {
  return {
    database,
    read: ({ transaction, orderId }) => getCapture(transaction, orderId, shipment.shipmentId, generation),
    touch: (change, row) => changeCapture(change, row, row.state, { key_last_used_at: change.at }),
    ...own,
  };
}

/** Writes down a shipment and the capture that is asked for with it. */
export async function insertAskedCapture(
  change: OrderChange,
  priced: PricedShipment,
  capture: Omit<NewCapture, 'state' | 'shipmentId' | 'amount'>,
): Promise<CaptureRow> {
  const { shipmentId } = priced.shipment;
  await saveShipment(change, priced, { status: 'pending', final: capture.final });
  const row = await insertCapture(change, { ...capture, state: 'requested', shipmentId, amount: priced.price.amount });
  await captureShipments(change, row.capture_id, [shipmentId]);
  return row;
}

/** How the capture was asked for before, by its row. */
export function askedBefore({ key_first_used_at: firstAt, key_last_used_at: lastAt }: CaptureRow): AskedBefore {
  return { when: 'before', firstAt, lastAt };
}

/** Writes down that nobody saw the provider's answer. */
export async function markUnknown(change: OrderChange, row: CaptureRow): Promise<void> {
  if (row.state === 'requested') await changeCapture(change, row, 'unknown', {});
}

/** Should never happen: it was given up after a read, and its money moved after all. */
export async function tellTooLate(
  change: OrderChange,
  known: ChargeOutcome | CaptureOutcome,
  how: string,
): Promise<void> {
  if (known.kind !== 'capture_refused') return;
  const message = `shipment ${known.shipmentId} was ${how} after it was recorded as refused`;
  await openAttention(change, 'amount_mismatch', message);
}

/** A capture whose money moved. */
export interface MovedCapture {
  readonly price: Price;
  /** The provider's totals are not ours. */
  readonly mismatch: boolean;
  /** Where more is known than when it was asked for: whether it is the last of the order. */
  readonly final?: boolean;
  /** It counts as arrived: no movement of our balance tells of it. */
  readonly settled: boolean;
  readonly settlementReadAfterSeconds: number;
}

/** The timeline's word for a capture that counts as arrived, without a movement of our balance that tells it. */
export async function appendSettledUntold(
  change: OrderChange,
  { capture_id: captureId, shipment_id: shipmentId }: CaptureRow,
  amount: Money,
  about: Pick<TimelineAbout, 'paymentIntentId' | 'chargeId'>,
): Promise<void> {
  const { name } = change.provider;
  const message = `${formatMoney(amount)} counts as settled with its capture: ${name} tells no settlement and no fee`;
  await appendTimeline(change, {
    kind: 'capture_settled',
    amount,
    about: { ...about, captureId, shipmentId },
    message,
  });
}

/**
 * Writes down that the money of a capture moved, and what is sent on of it. The ledger rows are left to whoever knows
 * what paid for it. Every shipment that a final capture took says so.
 */
export async function markCaptured(change: OrderChange, row: CaptureRow, moved: MovedCapture): Promise<CaptureRow> {
  const { at } = change;
  const { price, mismatch, settled, final = row.final, settlementReadAfterSeconds } = moved;
  // Nothing moved for a shipment of free goods, so nothing will arrive.
  const settles = price.amount > 0 && !settled;
  const settlement_due_at = settles ? addSeconds(at, settlementReadAfterSeconds) : null;
  const values = { captured_at: at, mismatch, settlement_due_at, final };
  const shipments = { status: settles ? 'captured' : 'settled', ...(final && { final }) } as const;
  const changed = await changeCaptureWithShipments(change, row, 'captured', values, shipments);
  if (price.connect !== undefined) await insertShares(change, row.capture_id, sharesOf(price.connect, price.amount));
  return settles ? changed.row : changeCapture(change, changed.row, 'settled', { settled_at: at });
}
