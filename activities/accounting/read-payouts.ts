import { addSeconds } from '../../libs/domain/orders/deadline';
import { shownBy, type LedgerTransaction } from '../../libs/domain/ledger/ledger';
import { paidOut, payoutArrived, payoutReturned } from '../../libs/domain/ledger/payouts';
import { reportedMoney } from '../../libs/domain/money/money';
import type { PayoutReading } from '../../libs/domain/provider/balance-list';
import { movePayoutReading, saveMovements } from '../../libs/postgres/accounting/balance-store';
import {
  payoutsToBook,
  payoutsToRead,
  postPayouts,
  savePaidOut,
  savePayouts,
  unreconciled,
  type PayoutToBook,
} from '../../libs/postgres/accounting/payout-store';
import { inTransaction } from '../../libs/postgres/database/transaction';
import type { AccountingContext } from './accounting-context';

/** A payout can show in the list later than others that are newer. */
const OVERLAP_SECONDS = 60 * 60;

/** Pages of new payouts that one look reads: what is left comes with the next look. */
const PAGES_AT_MOST = 10;
/** Payouts on their way that are read again in one look. */
const READ_AGAIN_AT_MOST = 20;
/** What one payout pays out is read in one look: 20,000 movements. */
const PAID_OUT_PAGES_AT_MOST = 200;
/** Payouts that are booked in one look. */
const BOOKED_AT_MOST = 200;

/** Reads new payouts and those on their way, what automatic ones paid out, and books all of it. May be repeated. */
export async function readPayouts(context: AccountingContext, readUntil: string): Promise<void> {
  const { balance, database, clock } = context;
  const fresh = await newPayouts(context, addSeconds(readUntil, -OVERLAP_SECONDS));
  const now = clock().toISOString();
  await savePayouts(database, fresh, now);
  const known = new Set(fresh.map(({ payoutId }) => payoutId));
  const again = (await payoutsToRead(database, READ_AGAIN_AT_MOST)).filter((payoutId) => !known.has(payoutId));
  const older: PayoutReading[] = [];
  for (const payoutId of again) older.push(await balance.readPayout(payoutId));
  await savePayouts(database, older, now);

  const reconciled = [...fresh, ...older].filter(({ isReconciled }) => isReconciled);
  const ids = reconciled.map(({ payoutId }) => payoutId);
  for (const payoutId of await unreconciled(database, ids)) {
    await savePaidOut(database, payoutId, await storePaidOut(context, payoutId), now);
  }
  tellFailed(context, older);
  const newest = fresh
    .map(({ createdAt }) => createdAt)
    .sort()
    .at(-1);
  if (newest !== undefined && newest > readUntil) await movePayoutReading(database, newest);
  const payouts = await payoutsToBook(database, BOOKED_AT_MOST);
  await postPayouts(database, payouts.flatMap(bookingsOf), now);
}

async function newPayouts({ balance }: AccountingContext, since: string): Promise<PayoutReading[]> {
  const found: PayoutReading[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < PAGES_AT_MOST; pages++) {
    const page = await balance.listPayouts({ since, after });
    found.push(...page.payouts);
    if (page.next === null) break;
    after = page.next;
  }
  return found;
}

/** @returns the ids of all of it, which is stored by then */
async function storePaidOut({ balance, database }: AccountingContext, payoutId: string): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < PAID_OUT_PAGES_AT_MOST; pages++) {
    const page = await balance.listPaidOut(payoutId, after);
    await inTransaction(database, (transaction) => saveMovements(transaction, page.movements));
    found.push(...page.movements.map(({ balanceTransactionId }) => balanceTransactionId));
    if (page.next === null) return found;
    after = page.next;
  }
  throw new Error(`payout ${payoutId} pays out more than ${found.length.toString()} movements`);
}

function tellFailed({ log }: AccountingContext, payouts: readonly PayoutReading[]): void {
  for (const { payoutId, status, failureCode } of payouts) {
    if (status !== 'failed') continue;
    log.error({ payoutId, reason: failureCode }, 'the bank sent a payout back: look at the bank account in Stripe');
  }
}

/** What is not booked yet; each movement is posted once, so that what is booked already does not matter. */
function bookingsOf(payout: PayoutToBook): LedgerTransaction[] {
  const { payout_id: payoutId, status, arrival_booked: arrivalBooked, returned_at: returnedAt } = payout;
  const amount = reportedMoney(payout.amount, payout.currency);
  const fee = reportedMoney(payout.fee ?? 0, payout.currency);
  const leaves = { balanceTransactionId: payout.balance_transaction_id, createdAt: payout.moved_at };
  const arrives = { balanceTransactionId: null, createdAt: payout.arrival_on };
  const returns = { balanceTransactionId: payout.failure_balance_transaction_id, createdAt: returnedAt };
  return [
    shownBy(paidOut(payoutId, amount, fee), leaves),
    ...(status === 'paid' ? [shownBy(payoutArrived(payoutId, amount), arrives)] : []),
    ...(returnedAt === null ? [] : [shownBy(payoutReturned(payoutId, amount, arrivalBooked), returns)]),
  ];
}
