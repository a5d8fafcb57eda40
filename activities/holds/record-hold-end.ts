import { endOfHold } from '../../libs/domain/holds/hold-end';
import { lost, released } from '../../libs/domain/ledger/ledger';
import { isNoCard } from '../../libs/domain/orders/free-order';
import { formatMoney, money, reportedMoney, type Money } from '../../libs/domain/money/money';
import type { CancelReason } from '../../libs/domain/orders/order-status';
import type { PaymentIntentReading } from '../../libs/domain/provider/payment-intent-reading';
import { closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import {
  capturedOf,
  changeAuthorization,
  nextActionColumns,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { bookExternalCapture } from './book-external-capture';
import { endDoubt } from './hold-in-doubt';
import { loseCovered } from './lose-covered';
import { noteWord } from '../steps/unknown-word';

/** How a hold ends, as far as whoever records it knows. */
export interface EndOfHold {
  /** Null when the provider never began: then there is nothing that could have ended otherwise. */
  readonly hold: PaymentIntentReading | null;
  /** Whether we asked the provider to end it. */
  readonly asked: boolean;
  /** Why it ends, unless it was taken from us. */
  readonly reason: CancelReason;
  readonly currency: string;
  /** What a hold becomes that was given back as asked. */
  readonly becomes?: 'released' | 'replaced';
}

/** Records that an authorization is over without a capture of ours ending it, with everything that follows from it. */
export async function recordHoldEnd(
  change: OrderChange,
  before: AuthorizationRow,
  { hold, asked, reason, currency, becomes = 'released' }: EndOfHold,
): Promise<AuthorizationRow> {
  if (hold !== null) await noteWord(change, { object: 'payment_intent', id: hold.paymentIntentId }, hold.unknown);
  const ours = await capturedOf(change.transaction, before.authorization_id);
  const wasHeld = before.state === 'held';
  const row =
    hold === null || !wasHeld ? before : await bookExternalCapture(change, before, { hold, currency, final: true });
  const received = row === before ? ours : await capturedOf(change.transaction, row.authorization_id);
  const remaining = wasHeld ? row.amount - received : 0;
  const end =
    hold === null
      ? { state: 'released' as const, released: 0, lost: 0, mismatch: false }
      : endOfHold(hold, { received, takenElsewhere: received - ours, remaining, asked });
  const heldBecomes = end.state === 'released' && end.lost === 0 ? becomes : end.state;
  const changed = await changeAuthorization(change, row, wasHeld ? heldBecomes : 'released', {
    payment_intent_id: row.payment_intent_id ?? hold?.paymentIntentId ?? null,
    client_secret: null,
    ...nextActionColumns(null),
    released_amount: end.released,
    lost_amount: end.lost,
    end_reason: end.lost > 0 ? 'hold_lost' : reason,
    mismatch: end.mismatch,
    ended_at: change.at,
    changed_by_event_id: change.origin.eventId,
  });
  await postLedger(change, released(row.authorization_id, money(end.released, currency)));
  await postLedger(change, lost(row.authorization_id, money(end.lost, currency)));
  await closeAttention(change, 'hold_expiring', 'the hold is over');
  if (end.lost === 0) await endDoubt(change, row.generation, 'the hold is over, and nothing was lost');
  const unpaid = await loseCovered(change, row, currency);
  const taken = received > ours;
  await tell(change, changed, { currency, wasHeld, asked, taken, unpaid, ended: hold?.ended ?? null });
  if (hold !== null && hold.amountReceived !== received) {
    const theirs = formatMoney(reportedMoney(hold.amountReceived, currency));
    const ours = formatMoney(money(received, currency));
    await openAttention(
      change,
      'amount_mismatch',
      `${change.provider.name} received ${theirs}, Holdfast captured ${ours}`,
    );
  }
  return changed;
}

/**
 * Records that a saved card is not charged any more.
 * @param givenUp what of the order was never charged; nothing was held, so the ledger knows nothing of it
 */
export async function endSavedCard(
  change: OrderChange,
  row: AuthorizationRow,
  givenUp: Money,
  reason: CancelReason | null,
): Promise<AuthorizationRow> {
  const ended = await changeAuthorization(change, row, 'released', {
    released_amount: givenUp.amount,
    end_reason: reason,
    ended_at: change.at,
  });
  await closeAttention(change, 'charge_declined', 'the saved card is not charged any more');
  await appendTimeline(change, {
    kind: 'card_released',
    amount: givenUp,
    about: { authorizationId: row.authorization_id },
    message: isNoCard(row.setup_intent_id)
      ? 'Nothing of the order is open any more; no card paid for it'
      : `The saved card is not charged any more; ${formatMoney(givenUp)} of the order was never charged`,
  });
  return ended;
}

interface Ending extends Pick<EndOfHold, 'asked' | 'currency'> {
  readonly wasHeld: boolean;
  /** Whether somebody else ended it with a capture, which is told of by itself. */
  readonly taken: boolean;
  /** What had left on this hold and will not be paid by it; null when nothing had. */
  readonly unpaid: string | null;
  readonly ended: PaymentIntentReading['ended'];
}

/** Of a hold whose end we did not ask for: what somebody did to it. */
const AT_THE_PROVIDER = { captured: 'was captured', released: 'was canceled', expired: 'expired' } as const;

function endedAs({ state, authorization_id: id }: AuthorizationRow): keyof typeof AT_THE_PROVIDER {
  if (state === 'captured' || state === 'released' || state === 'expired') return state;
  throw new Error(`Bug! Authorization ${id} is ${state}, which is no end`);
}

/** What a person sees of it. */
async function tell(
  change: OrderChange,
  row: AuthorizationRow,
  { currency, wasHeld, asked, taken: isTaken, unpaid, ended }: Ending,
): Promise<void> {
  const about = {
    authorizationId: row.authorization_id,
    paymentIntentId: row.payment_intent_id,
    chargeId: row.charge_id,
  };
  const reason = isTaken && !asked ? `it was captured at ${change.provider.name}` : whyEnded(row);
  if (!wasHeld && row.renews_generation !== null) {
    const message = `What has not shipped is not re-authorized: ${reason}`;
    await appendTimeline(change, { kind: 'renewal_given_up', amount: null, about, message });
    return;
  }
  if (!wasHeld) {
    const why = asked || ended === null ? reason : `it ${AT_THE_PROVIDER[ended]} at ${change.provider.name}`;
    const message = `The order ended before anything was held: ${why}`;
    await appendTimeline(change, { kind: 'order_canceled', amount: null, about, message });
    return;
  }
  const gaveBack = money(row.released_amount, currency);
  const taken = money(row.lost_amount, currency);
  if (gaveBack.amount > 0 || (taken.amount === 0 && !isTaken)) {
    const message = `${formatMoney(gaveBack)} of the hold was released: ${reason}`;
    await appendTimeline(change, { kind: 'hold_released', amount: gaveBack, about, message });
  }
  if (taken.amount > 0) {
    // What is taken from a hold that we gave back ourselves, somebody else captured.
    const how = asked && row.state === 'released' ? AT_THE_PROVIDER.captured : AT_THE_PROVIDER[endedAs(row)];
    const message = `${formatMoney(taken)} of the hold is gone: it ${how} at ${change.provider.name}`;
    await appendTimeline(change, { kind: 'hold_lost', amount: taken, about, message });
    await openAttention(change, 'hold_lost', unpaid === null ? message : `${message}; ${unpaid}`);
  }
}

function whyEnded({ release_cause: cause, end_reason: reason }: AuthorizationRow): string {
  if (cause === 'replaced') return 'a new hold replaces it';
  if (cause === 'charge_on_ship') return 'the card allows a single capture, and is charged for each shipment instead';
  if (cause === 'renewed') return 'what has not shipped is re-authorized';
  return reason ?? 'unknown';
}
