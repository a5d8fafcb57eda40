import type { Logger } from 'pino';
import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import { whoseTag } from '../../libs/domain/provider/deployment';
import type { DisputeEvent } from '../../libs/domain/disputes/dispute';
import type { ProviderEvent } from '../../libs/domain/orders/inputs';
import type { RefundEvent } from '../../libs/domain/refunds/refund';
import type { Database } from '../../libs/postgres/database/database';
import { readDeployment } from '../../libs/postgres/deployment/deployment-store';
import { findDisputeSubject } from '../../libs/postgres/events/dispute-subject';
import { hasUnansweredRequest, isAskedForHere } from '../../libs/postgres/events/event-owner';
import { findEventSubject } from '../../libs/postgres/events/event-subject';
import { findRefundedOrder, findRefundSubject } from '../../libs/postgres/events/refund-subject';
import type { ClaimedEvent, WebhookInbox } from '../../libs/postgres/events/webhook-event-store';
import { carriesItsName, decideDelivery, decideDisputeDelivery, decideRefundDelivery } from './delivery-rules';
import { noticeOther } from '../steps/deployment-conflict';
import { reasonOf } from '../steps/failing-step';
import { callForGivenUpEvent, callForLateEvent, closeCallOfEvent } from './late-event';

/** Tells the workflow of an order about an event; `not_found` when it is not running. */
export type SignalOrder = (orderId: string, event: ProviderEvent) => Promise<'signalled' | 'not_found'>;

/** Tells the workflow of a refund about an event, and brings it back to life when it has ended. */
export type SignalRefund = (orderId: string, refundId: string, event: RefundEvent) => Promise<'signalled'>;

/** Tells the workflow of a dispute about an event; it is started for it unless it runs. */
export type SignalDispute = (orderId: string, disputeId: string, event: DisputeEvent) => Promise<'signalled'>;

export interface EventDeliveryNeeds {
  readonly inbox: WebhookInbox;
  readonly database: Database;
  readonly signalOrder: SignalOrder;
  readonly signalRefund: SignalRefund;
  /** Whether our key moves real money: an event of the other mode is about nothing of ours, whatever it names. */
  readonly livemode: boolean;
  readonly signalDispute: SignalDispute;
  readonly clock: () => Date;
  readonly log: Logger;
  /** Told what became of each attempt. */
  readonly onDelivery?: (result: DeliveryResult) => void;
}

export type DeliveryResult = 'delivered' | 'deferred' | 'dead_letter';

/** Hands stored events to their orders: at once by whoever stored them, later by the sweep. */
export interface EventDelivery {
  /** Undefined when the event has an outcome already, or when it is not its time. */
  deliver(eventId: string): Promise<DeliveryResult | undefined>;
  deliverClaimed(event: ClaimedEvent): Promise<DeliveryResult>;
}

/** Delivers events from the inbox to the workflows that they are for. */
export function createEventDelivery(needs: EventDeliveryNeeds): EventDelivery {
  return {
    deliver: async (eventId) => {
      const event = await needs.inbox.claim(eventId);
      return event === undefined ? undefined : deliverAndTell(needs, event);
    },
    deliverClaimed: (event) => deliverAndTell(needs, event),
  };
}

async function deliverAndTell(needs: EventDeliveryNeeds, event: ClaimedEvent): Promise<DeliveryResult> {
  const result = await deliverOrDefer(needs, event);
  needs.onDelivery?.(result);
  return result;
}

/**
 * An event that nobody can handle must not stand in the way of those behind it. Nor may it wait for the end of its
 * claim where one connection broke and the next one works. @throws Error when PostgreSQL is away altogether: then the
 * claim runs out
 */
async function deliverOrDefer(needs: EventDeliveryNeeds, event: ClaimedEvent): Promise<DeliveryResult> {
  try {
    return await deliverClaimed(needs, event);
  } catch (error) {
    // Whose it is may be what failed: an order of ours is told only what surely is its own.
    const whose = whoseTag(event.deployment ?? null, await readDeployment(needs.database));
    const known = whose === 'ours' ? event : { ...event, orderId: null };
    return defer(needs, known, `its delivery failed: ${reasonOf(error)}`);
  }
}

