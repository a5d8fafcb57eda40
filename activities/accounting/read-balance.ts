import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import type { BalancePage } from '../../libs/domain/provider/balance-list';
import { afterPage, type ListPlace } from '../../libs/domain/provider/list-place';
import { ProviderMisuse, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import { inTransaction } from '../../libs/postgres/database/transaction';
import { checkBalances, readBalanceChecks } from '../../libs/postgres/accounting/balance-check-store';
import {
  completeBalanceReading,
  moveBalanceReading,
  putOffBalanceReading,
  readBalanceReading,
  saveMovements,
  type BalanceReading,
} from '../../libs/postgres/accounting/balance-store';
import type { AccountingContext } from './accounting-context';
import { readPayouts } from './read-payouts';

/** How many movements were new, and whether another page waits. */
export interface BalanceReport {
  readonly stored: number;
  readonly more: boolean;
}

/** A movement can show in the list later than others that are newer: so much is read again each time. */
const OVERLAP_SECONDS = 60 * 60;

/** The same difference for so long is none of the moment. */
const DIFFERS_FOR_SECONDS = 60 * 60;

/** Stripe is away or refuses us: there is no hurry. */
const PAUSE_SECONDS = 60;
const PAUSE_WHEN_REFUSED_SECONDS = 10 * 60;

const NOTHING: BalanceReport = { stored: 0, more: false };

/**
 * One page of Stripe's balance, newest first; after the last one the payouts. The place moves only after everything on
 * the page is stored: an attempt that dies is repeated.
 */
export async function readBalance(context: AccountingContext): Promise<BalanceReport> {
  const { database, clock } = context;
  if (!context.read) return NOTHING;
  const reading = await readBalanceReading(database);
  if (!isDue(reading.dueAt, clock().toISOString())) return NOTHING;
  try {
    return await readPage(context, reading);
  } catch (error) {
    if (!(error instanceof ProviderMisuse || error instanceof ProviderUnavailable)) throw error;
    await putOff(context, reading, error);
    return NOTHING;
  }
}

async function readPage(context: AccountingContext, reading: BalanceReading): Promise<BalanceReport> {
  const { balance, database, clock, everySeconds } = context;
  const since = addSeconds(reading.readUntil, -OVERLAP_SECONDS);
  const page = await balance.listMovements({ since, after: reading.reading?.after ?? null });
  const stored = await inTransaction(database, (transaction) => saveMovements(transaction, page.movements));
  const moved = await moveBalanceReading(database, reading, placeAfter(reading, page));
  if (moved === 'overtaken') return { stored, more: false };
  if (page.next !== null) return { stored, more: true };
  await readPayouts(context, reading.payoutsReadUntil);
  await compareBalances(context, reading.reading === null && stored === 0);
  const now = clock().toISOString();
  await completeBalanceReading(database, now, addSeconds(now, everySeconds));
  return { stored, more: false };
}

/** What moves between the two reads makes them differ for this look alone. */
async function compareBalances({ balance, database, clock, log }: AccountingContext, isQuiet: boolean): Promise<void> {
  await checkBalances(database, await balance.readBalances(), { at: clock().toISOString(), isQuiet });
  const since = addSeconds(clock().toISOString(), -DIFFERS_FOR_SECONDS);
  const differing = (await readBalanceChecks(database)).filter(({ differsSince }) => (differsSince ?? '~') <= since);
  for (const { currency, difference, differsSince } of differing) {
    log.error(
      { currency, difference, since: differsSince },
      "Stripe's balance is not what its list of balance transactions comes to: compare the two in the Dashboard",
    );
  }
}

/** Until when all is read is the time of the newest movement that was there when the reading began. */
function placeAfter(place: ListPlace, { movements, next }: BalancePage): ListPlace {
  const { readUntil, reading } = place;
  const newest = movements[0]?.createdAt ?? readUntil;
  const until = reading?.until ?? (newest > readUntil ? newest : readUntil);
  return afterPage(place, until, next);
}

async function putOff(
  { database, clock, log }: AccountingContext,
  reading: BalanceReading,
  error: Error,
): Promise<void> {
  const now = clock().toISOString();
  if (!(error instanceof ProviderMisuse)) {
    await putOffBalanceReading(database, addSeconds(now, PAUSE_SECONDS), reading.problem);
    log.warn({ reason: error.message }, 'Stripe did not show its balance: Holdfast asks again in a minute');
    return;
  }
  await putOffBalanceReading(database, addSeconds(now, PAUSE_WHEN_REFUSED_SECONDS), error.message);
  if (reading.problem === null) log.error({ reason: error.message }, REFUSED);
}

const REFUSED =
  'Stripe refuses to show its balance, so that the reports of payouts and months are behind. Does the key have the ' +
  'permissions to read Balance transactions and Payouts? READ_BALANCE=off does without';
