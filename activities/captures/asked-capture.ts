import { addSeconds } from '../../libs/domain/orders/deadline';
import { captured } from '../../libs/domain/ledger/ledger';
import { money } from '../../libs/domain/money/money';
import { sharesOf } from '../../libs/domain/orders/connect-terms';
import type { Price } from '../../libs/domain/orders/shipment-price';
import type { PricedShipment } from '../../libs/domain/payment/covered';
import {
  changeCapture,
  findCapture,
  getCapture,
  insertCapture,
  type CaptureRow,
  type NewCapture,
} from '../../libs/postgres/captures/capture-store';
import { captureShipments, changeShipmentsOf, saveShipment } from '../../libs/postgres/captures/shipment-store';
import { insertShares } from '../../libs/postgres/connect/connect-share-store';
import type { Transaction } from '../../libs/postgres/database/database';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import {
  recordIntent,
  recordOutcome,
  type ChangeSource,
  type OrderChange,
} from '../../libs/postgres/orders/order-change';
import type { StepContext } from '../steps/step-context';
import type { Asked } from '../steps/provider-call';

/** A capture by its rows, whether a hold pays for it or a saved card is charged: what the two have in common. */
export interface AskedCapture<Outcome> {
  readonly context: StepContext;
  readonly shipmentId: string;
  readonly generation: number;
  source(): ChangeSource;
  /** What the row says of the outcome; undefined while it says none. */
  outcomeOf(transaction: Transaction, row: CaptureRow): Promise<Outcome | undefined>;
  /** Whether the outcome is one that a later one may follow. Absent: none is. */
  isOpen?(outcome: Outcome): boolean;
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
export function askedBefore({ key_first_used_at: firstAt, key_last_used_at: lastAt }: CaptureRow): Asked {
  return { when: 'before', firstAt, lastAt };
}

/**
 * Writes down that the key is about to be used once more.
 * @returns the row; or the outcome, when somebody has recorded one meanwhile
 */
export async function recordCaptureAskedAgain<Outcome>(
  asked: AskedCapture<Outcome>,
): Promise<{ readonly done: Outcome } | { readonly row: CaptureRow }> {
  return recordIntent(asked.context.database, asked.source(), async (change) => {
    const row = await rowOf(change, asked);
    const done = await asked.outcomeOf(change.transaction, row);
    if (done !== undefined) return { done };
    return { row: await changeCapture(change, row, row.state, { key_last_used_at: change.at }) };
  });
}

/** Writes down that nobody saw the provider's answer: only a read of the provider leaves this state. */
export async function recordCaptureUnknown<Outcome>(asked: AskedCapture<Outcome>): Promise<void> {
  await recordOutcome(asked.context.database, asked.source(), async (change) => {
    const row = await findCapture(change.transaction, change.orderId, asked.shipmentId, asked.generation);
    if (row?.state === 'requested') await changeCapture(change, row, 'unknown', {});
  });
}

/**
 * Records an outcome, once: whoever comes later is told what the first one recorded.
 * @param onKnown what is to be done when another outcome is recorded already
 */
export async function recordCaptureOutcome<Outcome>(
  asked: AskedCapture<Outcome>,
  work: (change: OrderChange, row: CaptureRow) => Promise<void>,
  onKnown?: (change: OrderChange, known: Outcome) => Promise<void>,
): Promise<Outcome> {
  return recordOutcome(asked.context.database, asked.source(), async (change) => {
    const row = await rowOf(change, asked);
    const known = await asked.outcomeOf(change.transaction, row);
    if (known !== undefined && asked.isOpen?.(known) !== true) {
      await onKnown?.(change, known);
      return known;
    }
    await work(change, row);
    const outcome = await asked.outcomeOf(change.transaction, await rowOf(change, asked));
    if (outcome === undefined) throw new Error(`Bug! Nothing was recorded about capture ${row.capture_id}`);
    return outcome;
  });
}

function rowOf<Outcome>(change: OrderChange, asked: AskedCapture<Outcome>): Promise<CaptureRow> {
  return getCapture(change.transaction, change.orderId, asked.shipmentId, asked.generation);
}

/** What is booked of a capture whose money moved. */
export interface MovedCapture {
  readonly price: Price;
  readonly currency: string;
  /** The provider's totals are not ours. */
  readonly mismatch: boolean;
  /** Where more is known than when it was asked for: whether it is the last of the order. */
  readonly final?: boolean;
  readonly settlementReadAfterSeconds: number;
}

/** Writes down that the money of a capture moved, with its ledger rows and what is sent on of it. */
export async function bookCaptured(change: OrderChange, row: CaptureRow, moved: MovedCapture): Promise<void> {
  const { at } = change;
  const { price, currency, mismatch, final, settlementReadAfterSeconds } = moved;
  const settles = price.amount > 0;
  const settlement_due_at = settles ? addSeconds(at, settlementReadAfterSeconds) : null;
  const values = { captured_at: at, mismatch, settlement_due_at, ...(final !== undefined && { final }) };
  const changed = await changeCapture(change, row, 'captured', values);
  // Nothing moved for a shipment of free goods, so nothing will arrive.
  if (!settles) await changeCapture(change, changed, 'settled', { settled_at: at });
  await changeShipmentsOf(change, row.capture_id, settles ? 'captured' : 'settled');
  await postLedger(change, captured(row.capture_id, money(price.amount, currency)));
  if (price.connect !== undefined) await insertShares(change, row.capture_id, sharesOf(price.connect, price.amount));
}
