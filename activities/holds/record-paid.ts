import { sharesOf } from '../../libs/domain/orders/connect-terms';
import { addSeconds } from '../../libs/domain/orders/deadline';
import { captured, holdPlaced } from '../../libs/domain/ledger/ledger';
import { formatMoney, money, reportedMoney } from '../../libs/domain/money/money';
import type { PaymentIntentReading } from '../../libs/domain/provider/payment-intent-reading';
import type { WholeOrderShipment } from '../../libs/domain/payment/whole-order-shipment';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import {
  answeredColumns,
  changeAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { changeCapture, insertCapture } from '../../libs/postgres/captures/capture-store';
import { insertShares } from '../../libs/postgres/connect/connect-share-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { captureShipments, changeShipmentsOf, saveShipment } from '../../libs/postgres/captures/shipment-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { capabilityColumns } from './card-features/capability-columns';
import type { StepContext } from '../steps/step-context';

/** What is written down once an order that is fulfilled at once is paid. */
export interface PaidTerms {
  readonly whole: WholeOrderShipment;
  readonly settlementReadAfterSeconds: number;
}

/** Empty for an order that is not fulfilled at once. */
export function paidTerms(
  { settlementReadAfterSeconds }: StepContext,
  whole: WholeOrderShipment | undefined,
): { readonly paid?: PaidTerms } {
  return whole === undefined ? {} : { paid: { whole, settlementReadAfterSeconds } };
}

/**
 * Records that all of an order was paid at once: one shipment with every unit, and a hold that was captured as it was
 * placed.
 * @throws Error when Stripe names no charge
 */
export async function recordPaid(
  change: OrderChange,
  row: AuthorizationRow,
  hold: PaymentIntentReading,
  { whole, settlementReadAfterSeconds, currency }: PaidTerms & { readonly currency: string },
): Promise<AuthorizationRow> {
  const { charge, paymentIntentId } = hold;
  if (charge === null) throw new Error(`${change.provider.name} names no charge for the payment of ${paymentIntentId}`);
  const { chargeId } = charge;
  const amount = money(whole.amount, currency);
  const mismatch = hold.amountReceived !== whole.amount;
  const paid = await changeAuthorization(change, row, 'captured', {
    payment_intent_id: paymentIntentId,
    charge_id: chargeId,
    ...answeredColumns(change),
    ...capabilityColumns(charge.capabilities),
    plan: 'immediate',
    mismatch,
    ended_at: change.at,
  });
  const captureId = await recordWholeOrderShipment(
    change,
    paid,
    whole,
    // What counts as arrived already is read as such with the next sweep.
    hold.settled === true ? change.at : addSeconds(change.at, settlementReadAfterSeconds),
  );
  await postLedger(change, holdPlaced(row.authorization_id, amount));
  await postLedger(change, captured(captureId, { amount, breakdown: whole.breakdown }));
  const { authorization_id: authorizationId } = row;
  await appendTimeline(change, {
    kind: 'shipment_captured',
    amount,
    about: { authorizationId, captureId, shipmentId: whole.shipment.shipmentId, paymentIntentId, chargeId },
    message: `The whole order is paid: ${formatMoney(amount)}`,
  });
  if (mismatch) {
    const theirs = formatMoney(reportedMoney(hold.amountReceived, currency));
    await openAttention(
      change,
      'amount_mismatch',
      `${change.provider.name} received ${theirs}, the order is worth ${formatMoney(amount)}`,
    );
  }
  return paid;
}

/** @returns the id of the capture */
async function recordWholeOrderShipment(
  change: OrderChange,
  { authorization_id: authorizationId, idempotency_key: idempotencyKey }: AuthorizationRow,
  whole: WholeOrderShipment,
  settlementDueAt: string,
): Promise<string> {
  const { shipment, spans, amount, breakdown, connect } = whole;
  const { shipmentId } = shipment;
  await saveShipment(change, { shipment, spans, price: { amount, breakdown } }, { status: 'pending', final: true });
  const row = await insertCapture(change, {
    state: 'requested',
    shipmentId,
    generation: 1,
    authorizationId,
    idempotencyKey,
    amount,
    receivedBefore: 0,
    final: true,
  });
  await captureShipments(change, row.capture_id, [shipmentId]);
  await changeCapture(change, row, 'captured', { captured_at: change.at, settlement_due_at: settlementDueAt });
  await changeShipmentsOf(change, row.capture_id, 'captured');
  if (connect !== undefined) await insertShares(change, row.capture_id, sharesOf(connect, amount));
  return row.capture_id;
}
