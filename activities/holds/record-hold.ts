import type { WithoutMulticapture } from '../../libs/domain/orders/order';
import { chooseCapturePlan } from '../../libs/domain/provider/capture-plan';
import { releaseAtOf, warnAtOf } from '../../libs/domain/orders/deadline';
import { holdPlaced } from '../../libs/domain/ledger/ledger';
import { formatMoney, money, reportedMoney } from '../../libs/domain/money/money';
import type { AwaitedHold } from '../../libs/domain/payment/hold';
import type { HoldCharge, PaymentIntentReading, PaymentError } from '../../libs/domain/provider/payment-intent-reading';
import { savedCardOf } from '../../libs/domain/payment/renewal';
import type { UnknownWord } from '../../libs/domain/provider/unknown-answer';
import { closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import {
  answeredColumns,
  changeAuthorization,
  lastErrorColumns,
  nextActionColumns,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { lookWhileAwaited, lookWhileHeld } from '../../libs/postgres/holds/payment-look-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { cardOf } from '../../libs/postgres/holds/renewal-store';
import { appendTimeline, type TimelineKind } from '../../libs/postgres/orders/timeline-store';
import { capabilityColumns } from './card-features/capability-columns';
import { bookExternalCapture } from './book-external-capture';
import { recordHoldEnd } from './record-hold-end';
import { recordPaid, type PaidTerms } from './record-paid';
import { noteWord, waitForWord } from '../steps/unknown-word';

/** What an authorization needs to know of its order. */
export interface HoldTerms {
  readonly currency: string;
  readonly marginSeconds: number;
  /** Absent: `auto`. */
  readonly withoutMulticapture?: WithoutMulticapture | undefined;
  /** Set for an order that is fulfilled at once. */
  readonly paid?: PaidTerms;
}

/** Records what the provider says about an authorization that is not a hold yet. */
export async function recordHold(
  change: OrderChange,
  row: AuthorizationRow,
  hold: PaymentIntentReading,
  terms: HoldTerms,
): Promise<AuthorizationRow> {
  const unread = unreadIn(hold);
  await noteWord(change, { object: 'payment_intent', id: hold.paymentIntentId }, unread);
  switch (hold.status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
      return recordAwaited(change, row, 'requires_payment_method', hold);
    case 'requires_action':
    case 'processing':
      return recordAwaited(change, row, hold.status, hold);
    case 'unknown':
      return recordAwaited(change, row, 'processing', hold);
    case 'requires_capture':
      if (unread === undefined) return recordPlaced(change, row, hold, terms);
      // Held, and nobody says until when: it is on its way, and ends with the order's own time.
      waitForWord(unread);
      return recordAwaited(change, row, 'processing', hold);
    case 'succeeded':
      if (terms.paid !== undefined) return recordPaid(change, row, hold, { currency: terms.currency, ...terms.paid });
      return recordTaken(change, row, hold, terms);
    case 'canceled':
      return recordHoldEnd(change, row, { hold, asked: false, reason: 'abandoned', currency: terms.currency });
  }
}

/** Somebody captured the hold before anybody here saw that it was placed. */
async function recordTaken(
  change: OrderChange,
  row: AuthorizationRow,
  hold: PaymentIntentReading,
  terms: HoldTerms,
): Promise<AuthorizationRow> {
  const placed = hold.charge === null ? row : await recordPlaced(change, row, hold, terms);
  return recordHoldEnd(change, placed, { hold, asked: false, reason: 'hold_lost', currency: terms.currency });
}

/** Records that the provider refused even to begin: the shop named a card or customer that it does not know. */
export async function recordRefusedHold(
  change: OrderChange,
  row: AuthorizationRow,
  error: PaymentError,
): Promise<AuthorizationRow> {
  const nothing = { paymentIntentId: null, clientSecret: null, nextAction: null, lastError: error };
  return recordAwaited(change, row, 'requires_payment_method', nothing);
}

/**
 * True when the row says the same as the reading, so that there is nothing to record.
 * @param isUnread where a word of the reading is missing, with which it would be more than awaited
 */
export function isRecorded(row: AuthorizationRow, hold: ReadingOfAny, isUnread = false): boolean {
  const awaited = isUnread ? 'processing' : (AWAITED_AS[hold.status] ?? hold.status);
  return (
    row.state === awaited &&
    row.client_secret === hold.clientSecret &&
    row.last_error_code === (hold.lastError?.code ?? null) &&
    row.last_error_decline_code === (hold.lastError?.declineCode ?? null) &&
    row.next_action_type === (hold.nextAction?.type ?? null) &&
    row.next_action_url === (hold.nextAction?.type === 'redirect_to_url' ? hold.nextAction.url : null)
  );
}

/** States under which others are recorded. */
const AWAITED_AS: Readonly<Partial<Record<string, AwaitedHold['state']>>> = {
  requires_confirmation: 'requires_payment_method',
  unknown: 'processing',
};

/** What readings of holds and of card setups have in common. */
export type ReadingOfAny = Pick<PaymentIntentReading, 'clientSecret' | 'lastError' | 'nextAction'> & {
  readonly status: string;
};

const AWAITED: Readonly<Record<AwaitedHold['state'], { readonly kind: TimelineKind; readonly message: string }>> = {
  requires_payment_method: { kind: 'payment_method_required', message: 'The buyer must give a card' },
  requires_action: { kind: 'action_required', message: 'The buyer must authenticate' },
  processing: { kind: 'processing', message: 'The payment is being processed' },
};

type AwaitedReading = Omit<AwaitedHold, 'state'>;

/** Records that the provider waits for a card, for the buyer, or for a network. */
export async function recordAwaited(
  change: OrderChange,
  row: AuthorizationRow,
  state: AwaitedHold['state'],
  { paymentIntentId, setupIntentId, clientSecret, nextAction, lastError }: AwaitedReading,
): Promise<AuthorizationRow> {
  const changed = await changeAuthorization(change, row, state, {
    payment_intent_id: paymentIntentId,
    setup_intent_id: setupIntentId ?? row.setup_intent_id,
    client_secret: clientSecret,
    changed_by_event_id: change.origin.eventId,
    ...lookWhileAwaited(change),
    ...nextActionColumns(nextAction),
    ...lastErrorColumns(lastError),
  });
  const { kind, message } = AWAITED[state];
  const failed = state === 'requires_payment_method' && lastError !== null;
  await appendTimeline(change, {
    kind: failed ? 'payment_failed' : kind,
    amount: null,
    about: { authorizationId: row.authorization_id, paymentIntentId },
    message: lastError === null ? message : `${message}: ${lastError.declineCode ?? lastError.code}`,
  });
  if (row.renews_generation !== null && state === 'requires_payment_method') {
    const why = lastError === null ? '' : ` (${lastError.declineCode ?? lastError.code})`;
    const text = `the card was declined for a new authorization${why}. Nothing is on hold: ask the buyer for another payment method`;
    await openAttention(change, 'reauthorization_failed', text);
  }
  return changed;
}

async function recordPlaced(
  change: OrderChange,
  row: AuthorizationRow,
  hold: PaymentIntentReading,
  { currency, marginSeconds, withoutMulticapture }: HoldTerms,
): Promise<AuthorizationRow> {
  const { chargeId, authorizedAt, captureBefore, capabilities } = chargeOf(hold, change.at);
  const card = savedCardOf(hold.card, cardOf(row));
  const amount = reportedMoney(hold.amount, currency);
  // What the shop had held beyond the order belongs to no unit of it.
  const beyond = row.adopted ? Math.max(0, amount.amount - row.amount) : 0;
  const about = change.provider.deadline === 'estimated' ? 'about ' : '';
  const releaseAt = releaseAtOf(authorizedAt, captureBefore, marginSeconds);
  const warnAt = warnAtOf(authorizedAt, releaseAt);
  const changed = await changeAuthorization(change, row, 'held', {
    amount: amount.amount,
    raised_amount: row.raised_amount + beyond,
    payment_intent_id: hold.paymentIntentId,
    charge_id: chargeId,
    ...answeredColumns(change),
    ...capabilityColumns(capabilities),
    plan: chooseCapturePlan(capabilities, card === null ? 'single_use' : 'reusable', withoutMulticapture),
    customer: card?.customer ?? null,
    card: card?.paymentMethod ?? null,
    awaited_until: null,
    capture_before: captureBefore,
    release_at: releaseAt,
    warn_at: warnAt,
    ...lookWhileHeld(change, warnAt),
  });
  if (row.generation > 1) await closeAttention(change, 'hold_expiring', 'a new hold replaces it');
  await postLedger(change, holdPlaced(row.authorization_id, amount));
  await appendTimeline(change, {
    kind: 'hold_placed',
    amount,
    about: { authorizationId: row.authorization_id, paymentIntentId: hold.paymentIntentId, chargeId },
    message: `${formatMoney(amount)} held until ${about}${captureBefore}`,
  });
  const isOdd =
    hold.amount !== row.amount + beyond ||
    (hold.ended === null && hold.amountCapturable + hold.amountReceived !== hold.amount);
  if (isOdd) {
    const asked = formatMoney(money(row.amount, currency));
    const text = (theirs: number): string => formatMoney(reportedMoney(theirs, currency));
    await openAttention(
      change,
      'amount_mismatch',
      `Holdfast requested ${asked}; ${change.provider.name} holds ${text(hold.amount)}, of which ${text(hold.amountCapturable)} is ` +
        `capturable and ${text(hold.amountReceived)} captured`,
    );
  }
  if (hold.ended !== null) return changed;
  return bookExternalCapture(change, changed, { hold, currency, final: false, beforeAdoption: row.adopted });
}

/** A hold without a deadline would have no timer to end it, and nobody guesses one. */
export function hasDeadline({ charge }: PaymentIntentReading): boolean {
  return charge !== null && charge.captureBefore !== null;
}

/** The word without which nobody can say what an authorization has become; undefined when all is said. */
export function unreadIn(hold: PaymentIntentReading): UnknownWord | undefined {
  if (hold.status !== 'requires_capture' || hasDeadline(hold)) return hold.unknown;
  return { object: 'payment_intent', id: hold.paymentIntentId, field: 'capture_before', value: 'null' };
}

/**
 * @param at of a hold that is over the deadline does not count any more
 * @throws Error when `hasDeadline` says no of one that lives
 */
function chargeOf(
  { charge, paymentIntentId, ended }: PaymentIntentReading,
  at: string,
): HoldCharge & { readonly captureBefore: string } {
  if (charge === null) throw new Error(`Stripe names no charge for the hold of ${paymentIntentId}`);
  const captureBefore = charge.captureBefore ?? (ended === null ? null : at);
  if (captureBefore === null) throw new Error(`Stripe names no deadline for the hold of ${paymentIntentId}`);
  return { ...charge, captureBefore };
}
