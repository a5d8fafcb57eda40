import { isFinalStatus } from '../../libs/domain/orders/order-status';
import { isAwaiting } from '../../libs/domain/orders/transitions';
import type { ReceivedEvent } from '../../libs/domain/provider/received-event';
import type { ClaimedEvent } from '../../libs/postgres/events/claimed-event';
import type { EventHolder, EventSubject, RefundSubject } from '../../libs/postgres/events/event-facts';
import { SITUATIONS, situationName, type Situation } from '../../libs/postgres/events/situation';
import type { EndOutcome } from '../../libs/postgres/events/event-ending';

/** What to do with an event now. */
export type Delivery =
  | { readonly kind: 'signal'; readonly orderId: string }
  | { readonly kind: 'finish'; readonly outcome: EndOutcome }
  | { readonly kind: 'later'; readonly reason: string };

/**
 * Decides by what is recorded whether an event can tell its order anything new. A signal costs an Action and a read of
 * the provider, and nearly every event repeats what the answer to our own call has said.
 */
export function decideDelivery(
  event: Pick<ClaimedEvent, 'about' | 'type' | 'attempts' | 'amountReceived'>,
  subject: EventSubject | undefined,
): Delivery {
  if (event.about === 'nothing') return NOT_NEEDED;
  if (subject === undefined) return NOT_OURS;
  if (isFinalStatus(subject.status)) return { kind: 'finish', outcome: 'order_closed' };
  const signal: Delivery = { kind: 'signal', orderId: subject.orderId };
  if (event.about === 'settlement') {
    if (subject.settlementRecorded) return NOT_NEEDED;
    // A payment that takes all at once can settle before its own news was delivered.
    if (subject.authorization !== null && isAwaiting(subject.authorization)) {
      return later('the payment that it settles is not recorded yet');
    }
    if (COMES_WITH_A_SETTLEMENT.has(event.type) && event.attempts === 1) {
      return later('the settlement that it came with is being read');
    }
    return signal;
  }

  switch (subject.authorization) {
    case 'requested':
      return later('the answer to the authorization is not recorded yet');
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return subject.confirmInFlight ? later('the answer to a confirmation is not recorded yet') : signal;
    case 'held':
      if (TELLS_NOTHING_OF_A_HOLD.has(event.type) && !tellsOfForeignCapture(event, subject)) return NOT_NEEDED;
      if (subject.captureInFlight) return later('the answer to a capture is not recorded yet');
      if (subject.releaseInFlight) return later('the answer to the release is not recorded yet');
      return signal;
    case 'declined':
    case 'saved':
    case 'captured':
    case 'released':
    case 'expired':
    case 'replaced':
    case null:
      return NOT_NEEDED;
  }
}

/**
 * The situations in which an event is over as soon as it is stored, by their names, with its outcome: those of which
 * `decideDelivery` says so whatever is under way.
 */
export function outcomesAtOnce(
  event: Pick<ReceivedEvent, 'about' | 'type' | 'amountReceived'>,
): Record<string, EndOutcome> {
  // What those are about is decided by more than the situation of an order.
  if (event.about === 'refund' || event.about === 'dispute' || event.about === 'fraud') return {};
  const outcomes = SITUATIONS.flatMap((situation): [string, EndOutcome][] => {
    const delivery = decideDelivery({ ...event, attempts: 1 }, subjectIn(situation, event));
    if (delivery.kind !== 'finish' || mayWait(delivery.outcome, event.type)) return [];
    return [[situationName(situation), delivery.outcome]];
  });
  return Object.fromEntries(outcomes);
}

/** An order in a situation, for whom nothing is under way: what is would only make an event wait. */
function subjectIn(
  situation: Situation,
  { amountReceived }: Pick<ReceivedEvent, 'amountReceived'>,
): EventSubject | undefined {
  const quiet = { orderId: '', confirmInFlight: false, captureInFlight: false, releaseInFlight: false };
  switch (situation.order) {
    case 'none':
      return undefined;
    case 'closed':
      return { ...quiet, status: 'completed', authorization: null, receivedSums: [], settlementRecorded: false };
    case 'open': {
      const { authorization, settlementRecorded, isReceivedOurs } = situation;
      const receivedSums = isReceivedOurs && typeof amountReceived === 'number' ? [amountReceived] : [];
      return { ...quiet, status: 'authorized', authorization, receivedSums, settlementRecorded };
    }
  }
}

