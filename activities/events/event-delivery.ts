import type { Logger } from 'pino';
import { whoseTag } from '../../libs/domain/provider/deployment';
import type { DisputeEvent } from '../../libs/domain/disputes/dispute';
import type { ProviderEvent } from '../../libs/domain/orders/inputs';
import type { RefundEvent } from '../../libs/domain/refunds/refund';
import type { Database } from '../../libs/postgres/database/database';
import type { ReceivedEvent } from '../../libs/domain/provider/received-event';
import { readFraudSignal } from '../../libs/stripe/events/fraud-signal';
import { readDeployment } from '../../libs/postgres/deployment/deployment-store';
import type { ClaimedEvent } from '../../libs/postgres/events/claimed-event';
import { readEventFacts } from '../../libs/postgres/events/event-facts';
import { readPayload } from '../../libs/postgres/orders/fraud-signal-store';
import type { EventEnd } from '../../libs/postgres/events/event-ending';
import type { Taken } from '../../libs/postgres/events/take-event';
import type { WebhookInbox } from '../../libs/postgres/events/webhook-event-store';
import { decideDelivery, decideDisputeDelivery, decideRefundDelivery } from './delivery-rules';
import { close, defer, endOf, finish, tellEnd, tellOfOther, wait, type DeliveryResult, type Look } from './event-end';
import { isLate } from './late-event';
import { recordFraudSignal } from './record-fraud-signal';
import { reasonOf } from '../steps/failing-step';

export type { DeliveryResult } from './event-end';

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

/** An event that was brought is stored. */
export interface EventTaken {
  readonly outcome: 'stored' | 'duplicate';
  /** What is left to do about it, behind the answer to whoever brought it; undefined when nothing is. */
  readonly deliver: (() => Promise<DeliveryResult | undefined>) | undefined;
}

/** Stores events, and hands them to their orders: at once by whoever brought them, later by the sweep. */
export interface EventDelivery {
  /**
   * Stores an event. One that tells nothing new is over with that. May be repeated.
   * @param claims whether the caller calls `deliver` of the answer; without, the sweep delivers it
   */
  take(event: ReceivedEvent, claims: boolean): Promise<EventTaken>;
  /** Undefined when the event has an outcome already, or when it is not its time. */
  deliver(eventId: string): Promise<DeliveryResult | undefined>;
  deliverClaimed(event: ClaimedEvent): Promise<DeliveryResult>;
}

/** Delivers events from the inbox to the workflows that they are for. */
export function createEventDelivery(context: EventDeliveryContext): EventDelivery {
  return {
    take: (event, claims) => take(context, event, claims),
    deliver: (eventId) => deliver(context, eventId),
    deliverClaimed: (event) => deliverAndTell(context, event),
  };
}

async function deliver(context: EventDeliveryContext, eventId: string): Promise<DeliveryResult | undefined> {
  const event = await context.inbox.claim(eventId);
  return event === undefined ? undefined : deliverAndTell(context, event);
}

async function take(context: EventDeliveryContext, received: ReceivedEvent, claims: boolean): Promise<EventTaken> {
  const end = endOf(context, received);
  const taken = await takeOrStore(context, received, end, claims);
  switch (taken.kind) {
    case 'over':
      tellEnd(context, taken.event, taken.outcome, end.by === 'itself' ? end.why : undefined);
      context.onDelivery?.('delivered');
      return { outcome: 'stored', deliver: undefined };
    case 'claimed':
      return {
        outcome: 'stored',
        deliver: () => deliverAndTell(context, taken.event, { facts: taken.facts, asItCame: true }),
      };
    case 'left':
      return { outcome: 'stored', deliver: claims ? () => deliver(context, received.eventId) : undefined };
    case 'duplicate':
      // The first delivery may have died with its process.
      return { outcome: 'duplicate', deliver: taken.isOver ? undefined : () => deliver(context, received.eventId) };
  }
}

/** Whatever hinders that its end is found out must not hinder that an event is stored. */
async function takeOrStore(
  { inbox, log }: EventDeliveryContext,
  event: ReceivedEvent,
  end: EventEnd,
  claims: boolean,
): Promise<Taken> {
  try {
    return await inbox.take(event, end, claims);
  } catch (error) {
    const stored = await inbox.storeEvent(event);
    const { eventId, type } = event;
    log.warn({ eventId, type, err: error }, 'an event is stored without a look at what it is about, which comes next');
    return stored === 'stored' ? { kind: 'left' } : { kind: 'duplicate', isOver: false };
  }
}

async function deliverAndTell(
  context: EventDeliveryContext,
  event: ClaimedEvent,
  known?: Look,
): Promise<DeliveryResult> {
  const result = await deliverOrDefer(context, event, known);
  context.onDelivery?.(result);
  return result;
}

/**
 * An event that nobody can handle must not stand in the way of those behind it. Nor may it wait for the end of its
 * claim where one connection broke and the next one works. @throws Error when PostgreSQL is away altogether: then the
 * claim runs out
 */
async function deliverOrDefer(
  context: EventDeliveryContext,
  event: ClaimedEvent,
  known: Look | undefined,
): Promise<DeliveryResult> {
  try {
    return await (known === undefined ? lookAndDeliver(context, event) : deliverBy(context, event, known));
  } catch (error) {
    // Whose it is may be what failed: an order of ours is told only what surely is its own.
    const whose = whoseTag(event.deployment ?? null, await readDeployment(context.database));
    const named = whose === 'ours' ? event : { ...event, orderId: null };
    return defer(context, named, `its delivery failed: ${reasonOf(error)}`);
  }
}

