import { captured, holdIncremented } from '../../libs/domain/ledger/ledger';
import { formatMoney, money, reportedMoney, type Money } from '../../libs/domain/money/money';
import { namesOfShipments } from '../../libs/domain/orders/shipment-names';
import type { PaymentIntentReading } from '../../libs/domain/provider/payment-intent-reading';
import { closeAttention, openAttention, openAttentionAbout } from '../../libs/postgres/orders/attention-store';
import { capturedOf, changeAuthorization, type AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import {
  insertExternalCapture,
  isCaptureUnderWay,
  takeCoveredElsewhere,
  type BookedElsewhere,
} from '../../libs/postgres/captures/external-capture-store';
import { coveredShipmentsOf, findCombinedCapture, type CoveredRow } from '../../libs/postgres/captures/covered-store';
import type { CaptureRow } from '../../libs/postgres/captures/capture-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';

/** A live hold as it was read. */
export interface HoldRead {
  readonly hold: PaymentIntentReading;
  readonly currency: string;
  /** Whether it is over. */
  readonly final: boolean;
  /** Read as the payment is adopted: what was captured is no surprise. Absent: it was ours before. */
  readonly beforeAdoption?: boolean;
}

/**
 * Books what the provider received of a hold beyond our own captures: somebody captured it in the Dashboard, or another
 * program did. Nothing is booked while a capture of ours has no outcome, because it may be that one.
 * @param row of a hold that is held
 * @returns the hold as it is recorded now
 */
export async function bookExternalCapture(
  change: OrderChange,
  row: AuthorizationRow,
  { hold, currency, final, beforeAdoption = false }: HoldRead,
): Promise<AuthorizationRow> {
  const { transaction } = change;
  const receivedBefore = await capturedOf(transaction, row.authorization_id);
  const amount = hold.amountReceived - receivedBefore;
  if (amount <= 0 || (await isCaptureUnderWay(transaction, row.authorization_id))) return row;
  const theirs: OrderChange = {
    ...change,
    origin: { actor: change.provider.provider, requestId: null, eventId: change.origin.eventId },
  };
  const excess = money(Math.max(0, hold.amountReceived - row.amount), currency);
  const booked = await book(theirs, row, { amount, receivedBefore, final, beforeAdoption });
  const total = money(amount, currency);
  const changed = await changeAuthorization(theirs, row, row.state, {
    amount: row.amount + excess.amount,
    raised_amount: row.raised_amount + excess.amount,
    external_captures: JSON.stringify([...(row.external_captures ?? []), booked.entry]),
  });
  await postLedger(theirs, holdIncremented(booked.entry.captureId, excess));
  await postLedger(theirs, captured(booked.entry.captureId, { amount: total, breakdown: null }));
  await tell(theirs, changed, booked, { total, how: beforeAdoption ? BEFORE : elsewhere(change) });
  if (!beforeAdoption) await callToCompare(theirs, booked, total);
  return changed;
}

const BEFORE = 'was captured before the payment was adopted';

function elsewhere({ provider }: OrderChange): string {
  return `was captured at ${provider.name}, and not by Holdfast`;
}

interface Taken {
  readonly beforeAdoption: boolean;
  readonly amount: number;
  readonly receivedBefore: number;
  readonly final: boolean;
}

/** The money is for what has left and was to be paid by the end of the hold, where it is enough for all of that. */
async function book(change: OrderChange, row: AuthorizationRow, taken: Taken): Promise<BookedElsewhere> {
  const waiting = taken.final ? await findCombinedCapture(change.transaction, row) : undefined;
  return waiting !== undefined && waiting.amount <= taken.amount
    ? takeCoveredElsewhere(change, waiting, await coveredOf(change, waiting), taken)
    : insertExternalCapture(change, row.authorization_id, taken);
}

function coveredOf({ transaction }: OrderChange, { capture_id }: CaptureRow): Promise<CoveredRow[]> {
  return coveredShipmentsOf(transaction, capture_id);
}

async function tell(
  change: OrderChange,
  row: AuthorizationRow,
  { entry, shipments }: BookedElsewhere,
  { total, how }: { readonly total: Money; readonly how: string },
): Promise<void> {
  const about = {
    authorizationId: row.authorization_id,
    captureId: entry.captureId,
    paymentIntentId: row.payment_intent_id,
    chargeId: row.charge_id,
  };
  for (const { shipment_id: shipmentId, amount } of shipments) {
    const worth = { amount, currency: total.currency };
    const message = `${formatMoney(worth)} ${how}: shipment ${shipmentId}`;
    await appendTimeline(change, {
      kind: 'shipment_captured',
      amount: worth,
      about: { ...about, shipmentId },
      message,
    });
  }
  if (entry.covered.length > 0) {
    await closeAttention(change, 'final_capture_failed', `what had left was captured at ${change.provider.name}`);
  }
}

async function callToCompare(change: OrderChange, { entry, shipments }: BookedElsewhere, total: Money): Promise<void> {
  const names = namesOfShipments(shipments.map(({ shipment_id }) => shipment_id));
  const rest = entry.final ? 'the rest of the hold is released' : 'the rest is still held';
  await openAttentionAbout(
    change,
    'amount_mismatch',
    `${formatMoney(total)} ${elsewhere(change)}. It is booked as ${names}, and ${rest}`,
  );
}

/**
 * Calls for a person when the provider received another amount of a hold than is booked as captured. May be repeated.
 * @param booked as captured of this hold, in minor units
 */
export async function compareReceived(
  change: OrderChange,
  { amountReceived }: PaymentIntentReading,
  booked: number,
  currency: string,
): Promise<'same' | 'differs'> {
  if (amountReceived === booked) return 'same';
  const theirs = formatMoney(reportedMoney(amountReceived, currency));
  const ours = formatMoney(money(booked, currency));
  await openAttention(
    change,
    'amount_mismatch',
    `${change.provider.name} received ${theirs}, Holdfast captured ${ours}`,
  );
  return 'differs';
}
