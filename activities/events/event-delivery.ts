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
import { openAbandonedEventAttention, openLateEventAttention, closeEventAttention } from './late-event';

/** Tells the workflow of an order about an event; `not_found` when it is not running. */
export type SignalOrder = (orderId: string, event: ProviderEvent) => Promise<'signalled' | 'not_found'>;

/** Tells the workflow of a refund about an event, and brings it back to life when it has ended. */
export type SignalRefund = (orderId: string, refundId: string, event: RefundEvent) => Promise<'signalled'>;

/** Tells the workflow of a dispute about an event; it is started for it unless it runs. */
export type SignalDispute = (orderId: string, disputeId: string, event: DisputeEvent) => Promise<'signalled'>;

/** What the delivery of events needs, in the API and in the worker alike. */
export interface EventDeliveryContext {
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

/** What became of one attempt: `deferred` is tried again, `dead_letter` never is. */
export type DeliveryResult = 'delivered' | 'deferred' | 'dead_letter';

/** Hands stored events to their orders: at once by whoever stored them, later by the sweep. */
export interface EventDelivery {
  /** Undefined when the event has an outcome already, or when it is not its time. */
  deliver(eventId: string): Promise<DeliveryResult | undefined>;
  deliverClaimed(event: ClaimedEvent): Promise<DeliveryResult>;
}

/** Delivers events from the inbox to the workflows that they are for. */
export function createEventDelivery(context: EventDeliveryContext): EventDelivery {
  return {
    deliver: async (eventId) => {
      const event = await context.inbox.claim(eventId);
      return event === undefined ? undefined : deliverAndTell(context, event);
    },
    deliverClaimed: (event) => deliverAndTell(context, event),
  };
}

async function deliverAndTell(context: EventDeliveryContext, event: ClaimedEvent): Promise<DeliveryResult> {
  const result = await deliverOrDefer(context, event);
  context.onDelivery?.(result);
  return result;
}

/**
 * An event that nobody can handle must not stand in the way of those behind it. Nor may it wait for the end of its
 * claim where one connection broke and the next one works. @throws Error when PostgreSQL is away altogether: then the
 * claim runs out
 */
async function deliverOrDefer(context: EventDeliveryContext, event: ClaimedEvent): Promise<DeliveryResult> {
  try {
    return await deliverClaimed(context, event);
  } catch (error) {
    // Whose it is may be what failed: an order of ours is told only what surely is its own.
    const whose = whoseTag(event.deployment ?? null, await readDeployment(context.database));
    const known = whose === 'ours' ? event : { ...event, orderId: null };
    return defer(context, known, `its delivery failed: ${reasonOf(error)}`);
  }
}

async function deliverClaimed(context: EventDeliveryContext, event: ClaimedEvent): Promise<DeliveryResult> {
  if (typeof event.account === 'string') return finish(context, event, 'not_ours', atConnectedAccount(event.account));
  if (event.livemode !== context.livemode) return finish(context, event, 'not_needed', otherMode(event));
  const whose = whoseTag(event.deployment ?? null, await readDeployment(context.database));
  if (whose === 'ours' && !(await isAskedForHere(context.database, event))) return tellOfOther(context, event);
  // What another Holdfast calls its orders and refunds may be the name of one of ours.
  const named = whose === 'foreign' ? { ...event, orderId: null, refundId: null } : event;
  const { about } = named;
  switch (about) {
    case 'nothing':
      return finish(context, named, 'not_needed');
    case 'refund':
      return deliverToRefund(context, named);
    case 'dispute':
      return deliverToDispute(context, named);
    case 'hold':
    case 'settlement':
      return deliverToOrder(context, named, about);
  }
}

/** Our rows are written before anything is asked for: who asked for this goes by our name and has other rows. */
async function tellOfOther(context: EventDeliveryContext, event: ClaimedEvent): Promise<DeliveryResult> {
  const { eventId, type, orderId, paymentIntentId, stripeRefundId } = event;
  const id = stripeRefundId ?? paymentIntentId ?? event.setupIntentId ?? event.chargeId ?? 'something';
  const seen = `event ${eventId} (${type}) is about ${id} of order ${orderId ?? 'unknown'}, which carries our name; this database never asked for it`;
  await noticeOther(context, orderId, seen);
  return finish(context, event, 'not_ours', seen);
}

async function deliverToOrder(
  context: EventDeliveryContext,
  event: ClaimedEvent,
  about: ProviderEvent['about'],
): Promise<DeliveryResult> {
  const subject = await findEventSubject(context.database, event, nowOf(context));
  const known = ofOrder(event, subject);
  const delivery = decideDelivery(event, subject);
  switch (delivery.kind) {
    case 'finish':
      return close(context, known, delivery.outcome);
    case 'later':
      return defer(context, known, delivery.reason);
    case 'signal': {
      const { eventId, type, paymentIntentId, chargeId, setupIntentId } = event;
      const named = { paymentIntentId, chargeId, ...(typeof setupIntentId === 'string' && { setupIntentId }) };
      const message = { eventId, type, about, ...named };
      return signal(context, known, `order ${delivery.orderId}`, () => context.signalOrder(delivery.orderId, message));
    }
  }
}

/** How long what only our rows can tell of may wait for a request that is not answered yet. */
const UNANSWERED_SECONDS = 60 * 60;

/** Foreign events are over at once, but where an answer that is on its way can make the event ours. */
async function close(
  context: EventDeliveryContext,
  event: ClaimedEvent,
  outcome: Parameters<WebhookInbox['finish']>[1],
): Promise<DeliveryResult> {
  if (outcome === 'not_ours' && !carriesItsName(event.type)) {
    const now = nowOf(context);
    const mayWait = !isDue(addSeconds(event.receivedAt, UNANSWERED_SECONDS), now);
    if (mayWait && (await hasUnansweredRequest(context.database, addSeconds(now, -UNANSWERED_SECONDS)))) {
      return defer(context, event, 'it may be about a payment whose outcome is not recorded yet');
    }
  }
  return finish(context, event, outcome);
}

function atConnectedAccount(account: string): string {
  return `it happened at the connected account ${account}: Holdfast needs only the events of its own account`;
}

/** Most events name only Stripe's ids: whoever reads the log wants to know which order it was. */
function ofOrder(event: ClaimedEvent, subject: { readonly orderId: string } | undefined): ClaimedEvent {
  return subject === undefined ? event : { ...event, orderId: subject.orderId };
}

function otherMode({ livemode }: ClaimedEvent): string {
  const [its, ours] = livemode ? ['live', 'test'] : ['test', 'live'];
  return `it is an event of ${its} mode, but Holdfast runs in ${ours} mode: was the webhook endpoint created in the wrong mode?`;
}

/** Refunds live longer than their order: its status says nothing about them. */
async function deliverToRefund(context: EventDeliveryContext, event: ClaimedEvent): Promise<DeliveryResult> {
  const subject = await findRefundSubject(context.database, event);
  const order = subject === undefined ? await findRefundedOrder(context.database, event) : undefined;
  const known = ofOrder(event, subject ?? order);
  const delivery = decideRefundDelivery(event, subject, order);
  switch (delivery.kind) {
    case 'finish':
      return close(context, known, delivery.outcome);
    case 'later':
      return defer(context, known, delivery.reason);
    case 'signal_refund': {
      const { orderId, refundId } = delivery;
      const { eventId, type } = event;
      const send = (): Promise<'signalled'> => context.signalRefund(orderId, refundId, { eventId, type });
      return signal(context, known, `refund ${refundId} of order ${orderId}`, send);
    }
  }
}

/** Disputes come months after the order closed, and have a workflow each. */
async function deliverToDispute(context: EventDeliveryContext, event: ClaimedEvent): Promise<DeliveryResult> {
  const subject = await findDisputeSubject(context.database, event, nowOf(context));
  const known = ofOrder(event, subject);
  const delivery = decideDisputeDelivery(event, subject);
  switch (delivery.kind) {
    case 'finish':
      return close(context, known, delivery.outcome);
    case 'later':
      return defer(context, known, delivery.reason);
    case 'signal_dispute': {
      const { orderId, disputeId } = delivery;
      const { eventId, type } = event;
      const send = (): Promise<'signalled'> => context.signalDispute(orderId, disputeId, { eventId, type });
      return signal(context, known, `dispute ${disputeId} of order ${orderId}`, send);
    }
  }
}

/** Delivered only once the workflow has it: a crash between the two signals again, which is harmless. */
async function signal(
  context: EventDeliveryContext,
  event: ClaimedEvent,
  whose: string,
  send: () => ReturnType<SignalOrder>,
): Promise<DeliveryResult> {
  let answer: Awaited<ReturnType<SignalOrder>>;
  try {
    answer = await send();
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return defer(context, event, `the workflow of ${whose} could not be signalled: ${name}`);
  }
  if (answer === 'signalled') return finish(context, event, 'signalled');
  return defer(context, event, `the workflow of ${whose} is not running, though the order is open`);
}

async function finish(
  context: EventDeliveryContext,
  event: ClaimedEvent,
  outcome: Parameters<WebhookInbox['finish']>[1],
  why?: string,
): Promise<DeliveryResult> {
  const { inbox, log } = context;
  // First, so that a crash in between comes here again.
  await closeEventAttention(context, event);
  await inbox.finish(event, outcome, why);
  if (why !== undefined) log.warn({ eventId: event.eventId, type: event.type, orderId: event.orderId }, why);
  log.info({ eventId: event.eventId, type: event.type, orderId: event.orderId, outcome }, 'event delivered');
  return 'delivered';
}

/** Long enough for anything that is merely late. */
const ABANDONED_AFTER_SECONDS = 24 * 60 * 60;

async function defer(context: EventDeliveryContext, event: ClaimedEvent, reason: string): Promise<DeliveryResult> {
  const { inbox, log } = context;
  const { eventId, type, orderId, attempts } = event;
  const abandonedAt = addSeconds(event.receivedAt, ABANDONED_AFTER_SECONDS);
  if (isDue(abandonedAt, nowOf(context))) {
    await openAbandonedEventAttention(context, event, reason);
    await inbox.bury(event, `not delivered within a day: ${reason}`);
    log.error(
      { eventId, type, orderId, reason },
      'event abandoned: it is not tried again; its row in webhook_events says why',
    );
    return 'dead_letter';
  }
  await openLateEventAttention(context, event, reason, abandonedAt);
  await inbox.defer(event, reason);
  log.info({ eventId, type, orderId, reason, attempts }, 'event not delivered yet: the sweep tries it again');
  return 'deferred';
}

function nowOf({ clock }: EventDeliveryContext): string {
  return clock().toISOString();
}
