import { activityInfo } from '@temporalio/activity';
import type { PaymentIntentReading } from '../../libs/domain/provider/payment-gateway';
import type { ReadHoldStep } from '../../libs/domain/payment/steps';
import type { Looked, ReadHoldOutcome } from '../../libs/domain/payment/facts';
import { formatMoney, money, reportedMoney } from '../../libs/domain/money/money';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import { capturedOf, getAuthorization, type AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import {
  recordOutcome,
  rehearseOutcome,
  type ChangeSource,
  type OrderChange,
} from '../../libs/postgres/orders/order-change';
import { factOfAuthorization } from './authorization-facts';
import { inAMoment, openGuard } from '../steps/in-a-moment';
import { nowOf, type StepContext } from '../steps/step-context';
import { recordedBefore } from './recorded-before';
import { isRecorded, recordHold, unreadIn } from './record-hold';
import { recordHoldEnd } from './record-hold-end';
import { paidTerms, type PaidTerms } from './record-paid';
import { planNextAfter } from './renewals/renewal-intent';
import { noteWord, unreadIf } from '../steps/unknown-word';

const NOTHING_NEW = { kind: 'nothing_new' } as const;

/** Reads a hold in a moment, because an event said that something happened to it, and records what is new. */
export async function readHold(context: StepContext, step: ReadHoldStep): Promise<ReadHoldOutcome> {
  const still = openGuard();
  const known = activityInfo().attempt > 1 ? await recordedBefore(context, sourceOf(context, step), step) : undefined;
  if (known !== undefined) return known;
  const hold = step.reading ?? (await inAMoment(context.gateway.readHold(step.paymentIntentId)));
  return recordOutcome(context.database, sourceOf(context, step), async (change) => {
    still.requireWanted();
    return recordReading(context, change, hold, step);
  });
}

/** Reads a hold for as long as that takes, and finds out that what it says can be recorded. */
export async function lookAtHold(context: StepContext, step: ReadHoldStep): Promise<Looked<PaymentIntentReading>> {
  const reading = await context.gateway.readHold(step.paymentIntentId);
  const source = sourceOf(context, step);
  await rehearseOutcome(context.database, source, (change) => recordReading(context, change, reading, step));
  return { kind: 'looked', reading };
}

function sourceOf(context: StepContext, { orderId, eventId }: ReadHoldStep): ChangeSource {
  return { orderId, at: nowOf(context), origin: { actor: 'stripe', requestId: null, eventId } };
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
  const { currency, marginSeconds } = step;
  switch (row.state) {
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return isRecorded(row, hold, unreadIn(hold) !== undefined)
        ? undefined
        : recordHold(change, row, hold, {
            currency,
            marginSeconds,
            ...(step.paid !== undefined && { paid: step.paid }),
          });
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

/** Nothing is booked of a capture that is not ours: what it took is lost to us when the hold ends. */
async function compareAmounts(
  change: OrderChange,
  row: AuthorizationRow,
  hold: PaymentIntentReading,
  { currency }: ReadHoldStep,
): Promise<ReadHoldOutcome> {
  const received = await capturedOf(change.transaction, row.authorization_id);
  if (hold.amountReceived === received) return NOTHING_NEW;
  const theirs = formatMoney(reportedMoney(hold.amountReceived, currency));
  const ours = formatMoney(money(received, currency));
  await openAttention(change, 'amount_mismatch', `the provider received ${theirs}, we captured ${ours}`);
  return { kind: 'amounts_differ' };
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
