import type { PaymentIntentReading } from '../../libs/domain/provider/payment-intent-reading';
import type { ReadHoldStep } from '../../libs/domain/payment/steps';
import type { Looked, ReadHoldOutcome } from '../../libs/domain/payment/facts';
import { capturedOf, getAuthorization, type AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { externalOf, factOfAuthorization } from './authorization-facts';
import { bookExternalCapture, compareReceived } from './book-external-capture';
import type { StepContext } from '../steps/step-context';
import { lookAfterNews, readAfterNews, type News } from './read-after-news';
import { isRecorded, recordHold, unreadIn } from './record-hold';
import { recordHoldEnd } from './record-hold-end';
import { paidTerms, type PaidTerms } from './record-paid';
import { planNextAfter } from './renewals/renewal-intent';
import { noteWord, unreadIf } from '../steps/unknown-word';

const NOTHING_NEW = { kind: 'nothing_new' } as const;

/** Reads a hold in a moment, because an event said that something happened to it, and records what is new. */
export function readHold(context: StepContext, step: ReadHoldStep): Promise<ReadHoldOutcome> {
  return readAfterNews(context, newsOf(context, step));
}

/** Reads a hold for as long as that takes, and finds out that what it says can be recorded. */
export function lookAtHold(context: StepContext, step: ReadHoldStep): Promise<Looked<PaymentIntentReading>> {
  return lookAfterNews(context, newsOf(context, step));
}

function newsOf(context: StepContext, step: ReadHoldStep): News<PaymentIntentReading> {
  return {
    step,
    read: () => context.gateway.readHold(step.paymentIntentId),
    record: (change, hold) => recordReading(context, change, hold, step),
  };
}

async function recordReading(
  context: StepContext,
  change: OrderChange,
  hold: PaymentIntentReading,
  step: ReadHoldStep,
): Promise<ReadHoldOutcome> {
  const row = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
  // Of a hold that is held the deadline is known.
  const unread = row.state === 'held' ? hold.unknown : unreadIn(hold);
  const changed = await recordNews(change, row, hold, { ...step, ...paidTerms(context, step.whole) });
  if (changed !== undefined) return unreadIf(unread !== undefined, factOfAuthorization(changed));
  await noteWord(change, { object: 'payment_intent', id: step.paymentIntentId }, unread);
  return unreadIf(unread !== undefined, await whatIsKnown(change, row, hold, step));
}

/** What a look finds that has nothing to record. */
async function whatIsKnown(
  change: OrderChange,
  row: AuthorizationRow,
  hold: PaymentIntentReading,
  step: ReadHoldStep,
): Promise<ReadHoldOutcome> {
  if (row.changed_by_event_id === step.eventId) return factOfAuthorization(row);
  return row.state !== 'held' || hold.ended !== null ? NOTHING_NEW : compareAmounts(change, row, hold, step);
}

/** Undefined when there are none. */
async function recordNews(
  change: OrderChange,
  row: AuthorizationRow,
  hold: PaymentIntentReading,
  step: ReadHoldStep & { readonly paid?: PaidTerms },
): Promise<AuthorizationRow | undefined> {
  const { currency } = step;
  switch (row.state) {
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return isRecorded(row, hold, unreadIn(hold) !== undefined) ? undefined : recordHold(change, row, hold, step);
    case 'held': {
      if (hold.ended === null || (await isUsedUp(change, row, hold))) return undefined;
      const ended = await recordHoldEnd(change, row, { hold, asked: false, reason: 'hold_lost', currency });
      await planNextAfter(change, { kind: 'read_hold', ...step }, ended);
      return ended;
    }
    case 'requested':
    case 'declined':
    case 'saved':
    case 'captured':
    case 'released':
    case 'expired':
    case 'replaced':
      return undefined;
  }
}

/** What somebody else captured is booked, and the hold goes on with the rest. */
async function compareAmounts(
  change: OrderChange,
  before: AuthorizationRow,
  hold: PaymentIntentReading,
  { currency }: ReadHoldStep,
): Promise<ReadHoldOutcome> {
  const row = await bookExternalCapture(change, before, { hold, currency, final: false });
  const received = await capturedOf(change.transaction, row.authorization_id);
  const compared = await compareReceived(change, hold, received, currency);
  return compared === 'same' ? { ...NOTHING_NEW, ...externalOf(row) } : { kind: 'amounts_differ' };
}

/**
 * Our own captures took all of it, so the provider closed it by itself. It stays open with us until the last units,
 * which must then be free, have left too.
 */
async function isUsedUp(
  { transaction }: OrderChange,
  row: AuthorizationRow,
  hold: PaymentIntentReading,
): Promise<boolean> {
  const received = await capturedOf(transaction, row.authorization_id);
  return received === row.amount && hold.amountReceived === received;
}
