import { awaitedUntil } from '../../../libs/domain/orders/deadline';
import { releaseKey } from '../../../libs/domain/provider/idempotency-key';
import { formatMoney, money } from '../../../libs/domain/money/money';
import {
  whyRefused,
  type PaymentError,
  type PaymentIntentReading,
} from '../../../libs/domain/provider/payment-intent-reading';
import { isOtherCard } from '../../../libs/domain/payment/renewal';
import type { AuthorizeStep } from '../../../libs/domain/payment/steps';
import type { AuthorizeOutcome, ConfirmRefused, RenewalRefused } from '../../../libs/domain/payment/facts';
import { isAwaiting } from '../../../libs/domain/orders/transitions';
import { closeAttention, openAttention } from '../../../libs/postgres/orders/attention-store';
import {
  changeAuthorization,
  getAuthorization,
  lastErrorColumns,
  lastErrorOf,
  type AuthorizationRow,
} from '../../../libs/postgres/holds/authorization-store';
import type { Transaction } from '../../../libs/postgres/database/database';
import { recordOutcome, type ChangeSource, type OrderChange } from '../../../libs/postgres/orders/order-change';
import { getRenewed } from '../../../libs/postgres/holds/renewal-store';
import { appendTimeline } from '../../../libs/postgres/orders/timeline-store';
import { factOfAuthorization } from '../authorization-facts';
import type { StepContext } from '../../steps/step-context';
import { recordHold, unreadIn } from '../record-hold';
import type { HoldAnswer } from '../ask-for-hold';
import { endLate } from '../late-hold';
import { cancelOrphanedHolds } from '../orphaned-hold';
import { noteWord, readAgain } from '../../steps/unknown-word';

/** What a renewal became while the old hold lives: a second hold, or nothing at all. */
export type RenewalResult =
  | { readonly kind: 'placed'; readonly hold: PaymentIntentReading }
  | { readonly kind: 'refused'; readonly error: PaymentError; readonly left: PaymentIntentReading | null };

/** Nothing that a refused renewal left behind may bind or take the buyer's money while the old hold does. */
export async function clearRenewal(
  context: StepContext,
  row: AuthorizationRow,
  answer: HoldAnswer['answer'],
): Promise<RenewalResult> {
  if (answer.kind === 'refused') {
    await cancelOrphanedHolds(context, row);
    return { kind: 'refused', error: answer.error, left: null };
  }
  const { hold } = answer;
  const unread = unreadIn(hold);
  readAgain(unread, ATTEMPTS_TO_UNDERSTAND);
  if (hold.status === 'requires_capture' && unread === undefined) return { kind: 'placed', hold };
  const error = hold.lastError ?? (hold.status === 'requires_action' ? AUTHENTICATION_WANTED : NOT_PLACED);
  if (hold.ended !== null) return { kind: 'refused', error, left: hold };
  const { order_id: orderId, generation } = row;
  const { paymentIntentId } = hold;
  const idempotencyKey = releaseKey(orderId, generation);
  const { hold: left } = await context.gateway.release({ orderId, idempotencyKey, paymentIntentId, how: 'cancel' });
  return { kind: 'refused', error, left };
}

/**
 * What nobody understands may be the second hold, so it is neither counted with nor given back. Shipments wait
 * meanwhile: after some minutes of growing pauses they go on with the old hold, and the new one is canceled.
 */
const ATTEMPTS_TO_UNDERSTAND = 10;

/** Two holds cannot both wait: until the first is over, nobody is sent to their bank for a second one. */
export const AUTHENTICATION_WANTED: PaymentError = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'This card wants to be authenticated, which it cannot be while the card before still serves.',
};

const NOT_PLACED: PaymentError = {
  code: 'payment_failed',
  declineCode: null,
  message: 'The payment could not be completed.',
};

/** Records a second hold beside the first, or that the card refuses it and when the first is released then. */
export async function recordRenewal(
  context: StepContext,
  source: ChangeSource,
  { order, generation, renewal }: AuthorizeStep,
  lastCallAt: string,
  result: RenewalResult,
): Promise<AuthorizeOutcome> {
  const { currency, policy } = order;
  const outcome = await recordOutcome(context.database, source, async (change) => {
    const row = await getAuthorization(change.transaction, order.orderId, generation);
    // Another worker with the same step in hand was faster.
    if (row.state !== 'requested') return factOfRenewal(change.transaction, row);
    if (result.kind === 'placed') {
      const terms = { currency, ...policy };
      if (isOtherCard({ renewal }))
        await closeAttention(change, 'reauthorization_failed', 'the buyer gave another card');
      const asked = renewal?.room === undefined ? row : await withRoom(change, row, renewal.room.amount);
      return factOfAuthorization(await recordHold(change, asked, result.hold, terms));
    }
    if (renewal?.takesOver) await recordCardRefused(change, row, result);
    else await recordRefused(change, row, currency, lastCallAt, result);
    return factOfRenewal(change.transaction, await getAuthorization(change.transaction, order.orderId, generation));
  });
  if (result.kind === 'placed') await endLate(context, { orderId: order.orderId, generation }, result.hold, outcome);
  return outcome;
}

