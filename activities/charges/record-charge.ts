import type { Price } from '../../libs/domain/orders/shipment-price';
import type { ChargeStep } from '../../libs/domain/payment/charge-step';
import type { ChargeOutcome } from '../../libs/domain/payment/facts';
import { adjustmentOf } from '../../libs/domain/payment/covered';
import { holdPlaced } from '../../libs/domain/ledger/ledger';
import { formatMoney, money, reportedMoney } from '../../libs/domain/money/money';
import { authorizationId } from '../../libs/domain/provider/ids';
import {
  whyRefused,
  type PaymentIntentReading,
  type PaymentError,
} from '../../libs/domain/provider/payment-intent-reading';
import type { UnknownWord } from '../../libs/domain/provider/unknown-answer';
import type { CaptureRefused } from '../../libs/domain/payment/facts';
import { closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import {
  answeredColumns,
  changeAuthorization,
  getAuthorization,
  lastErrorColumns,
} from '../../libs/postgres/holds/authorization-store';
import { changeCapture, type CaptureRow } from '../../libs/postgres/captures/capture-store';
import { errorColumns } from '../../libs/postgres/database/error-columns';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { ChangeSource, OrderChange } from '../../libs/postgres/orders/order-change';
import { changeShipmentsOf } from '../../libs/postgres/captures/shipment-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { appendSettledUntold, markCaptured, tellTooLate } from '../captures/asked-capture';
import { soldBy } from '../captures/record-capture';
import { capabilityColumns } from '../holds/card-features/capability-columns';
import { askedCharge } from './charge-intent';
import { recordOnce } from '../steps/call-row';
import type { StepContext } from '../steps/step-context';
import { recordAwaited } from '../holds/record-hold';
import { noteWord } from '../steps/unknown-word';
import { endSavedCard } from '../holds/record-hold-end';

/**
 * Records that a shipment is paid: the money was taken in the moment it was authorized, so the ledger shows both.
 * @param hold what the provider says now; null when it was not asked, because nothing had to move
 */
export async function recordCharged(
  context: StepContext,
  step: ChargeStep,
  hold: PaymentIntentReading | null,
  source: ChangeSource,
): Promise<ChargeOutcome> {
  const work = async (change: OrderChange, row: CaptureRow): Promise<void> => {
    const { price, currency, final } = step;
    const amount = money(price.amount, currency);
    const mismatch = hold !== null && hold.amountReceived !== amount.amount;
    const chargeId = hold === null ? null : await markPaid(change, step, hold, mismatch);
    const { settlementReadAfterSeconds } = context;
    // The rest may have been given up while the buyer was waited for, which made this shipment the last.
    const settled = hold?.settled === true;
    await markCaptured(change, row, { price, mismatch, final, settled, settlementReadAfterSeconds });
    await postLedger(change, soldBy(row, step));
    await appendTimeline(change, {
      kind: 'shipment_captured',
      amount,
      about: { ...namesOf(step, row), paymentIntentId: hold?.paymentIntentId ?? null, chargeId },
      message:
        price.amount === 0
          ? `Shipment ${row.shipment_id} ${whyNothing(price)}: no card was charged`
          : `Shipment ${row.shipment_id}: ${formatMoney(amount)} charged to the saved card`,
    });
    if (settled) await appendSettledUntold(change, row, amount, { paymentIntentId: hold.paymentIntentId, chargeId });
    await closeAttention(change, 'authentication_required', `shipment ${row.shipment_id} is paid`);
    await closeAttention(change, 'charge_declined', `the card paid for shipment ${row.shipment_id}`);
    if (hold !== null) await noteWord(change, { object: 'payment_intent', id: hold.paymentIntentId }, hold.unknown);
    if (final) await endSaved(change, step);
    if (!mismatch) return;
    const theirs = formatMoney(reportedMoney(hold.amountReceived, currency));
    const message = `${change.provider.name} received ${theirs} for shipment ${row.shipment_id}, which is worth ${formatMoney(amount)}`;
    await openAttention(change, 'amount_mismatch', message);
  };
  return recordOnce(askedCharge(context, step, source), work, async (change, known) => {
    if (hold !== null) await tellTooLate(change, known, 'charged');
  });
}

function whyNothing({ breakdown: { credit = 0 } }: Price): string {
  return credit > 0 ? 'is paid by credits' : 'costs nothing';
}

/** @returns the id of the charge */
async function markPaid(
  change: OrderChange,
  step: ChargeStep,
  hold: PaymentIntentReading,
  mismatch: boolean,
): Promise<string> {
  const { charge, paymentIntentId } = hold;
  if (charge === null) throw new Error(`${change.provider.name} names no charge for the payment of ${paymentIntentId}`);
  const row = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
  await changeAuthorization(change, row, 'captured', {
    payment_intent_id: paymentIntentId,
    charge_id: charge.chargeId,
    ...answeredColumns(change),
    ...capabilityColumns(charge.capabilities),
    plan: 'charge_on_ship',
    // What the shop added is above the order's total.
    raised_amount: Math.max(0, adjustmentOf(step)),
    mismatch,
    ended_at: change.at,
  });
  await postLedger(change, holdPlaced(row.authorization_id, money(row.amount, step.currency)));
  return charge.chargeId;
}

/** After the last shipment the card is not asked for anything any more. */
async function endSaved(
  change: OrderChange,
  { orderId, savedGeneration, givenUp, currency }: ChargeStep,
): Promise<void> {
  const saved = await getAuthorization(change.transaction, orderId, savedGeneration);
  if (saved.state === 'saved') await endSavedCard(change, saved, money(givenUp, currency), null);
}

/** Records that the buyer, or the bank, decides later. */
export async function recordChargePending(
  context: StepContext,
  step: ChargeStep,
  hold: PaymentIntentReading,
  source: ChangeSource,
): Promise<ChargeOutcome> {
  return recordOnce(askedCharge(context, step, source), async (change) => {
    const row = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
    const state = hold.status === 'requires_action' ? 'requires_action' : 'processing';
    await noteWord(change, { object: 'payment_intent', id: hold.paymentIntentId }, hold.unknown);
    const awaited = await recordAwaited(change, row, state, hold);
    await changeAuthorization(change, awaited, state, { plan: 'charge_on_ship' });
    if (state === 'processing') return;
    const { shipmentId } = step.shipment;
    const amount = formatMoney(money(step.price.amount, step.currency));
    await openAttention(
      change,
      'authentication_required',
      `the bank asks the buyer to authenticate the ${amount} of shipment ${shipmentId}: send the buyer payment.nextAction`,
    );
  });
}

/** Why a saved card paid nothing for a shipment. */
export interface ChargeRefusal {
  readonly reason: CaptureRefused['reason'];
  readonly error: PaymentError;
  /** Of the payment that failed; null where none was begun. */
  readonly paymentIntentId: string | null;
  /** Of that payment, now that it is given up. */
  readonly unknown?: UnknownWord | undefined;
}

/** Records that a shipment is definitely not paid: its units are open again. */
export async function recordChargeRefused(
  context: StepContext,
  step: ChargeStep,
  { reason, error, paymentIntentId, unknown }: ChargeRefusal,
  source: ChangeSource,
): Promise<ChargeOutcome> {
  return recordOnce(askedCharge(context, step, source), async (change, row) => {
    if (paymentIntentId !== null) await noteWord(change, { object: 'payment_intent', id: paymentIntentId }, unknown);
    const payment = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
    await changeAuthorization(change, payment, 'declined', {
      payment_intent_id: paymentIntentId,
      ...answeredColumns(change),
      ...lastErrorColumns(error),
    });
    await changeCapture(change, row, 'refused', { refusal_reason: reason, ...errorColumns(error) });
    await changeShipmentsOf(change, row.capture_id, 'refused');
    const amount = money(step.price.amount, step.currency);
    const why = whyRefused(error);
    await appendTimeline(change, {
      kind: 'capture_refused',
      amount,
      about: { ...namesOf(step, row), paymentIntentId },
      message: `Shipment ${row.shipment_id} was not paid: ${why}`,
    });
    await closeAttention(change, 'authentication_required', `shipment ${row.shipment_id} was not paid: ${why}`);
    if (reason !== 'declined') return;
    const left = `${formatMoney(amount)} of shipment ${row.shipment_id} could not be charged to the saved card: ${why}`;
    await openAttention(change, 'charge_declined', `${left}; its units are open again`);
  });
}

function namesOf(
  { shipment, orderId, authorizationGeneration }: ChargeStep,
  { capture_id: captureId }: CaptureRow,
): { shipmentId: string; captureId: string; authorizationId: string } {
  const { shipmentId } = shipment;
  return { shipmentId, captureId, authorizationId: authorizationId(orderId, authorizationGeneration) };
}
