import { enter } from '../balance-transactions/enter';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { seconds } from '../request';
import { bankAccountOf } from './bank-account';
import { renderPayout } from './payout';
import type { Payout } from './payout';

export interface NewPayout {
  readonly amount: number;
  readonly currency: string;
  readonly automatic: boolean;
  readonly description: string | null;
  readonly statementDescriptor: string | null;
  readonly metadata: ReadonlyMap<string, string>;
  /** The balance transactions that are paid out, where the schedule does it. */
  readonly paysOut: readonly string[];
}

const DAY_SECONDS = 24 * 60 * 60;

/** Takes the money out of the balance and plans its way to the bank; the balance was seen to cover it. */
export function sendPayout(context: Context, wanted: NewPayout): Payout {
  const { account } = context;
  const { amount, currency } = wanted;
  const id = account.ids.next('po');
  const leaving = { type: 'payout', source: id, amount: -amount, currency, description: 'STRIPE PAYOUT' } as const;
  const own = enter(context, leaving).id;
  const submitted = midnightAfter(context.now);
  const payout = account.payouts.add({
    ...wanted,
    id,
    created: seconds(context),
    arrivalDate: bankDayFrom(submitted + DAY_SECONDS),
    balanceTransaction: own,
    destination: bankAccountOf(account),
    paysOut: wanted.automatic ? [...wanted.paysOut, own] : [],
    status: 'pending',
    failure: null,
    failureBalanceTransaction: null,
  });
  account.due.add(submitted, { kind: 'submit_payout', payout });
  account.due.add(payout.arrivalDate, { kind: 'end_payout', payout });
  emit(context, 'payout.created', id, renderPayout(payout));
  return payout;
}

/** Banks work with what they are given at the end of a day (assumed, in UTC). */
export function midnightAfter(now: number): number {
  return (Math.floor(now / DAY_SECONDS) + 1) * DAY_SECONDS;
}

/** The first day of the epoch was a Thursday. */
const THURSDAY = 4;
const [SATURDAY, SUNDAY] = [6, 0];

/** Nothing arrives on a weekend (documented). */
function bankDayFrom(midnight: number): number {
  const weekday = (midnight / DAY_SECONDS + THURSDAY) % 7;
  if (weekday === SATURDAY) return midnight + 2 * DAY_SECONDS;
  return weekday === SUNDAY ? midnight + DAY_SECONDS : midnight;
}