/** What of the hold no unit has yet: the units that are about to open again take it. */
function withRoom(change: OrderChange, row: AuthorizationRow, room: number): Promise<AuthorizationRow> {
  return changeAuthorization(change, row, row.state, { raised_amount: row.raised_amount + room });
}

async function recordRefused(
  change: OrderChange,
  row: AuthorizationRow,
  currency: string,
  lastCallAt: string,
  { error, left }: Extract<RenewalResult, { kind: 'refused' }>,
): Promise<void> {
  const declined = await changeAuthorization(change, row, 'declined', {
    payment_intent_id: left?.paymentIntentId ?? null,
    ...lastErrorColumns(error),
  });
  const renewed = await getRenewed(change.transaction, declined);
  if (renewed.state === 'held') {
    await changeAuthorization(change, renewed, 'held', { release_at: lastCallAt, renewal_refused_at: change.at });
  }
  if (left !== null) await noteWord(change, { object: 'payment_intent', id: left.paymentIntentId }, left.unknown);
  const amount = money(row.amount, currency);
  const why = whyRefused(error);
  const message = `The card was declined for a second hold of ${formatMoney(amount)} (${why}); shipments can be captured until ${lastCallAt}`;
  const about = { authorizationId: row.authorization_id, paymentIntentId: left?.paymentIntentId ?? null };
  await appendTimeline(change, { kind: 'renewal_refused', amount, about, message });
  await openAttention(change, 'reauthorization_failed', message);
  if (left !== null && left.amountReceived > 0) {
    await openAttention(change, 'amount_mismatch', `${left.paymentIntentId} was captured outside Holdfast`);
  }
}

/** The buyer's other card is not good: the old hold serves as before. */
async function recordCardRefused(
  change: OrderChange,
  row: AuthorizationRow,
  { error, left }: Extract<RenewalResult, { kind: 'refused' }>,
): Promise<void> {
  const paymentIntentId = left?.paymentIntentId ?? null;
  await changeAuthorization(change, row, 'declined', {
    payment_intent_id: paymentIntentId,
    ...lastErrorColumns(error),
  });
  if (left !== null) await noteWord(change, { object: 'payment_intent', id: left.paymentIntentId }, left.unknown);
  await appendCardRefused(change, row, paymentIntentId, error);
  if (left !== null && left.amountReceived > 0) {
    await openAttention(change, 'amount_mismatch', `${left.paymentIntentId} was captured outside Holdfast`);
  }
}

/** Tells that another card of the buyer's was not good, and that nothing has changed. */
export async function appendCardRefused(
  change: OrderChange,
  { authorization_id: authorizationId, given_payment_method: given }: AuthorizationRow,
  paymentIntentId: string | null,
  error: PaymentError,
): Promise<void> {
  const whose = given === null ? 'A second hold on the kept card' : 'Another card';
  await appendTimeline(change, {
    kind: 'confirmation_refused',
    amount: null,
    about: { authorizationId, paymentIntentId },
    message: `${whose} was refused (${whyRefused(error)}): the hold before serves as it did`,
  });
}

/** What became of another card that was not good. */
export function cardRefusedOf(row: AuthorizationRow): ConfirmRefused {
  const error = lastErrorOf(row) ?? NOT_PLACED;
  return { kind: 'confirm_refused', attempt: row.generation, reason: 'payment_method_refused', error };
}

/** As `factOfAuthorization`, where the old hold lived while the new one was asked for. */
export async function factOfRenewal(transaction: Transaction, row: AuthorizationRow): Promise<AuthorizeOutcome> {
  if (row.state !== 'declined') return factOfAuthorization(row);
  if (row.given_payment_method !== null) return cardRefusedOf(row);
  const { release_at: releaseAt, state, renewal_refused_at } = await getRenewed(transaction, row);
  // It came before its time, for more to be held: the hold before it serves as it did.
  if (state === 'held' && renewal_refused_at === null) return cardRefusedOf(row);
  if (releaseAt === null) throw new Error(`Bug! The hold before authorization ${row.authorization_id} has no deadline`);
  return { kind: 'renewal_refused', releaseAt, error: lastErrorOf(row) ?? NOT_PLACED } satisfies RenewalRefused;
}

/** A renewal that needs the buyer has its own time, however long ago the order was accepted. */
export async function recordAwaitedUntil(
  change: OrderChange,
  row: AuthorizationRow,
  { renewal, order }: AuthorizeStep,
): Promise<AuthorizationRow> {
  if (renewal === undefined || !isAwaiting(row.state)) return row;
  const until = renewal.awaitedUntil ?? awaitedUntil({ ...order, acceptedAt: change.at });
  return changeAuthorization(change, row, row.state, { awaited_until: until });
}