async function deliverClaimed(needs: EventDeliveryNeeds, event: ClaimedEvent): Promise<DeliveryResult> {
  if (typeof event.account === 'string') return finish(needs, event, 'not_ours', atConnectedAccount(event.account));
  if (event.livemode !== needs.livemode) return finish(needs, event, 'not_needed', otherMode(event));
  const whose = whoseTag(event.deployment ?? null, await readDeployment(needs.database));
  if (whose === 'ours' && !(await isAskedForHere(needs.database, event))) return tellOfOther(needs, event);
  // What another Holdfast calls its orders and refunds may be the name of one of ours.
  const named = whose === 'foreign' ? { ...event, orderId: null, refundId: null } : event;
  const { about } = named;
  switch (about) {
    case 'nothing':
      return finish(needs, named, 'not_needed');
    case 'refund':
      return deliverToRefund(needs, named);
    case 'dispute':
      return deliverToDispute(needs, named);
    case 'hold':
    case 'settlement':
      return deliverToOrder(needs, named, about);
  }
}

/** Our rows are written before anything is asked for: who asked for this goes by our name and has other rows. */
async function tellOfOther(needs: EventDeliveryNeeds, event: ClaimedEvent): Promise<DeliveryResult> {
  const { eventId, type, orderId, paymentIntentId, stripeRefundId } = event;
  const id = stripeRefundId ?? paymentIntentId ?? event.setupIntentId ?? event.chargeId ?? 'something';
  const seen = `event ${eventId} (${type}) tells of ${id} for order ${orderId ?? 'unknown'} in our name, and this database never asked for it`;
  await noticeOther(needs, orderId, seen);
  return finish(needs, event, 'not_ours', seen);
}

async function deliverToOrder(
  needs: EventDeliveryNeeds,
  event: ClaimedEvent,
  about: ProviderEvent['about'],
): Promise<DeliveryResult> {
  const subject = await findEventSubject(needs.database, event, nowOf(needs));
  const known = ofOrder(event, subject);
  const delivery = decideDelivery(event, subject);
  switch (delivery.kind) {
    case 'finish':
      return close(needs, known, delivery.outcome);
    case 'later':
      return defer(needs, known, delivery.reason);
    case 'signal': {
      const { eventId, type, paymentIntentId, chargeId, setupIntentId } = event;
      const named = { paymentIntentId, chargeId, ...(typeof setupIntentId === 'string' && { setupIntentId }) };
      const message = { eventId, type, about, ...named };
      return signal(needs, known, `order ${delivery.orderId}`, () => needs.signalOrder(delivery.orderId, message));
    }
  }
}

/** How long what only our rows can tell of may wait for a request that is not answered yet. */
const UNANSWERED_SECONDS = 60 * 60;

/** Foreign events are over at once, but where an answer that is on its way can make the event ours. */
async function close(
  needs: EventDeliveryNeeds,
  event: ClaimedEvent,
  outcome: Parameters<WebhookInbox['finish']>[1],
): Promise<DeliveryResult> {
  if (outcome === 'not_ours' && !carriesItsName(event.type)) {
    const now = nowOf(needs);
    const mayWait = !isDue(addSeconds(event.receivedAt, UNANSWERED_SECONDS), now);
    if (mayWait && (await hasUnansweredRequest(needs.database, addSeconds(now, -UNANSWERED_SECONDS)))) {
      return defer(needs, event, 'what it is about may be a payment of ours whose answer is not recorded yet');
    }
  }
  return finish(needs, event, outcome);
}

function atConnectedAccount(account: string): string {
  return `it happened at the connected account ${account}: Holdfast needs the events of its own account alone`;
}

/** Most events name only Stripe's ids: whoever reads the log wants to know which order it was. */
function ofOrder(event: ClaimedEvent, subject: { readonly orderId: string } | undefined): ClaimedEvent {
  return subject === undefined ? event : { ...event, orderId: subject.orderId };
}

function otherMode({ livemode }: ClaimedEvent): string {
  const [its, ours] = livemode ? ['live', 'test'] : ['test', 'live'];
  return `an event of ${its} mode, while Holdfast runs in ${ours} mode: was the webhook endpoint made in the wrong one?`;
}