async function lookAndDeliver(context: EventDeliveryContext, event: ClaimedEvent): Promise<DeliveryResult> {
  const end = endOf(context, event);
  // Somebody may have been called about it, which ends first.
  if (isLate(event, context.clock().toISOString())) {
    if (end.by === 'itself') return finish(context, event, end.outcome, end.why);
    const facts = await readEventFacts(context.database, event, context.clock().toISOString());
    return deliverBy(context, event, { facts, asItCame: false });
  }
  const ended = await context.inbox.end(event, end);
  if (ended.kind === 'open') return deliverBy(context, event, { facts: ended.facts, asItCame: false });
  tellEnd(context, ended.event, ended.outcome, end.by === 'itself' ? end.why : undefined);
  return 'delivered';
}

async function deliverBy(context: EventDeliveryContext, event: ClaimedEvent, look: Look): Promise<DeliveryResult> {
  const { facts } = look;
  if (facts.whose === 'ours' && !facts.isAskedForHere) return tellOfOther(context, event);
  // What another Holdfast calls its orders and refunds may be the name of one of ours.
  const named = facts.whose === 'foreign' ? { ...event, orderId: null, refundId: null } : event;
  const { about } = named;
  switch (about) {
    case 'nothing':
      return finish(context, named, 'not_needed');
    case 'refund':
      return deliverToRefund(context, named, look);
    case 'dispute':
      return deliverToDispute(context, named, look);
    case 'fraud':
      return recordSuspicion(context, named, look);
    case 'hold':
    case 'settlement':
      return deliverToOrder(context, named, about, look);
  }
}

async function deliverToOrder(
  context: EventDeliveryContext,
  event: ClaimedEvent,
  about: ProviderEvent['about'],
  look: Look,
): Promise<DeliveryResult> {
  const { facts } = look;
  const known = ofOrder(event, facts.subject);
  const delivery = decideDelivery(event, facts.subject);
  switch (delivery.kind) {
    case 'finish':
      return close(context, known, delivery.outcome, look);
    case 'later':
      return wait(context, known, delivery.reason, look);
    case 'signal': {
      const { eventId, type, paymentIntentId, chargeId, setupIntentId } = event;
      const named = { paymentIntentId, chargeId, ...(typeof setupIntentId === 'string' && { setupIntentId }) };
      const message = { eventId, type, about, ...named };
      return signal(context, known, `order ${delivery.orderId}`, () => context.signalOrder(delivery.orderId, message));
    }
  }
}

/** Most events name only Stripe's ids: whoever reads the log wants to know which order it was. */
function ofOrder(event: ClaimedEvent, subject: { readonly orderId: string } | undefined): ClaimedEvent {
  return subject === undefined ? event : { ...event, orderId: subject.orderId };
}

/** Refunds live longer than their order: its status says nothing about them. */
async function deliverToRefund(
  context: EventDeliveryContext,
  event: ClaimedEvent,
  look: Look,
): Promise<DeliveryResult> {
  const { facts } = look;
  const known = ofOrder(event, facts.refund ?? facts.holder);
  const delivery = decideRefundDelivery(event, facts.refund, facts.holder);
  switch (delivery.kind) {
    case 'finish':
      return close(context, known, delivery.outcome, look);
    case 'later':
      return wait(context, known, delivery.reason, look);
    case 'signal_refund': {
      const { orderId, refundId } = delivery;
      const { eventId, type } = event;
      const send = (): Promise<'signalled'> => context.signalRefund(orderId, refundId, { eventId, type });
      return signal(context, known, `refund ${refundId} of order ${orderId}`, send);
    }
  }
}

/** Disputes come months after the order closed, and have a workflow each. */
async function deliverToDispute(
  context: EventDeliveryContext,
  event: ClaimedEvent,
  look: Look,
): Promise<DeliveryResult> {
  const { facts } = look;
  const known = ofOrder(event, facts.holder);
  const delivery = decideDisputeDelivery(event, facts.holder);
  switch (delivery.kind) {
    case 'finish':
      return close(context, known, delivery.outcome, look);
    case 'later':
      return wait(context, known, delivery.reason, look);
    case 'signal_dispute': {
      const { orderId, disputeId } = delivery;
      const { eventId, type } = event;
      const send = (): Promise<'signalled'> => context.signalDispute(orderId, disputeId, { eventId, type });
      return signal(context, known, `dispute ${disputeId} of order ${orderId}`, send);
    }
  }
}

/** A suspicion is nobody's step: it is written down, also of an order that is over. */
async function recordSuspicion(
  context: EventDeliveryContext,
  event: ClaimedEvent,
  look: Look,
): Promise<DeliveryResult> {
  const { holder } = look.facts;
  const known = ofOrder(event, holder);
  if (holder === undefined) return close(context, known, 'not_ours', look);
  const signal = readFraudSignal(await readPayload(context.database, event.eventId));
  if (signal === undefined) return finish(context, known, 'not_needed', 'it does not say what is suspected');
  await recordFraudSignal(context, event, holder.orderId, signal);
  return finish(context, known, 'signalled');
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