/** Foreign events are over at once, but where an answer that is on its way can make the event ours. */
export function mayWait(outcome: EndOutcome | 'signalled', type: string): boolean {
  return outcome === 'not_ours' && !carriesItsName(type);
}

/**
 * Whether an event's object carries the name of whoever asked for it. Of a dispute, a refund from the Dashboard, a
 * transfer or a fee only our rows tell whose it is.
 */
export function carriesItsName(type: string): boolean {
  return /^(payment_intent|setup_intent|charge)\./.test(type) && !/^charge\.(dispute|refund)\./.test(type);
}

/** What is to be done with an event about a refund. */
export type RefundDelivery =
  | { readonly kind: 'signal_refund'; readonly orderId: string; readonly refundId: string }
  | Extract<Delivery, { kind: 'finish' | 'later' }>;

/**
 * As `decideDelivery`, for an event that tells of a refund.
 * @param subject our own refund that it is about
 * @param order the order whose charge it is of, where the refund is none of ours
 */
export function decideRefundDelivery(
  { stripeRefundId }: Pick<ClaimedEvent, 'stripeRefundId'>,
  subject: RefundSubject | undefined,
  order: EventHolder | undefined,
): RefundDelivery {
  if (subject === undefined) {
    // Without our name in its metadata it was made by somebody else, perhaps of what is no order of ours.
    if (order === undefined) return NOT_OURS;
    if (stripeRefundId === null) return NOT_NEEDED;
    if (!order.isCaptured) return later('no capture is recorded of the charge that it refunds');
    return { kind: 'signal_refund', orderId: order.orderId, refundId: stripeRefundId };
  }
  switch (subject.state) {
    case 'requested':
    case 'unknown':
      return later('the answer to the refund is not recorded yet');
    case 'pending':
    case 'succeeded':
      return { kind: 'signal_refund', orderId: subject.orderId, refundId: subject.refundId };
    case 'failed':
    case 'refused':
      return NOT_NEEDED;
  }
}

/** What is to be done with an event about a dispute. */
export type DisputeDelivery =
  | { readonly kind: 'signal_dispute'; readonly orderId: string; readonly disputeId: string }
  | Extract<Delivery, { kind: 'finish' | 'later' }>;

/** As `decideDelivery`, for news of a dispute: its order is found by the charge, and may have closed long ago. */
export function decideDisputeDelivery(
  { disputeId }: Pick<ClaimedEvent, 'disputeId'>,
  subject: EventHolder | undefined,
): DisputeDelivery {
  if (disputeId === null) return NOT_NEEDED;
  if (subject === undefined) return NOT_OURS;
  if (subject.captureInFlight) return later('the answer to a capture is not recorded yet');
  return { kind: 'signal_dispute', orderId: subject.orderId, disputeId };
}

/**
 * Of another program on the account, or of another Holdfast. Whoever decides has made sure that our rows know all they
 * will.
 */
const NOT_OURS = { kind: 'finish', outcome: 'not_ours' } as const;

const NOT_NEEDED = { kind: 'finish', outcome: 'not_needed' } as const;

/** `charge.updated` comes a moment before them, and makes the order read all of it: they matter when it was lost. */
const COMES_WITH_A_SETTLEMENT: ReadonlySet<string> = new Set(['application_fee.created', 'transfer.created']);

/** These come before a hold lives, or with each capture of ours: none of them can end it. */
const TELLS_NOTHING_OF_A_HOLD: ReadonlySet<string> = new Set([
  'payment_intent.amount_capturable_updated',
  'payment_intent.requires_action',
  'payment_intent.processing',
  'payment_intent.payment_failed',
]);

/** Somebody captured at the provider, by hand or by another program, and the hold lives on. */
function tellsOfForeignCapture(
  { amountReceived }: Pick<ClaimedEvent, 'amountReceived'>,
  { receivedSums }: EventSubject,
): boolean {
  return typeof amountReceived === 'number' && !receivedSums.includes(amountReceived);
}

function later(reason: string): Extract<Delivery, { kind: 'later' }> {
  return { kind: 'later', reason };
}