/** Refunds live longer than their order: its status says nothing about them. */
async function deliverToRefund(needs: EventDeliveryNeeds, event: ClaimedEvent): Promise<DeliveryResult> {
  const subject = await findRefundSubject(needs.database, event);
  const order = subject === undefined ? await findRefundedOrder(needs.database, event) : undefined;
  const known = ofOrder(event, subject ?? order);
  const delivery = decideRefundDelivery(event, subject, order);
  switch (delivery.kind) {
    case 'finish':
      return close(needs, known, delivery.outcome);
    case 'later':
      return defer(needs, known, delivery.reason);
    case 'signal_refund': {
      const { orderId, refundId } = delivery;
      const { eventId, type } = event;
      const send = (): Promise<'signalled'> => needs.signalRefund(orderId, refundId, { eventId, type });
      return signal(needs, known, `refund ${refundId} of order ${orderId}`, send);
    }
  }
}

/** Disputes come months after the order closed, and have a workflow each. */
async function deliverToDispute(needs: EventDeliveryNeeds, event: ClaimedEvent): Promise<DeliveryResult> {
  const subject = await findDisputeSubject(needs.database, event, nowOf(needs));
  const known = ofOrder(event, subject);
  const delivery = decideDisputeDelivery(event, subject);
  switch (delivery.kind) {
    case 'finish':
      return close(needs, known, delivery.outcome);
    case 'later':
      return defer(needs, known, delivery.reason);
    case 'signal_dispute': {
      const { orderId, disputeId } = delivery;
      const { eventId, type } = event;
      const send = (): Promise<'signalled'> => needs.signalDispute(orderId, disputeId, { eventId, type });
      return signal(needs, known, `dispute ${disputeId} of order ${orderId}`, send);
    }
  }
}

/** Delivered only once the workflow has it: a crash between the two signals again, which is harmless. */
async function signal(
  needs: EventDeliveryNeeds,
  event: ClaimedEvent,
  whose: string,
  send: () => ReturnType<SignalOrder>,
): Promise<DeliveryResult> {
  let answer: Awaited<ReturnType<SignalOrder>>;
  try {
    answer = await send();
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return defer(needs, event, `the workflow of ${whose} could not be signalled: ${name}`);
  }
  if (answer === 'signalled') return finish(needs, event, 'signalled');
  return defer(needs, event, `the workflow of ${whose} is not running, though the order is open`);
}

async function finish(
  needs: EventDeliveryNeeds,
  event: ClaimedEvent,
  outcome: Parameters<WebhookInbox['finish']>[1],
  why?: string,
): Promise<DeliveryResult> {
  const { inbox, log } = needs;
  // First, so that a crash in between comes here again.
  await closeCallOfEvent(needs, event);
  await inbox.finish(event, outcome, why);
  if (why !== undefined) log.warn({ eventId: event.eventId, type: event.type, orderId: event.orderId }, why);
  log.info({ eventId: event.eventId, type: event.type, orderId: event.orderId, outcome }, 'event delivered');
  return 'delivered';
}

/** Long enough for anything that is merely late. */
const GIVEN_UP_AFTER_SECONDS = 24 * 60 * 60;

async function defer(needs: EventDeliveryNeeds, event: ClaimedEvent, reason: string): Promise<DeliveryResult> {
  const { inbox, log } = needs;
  const { eventId, type, orderId, attempts } = event;
  const givenUpAt = addSeconds(event.receivedAt, GIVEN_UP_AFTER_SECONDS);
  if (isDue(givenUpAt, nowOf(needs))) {
    await callForGivenUpEvent(needs, event, reason);
    await inbox.bury(event, `not delivered within a day: ${reason}`);
    log.error(
      { eventId, type, orderId, reason },
      'event given up: nothing looks at it any more; its row in webhook_events says why',
    );
    return 'dead_letter';
  }
  await callForLateEvent(needs, event, reason, givenUpAt);
  await inbox.defer(event, reason);
  log.info({ eventId, type, orderId, reason, attempts }, 'event left for later');
  return 'deferred';
}

function nowOf({ clock }: EventDeliveryNeeds): string {
  return clock().toISOString();
}
