import type { Logger } from 'pino';
import { addSeconds } from '../libs/domain/orders/deadline';
import type { Database } from '../libs/postgres/database/database';
import { claimDueDisputes, retryDisputeAt, type DueDispute } from '../libs/postgres/disputes/due-dispute-store';
import { claimDueLooks, type DuePaymentLook } from '../libs/postgres/holds/payment-look-store';
import { claimDueSettlements, retrySettlementAt, type DueSettlement } from '../libs/postgres/captures/settlement-store';
import type { WebhookInbox } from '../libs/postgres/events/webhook-event-store';
import type { EventDelivery, SignalDispute, SignalOrder } from './events/event-delivery';

/** The sweep of the inbox, as Temporal runs it. Each call is bounded; `more` says that it left some for the next. */
export interface InboxActivities {
  /** Delivers events that were stored but not delivered yet. */
  deliverDueEvents(): Promise<DeliveryReport>;
  /** Reminds orders of captures whose settlement no event has told of, and of payments of which none may tell. */
  remindOverdueSettlements(): Promise<ReminderReport>;
  /** Has disputes looked at of which no event has told for their time. */
  remindDueDisputes(): Promise<ReminderReport>;
}

/** How many events one batch of the sweep handled; `more`: others are due already. */
export interface DeliveryReport {
  readonly delivered: number;
  readonly deferred: number;
  readonly deadLettered: number;
  readonly more: boolean;
}

/** How many workflows one batch reminded; `more`: others are due already. */
export interface ReminderReport {
  readonly reminded: number;
  readonly failed: number;
  readonly more: boolean;
}

/** What the activities of the sweep need. */
export interface InboxContext {
  readonly inbox: WebhookInbox;
  readonly database: Database;
  readonly delivery: EventDelivery;
  readonly signalOrder: SignalOrder;
  readonly signalDispute: SignalDispute;
  readonly clock: () => Date;
  readonly settlementReadAfterSeconds: number;
  readonly log: Logger;
}

/** Activities of the sweep, for a worker to register. Each may be repeated, and by two workers at once. */
export function createInboxActivities(context: InboxContext): InboxActivities {
  return {
    deliverDueEvents: () => deliverDueEvents(context),
    remindOverdueSettlements: () => remindOverdueSettlements(context),
    remindDueDisputes: () => remindDueDisputes(context),
  };
}

/** Signals under way at once: few enough for a small Temporal server. */
const AT_ONCE = 20;
/** No new events are taken after this, so that the activity ends well within its 25 s, and reminders get their turn. */
const TAKES_FOR_MS = 12_000;
/** Of what is due again only later: one call takes no more of it. */
const REMINDERS_AT_ONCE = 200;

async function deliverDueEvents({ inbox, delivery, clock }: InboxContext): Promise<DeliveryReport> {
  const stopAt = clock().getTime() + TAKES_FOR_MS;
  const count = { delivered: 0, deferred: 0, dead_letter: 0 };
  let more: boolean;
  do {
    const events = await inbox.claimDue(AT_ONCE);
    for (const result of await Promise.all(events.map((event) => delivery.deliverClaimed(event)))) count[result]++;
    more = events.length === AT_ONCE;
  } while (more && clock().getTime() < stopAt);
  const { delivered, deferred, dead_letter: deadLettered } = count;
  return { delivered, deferred, deadLettered, more };
}

async function remindOverdueSettlements(context: InboxContext): Promise<ReminderReport> {
  const { database, clock, settlementReadAfterSeconds } = context;
  const at = clock().toISOString();
  const due = await claimDueSettlements(database, at, settlementReadAfterSeconds, REMINDERS_AT_ONCE);
  const settlements = await remindAll(due, (settlement) => remind(context, settlement));
  const looks = await remindAll(await claimDueLooks(database, at, REMINDERS_AT_ONCE), (look) =>
    remindOfPayment(context, look),
  );
  return {
    reminded: settlements.reminded + looks.reminded,
    failed: settlements.failed + looks.failed,
    more: settlements.more || looks.more,
  };
}

/** What is missed now is due again, or is found when the order gives the payment up. */
async function remindOfPayment(context: InboxContext, look: DuePaymentLook): Promise<boolean> {
  const { authorizationId, chargeId, looks, orderId, paymentIntentId, setupIntentId } = look;
  const named = { paymentIntentId, chargeId, ...(setupIntentId !== null && { setupIntentId }) };
  const eventId = `look-due/${authorizationId}/${looks.toString()}`;
  try {
    const event = { eventId, type: 'holdfast.look_due', about: 'hold', ...named } as const;
    return (await context.signalOrder(orderId, event)) === 'signalled';
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    context.log.warn({ orderId, error: name }, 'the workflow of an order could not be told to look at its payment');
    return false;
  }
}

async function remindDueDisputes(context: InboxContext): Promise<ReminderReport> {
  const due = await claimDueDisputes(context.database, context.clock().toISOString(), REMINDERS_AT_ONCE);
  return remindAll(due, (dispute) => remindDispute(context, dispute));
}

async function remindAll<Due>(due: readonly Due[], one: (due: Due) => Promise<boolean>): Promise<ReminderReport> {
  let reminded = 0;
  for (let at = 0; at < due.length; at += AT_ONCE) {
    const results = await Promise.all(due.slice(at, at + AT_ONCE).map(one));
    reminded += results.filter(Boolean).length;
  }
  return { reminded, failed: due.length - reminded, more: due.length === REMINDERS_AT_ONCE };
}

const REMIND_AGAIN_AFTER_SECONDS = 60;

async function remind(context: InboxContext, settlement: DueSettlement): Promise<boolean> {
  const { orderId, captureId, reads, paymentIntentId, chargeId } = settlement;
  const eventId = `settlement-due/${captureId}/${reads.toString()}`;
  const event = { eventId, type: 'holdfast.settlement_due', about: 'settlement', paymentIntentId, chargeId } as const;
  try {
    if ((await context.signalOrder(orderId, event)) === 'signalled') return true;
    context.log.error({ orderId, captureId }, 'a capture is not settled, and the workflow of its order is not running');
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    context.log.warn(
      { orderId, captureId, error: name },
      'the workflow of an order could not be told to read a settlement: it is told again in a minute',
    );
    const again = addSeconds(context.clock().toISOString(), REMIND_AGAIN_AFTER_SECONDS);
    await retrySettlementAt(context.database, captureId, again);
  }
  return false;
}

async function remindDispute(context: InboxContext, { orderId, disputeId, reads }: DueDispute): Promise<boolean> {
  const eventId = `dispute-due/${disputeId}/${(reads + 1).toString()}`;
  try {
    await context.signalDispute(orderId, disputeId, { eventId, type: 'holdfast.dispute_due' });
    return true;
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    context.log.warn({ orderId, disputeId, error: name }, 'a dispute could not be looked at now; it is due again soon');
    const again = addSeconds(context.clock().toISOString(), REMIND_AGAIN_AFTER_SECONDS);
    await retryDisputeAt(context.database, disputeId, again);
    return false;
  }
}
