import { nextLookAt } from '../../domain/orders/growing-pause';
import type { Settlement } from '../../domain/settlements/settlement';
import { changeCapture, changeCaptureWithShipments, type CaptureRow, type CaptureWithShipments } from './capture-store';
import type { Database } from '../database/database';
import type { OrderChange } from '../orders/order-change';

/** A capture whose settlement nobody told of in time. */
export interface DueSettlement {
  readonly orderId: string;
  readonly captureId: string;
  /** How often it was due, this time included. */
  readonly reads: number;
  readonly paymentIntentId: string | null;
  readonly chargeId: string | null;
}

/** The capture has arrived in our balance: what of it, and for which fee. */
export async function recordSettlement(
  change: OrderChange,
  row: CaptureRow,
  settlement: Settlement,
): Promise<CaptureWithShipments> {
  const { balanceTransactionId, fee, net, exchangeRate } = settlement;
  const values = {
    balance_transaction_id: balanceTransactionId,
    fee: fee.amount,
    net: net.amount,
    settlement_currency: fee.currency,
    exchange_rate: exchangeRate,
    settled_at: change.at,
    settlement_due_at: null,
  };
  return changeCaptureWithShipments(change, row, 'settled', values, { status: 'settled' });
}

/** The settlement was looked for and is not there: the next look comes after a longer pause. */
export async function postponeSettlement(
  change: OrderChange,
  row: CaptureRow,
  settlementReadAfterSeconds: number,
): Promise<void> {
  const reads = row.settlement_reads + 1;
  await changeCapture(change, row, row.state, {
    settlement_reads: reads,
    settlement_due_at: nextRead(change.at, reads, settlementReadAfterSeconds),
  });
}

/** Takes captures whose settlement is due, and sets the next time for each. Repeated, it takes the next ones. */
export async function claimDueSettlements(
  database: Database,
  at: string,
  settlementReadAfterSeconds: number,
  atMost: number,
): Promise<DueSettlement[]> {
  const claimed = await database.transaction().execute(async (transaction) => {
    const due = await transaction
      .selectFrom('captures')
      .innerJoin('authorizations', 'authorizations.authorization_id', 'captures.authorization_id')
      .select(['capture_id', 'captures.order_id', 'settlement_reads', 'payment_intent_id', 'charge_id'])
      .where('captures.state', '=', 'captured')
      .where('settlement_due_at', '<=', at)
      .orderBy('settlement_due_at')
      .limit(atMost)
      .forUpdate('captures')
      .skipLocked()
      .execute();
    for (const row of due) {
      const reads = row.settlement_reads + 1;
      await transaction
        .updateTable('captures')
        .set({ settlement_reads: reads, settlement_due_at: nextRead(at, reads, settlementReadAfterSeconds) })
        .where('capture_id', '=', row.capture_id)
        .execute();
    }
    return due;
  });
  return claimed.map((row) => ({
    orderId: row.order_id,
    captureId: row.capture_id,
    reads: row.settlement_reads + 1,
    paymentIntentId: row.payment_intent_id,
    chargeId: row.charge_id,
  }));
}

/** The reminder did not reach its order: it is due again soon. */
export async function retrySettlementAt(database: Database, captureId: string, at: string): Promise<void> {
  await database
    .updateTable('captures')
    .set({ settlement_due_at: at })
    .where('capture_id', '=', captureId)
    .where('state', '=', 'captured')
    .execute();
}

/** The first look is at `settlementReadAfterSeconds`. */
function nextRead(at: string, reads: number, settlementReadAfterSeconds: number): string {
  return nextLookAt(at, settlementReadAfterSeconds, reads + 1);
}
