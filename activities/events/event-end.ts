import type { Logger } from 'pino';
import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import type { ReceivedEvent } from '../../libs/domain/provider/received-event';
import type { Database } from '../../libs/postgres/database/database';
import type { ClaimedEvent } from '../../libs/postgres/events/claimed-event';
import type { EventFacts } from '../../libs/postgres/events/event-facts';
import { UNANSWERED_SECONDS } from '../../libs/postgres/events/facts-statement';
import type { EndOutcome, EventEnd } from '../../libs/postgres/events/event-ending';
import type { WebhookInbox } from '../../libs/postgres/events/webhook-event-store';
import { mayWait, outcomesAtOnce } from './delivery-rules';
import { noticeOther } from '../steps/deployment-conflict';
import { openAbandonedEventAttention, openLateEventAttention, closeEventAttention } from './late-event';

/** What becomes of an event: it has its outcome, it waits, or it is given up. */

/** What an event needs to come to its end. */
export interface EventEndContext {
  readonly inbox: WebhookInbox;
  readonly database: Database;
  /** Whether our key moves real money: an event of the other mode is about nothing of ours, whatever it names. */
  readonly livemode: boolean;
  readonly clock: () => Date;
  readonly log: Logger;
}

/** What became of one attempt: `deferred` is tried again, `dead_letter` never is. */
export type DeliveryResult = 'delivered' | 'deferred' | 'dead_letter';

/** What is recorded about an event, and whether it was read as the event was stored. */
export interface Look {
  readonly facts: EventFacts;
  readonly asItCame: boolean;
}

/** What ends an event before anybody is told of it. */
export function endOf(
  { livemode }: Pick<EventEndContext, 'livemode'>,
  event: Pick<ReceivedEvent, 'account' | 'livemode' | 'about' | 'type' | 'amountReceived'>,
): EventEnd {
  if (typeof event.account === 'string') {
    return { by: 'itself', outcome: 'not_ours', why: atConnectedAccount(event.account) };
  }
  if (event.livemode !== livemode) return { by: 'itself', outcome: 'not_needed', why: otherMode(event) };
  return { by: 'situation', outcomes: outcomesAtOnce(event) };
}

function atConnectedAccount(account: string): string {
  return `it happened at the connected account ${account}: Holdfast needs only the events of its own account`;
}

function otherMode({ livemode }: Pick<ReceivedEvent, 'livemode'>): string {
  const [its, ours] = livemode ? ['live', 'test'] : ['test', 'live'];
  return `it is an event of ${its} mode, but Holdfast runs in ${ours} mode: was the webhook endpoint created in the wrong mode?`;
}

/** Our rows are written before anything is asked for: who asked for this goes by our name and has other rows. */
export async function tellOfOther(context: EventEndContext, event: ClaimedEvent): Promise<DeliveryResult> {
  const { eventId, type, orderId, paymentIntentId, stripeRefundId } = event;
  const id = stripeRefundId ?? paymentIntentId ?? event.setupIntentId ?? event.chargeId ?? 'something';
  const seen = `event ${eventId} (${type}) is about ${id} of order ${orderId ?? 'unknown'}, which carries our name; this database never asked for it`;
  await noticeOther(context, orderId, seen);
  return finish(context, event, 'not_ours', seen);
}

/** An event of nobody here is kept for as long as an answer that is on its way can make it ours. */
export async function close(
  context: EventEndContext,
  event: ClaimedEvent,
  outcome: EndOutcome,
  look: Look,
): Promise<DeliveryResult> {
  const { hasUnansweredRequest } = look.facts;
  const waits = hasUnansweredRequest && !isDue(addSeconds(event.receivedAt, UNANSWERED_SECONDS), nowOf(context));
  if (waits && mayWait(outcome, event.type)) {
    return wait(context, event, 'it may be about a payment whose outcome is not recorded yet', look);
  }
  return finish(context, event, outcome);
}

/** An event has its outcome. @param why for people, where the outcome alone does not say it */
export async function finish(
  context: EventEndContext,
  event: ClaimedEvent,
  outcome: Parameters<WebhookInbox['finish']>[1],
  why?: string,
): Promise<DeliveryResult> {
  // First, so that a crash in between comes here again.
  await closeEventAttention(context, event);
  await context.inbox.finish(event, outcome, why);
  tellEnd(context, event, outcome, why);
  return 'delivered';
}

/** Tells whoever reads the log what an event came to. */
export function tellEnd(
  { log }: Pick<EventEndContext, 'log'>,
  { eventId, type, orderId }: ClaimedEvent,
  outcome: Parameters<WebhookInbox['finish']>[1],
  why: string | undefined,
): void {
  if (why !== undefined) log.warn({ eventId, type, orderId }, why);
  log.info({ eventId, type, orderId, outcome }, 'event delivered');
}

/** Nobody can be told yet. An event that has just come is stored for later as it is. @param reason for people */
export async function wait(
  context: EventEndContext,
  event: ClaimedEvent,
  reason: string,
  { asItCame }: Look,
): Promise<DeliveryResult> {
  if (!asItCame) return defer(context, event, reason);
  tellWait(context, event, reason);
  return 'deferred';
}

/** Long enough for anything that is merely late. */
const ABANDONED_AFTER_SECONDS = 24 * 60 * 60;

/** Leaves an event for later, or gives it up after a day. @param reason for people */
export async function defer(context: EventEndContext, event: ClaimedEvent, reason: string): Promise<DeliveryResult> {
  const { inbox, log } = context;
  const { eventId, type, orderId } = event;
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
  tellWait(context, event, reason);
  return 'deferred';
}

function tellWait({ log }: EventEndContext, { eventId, type, orderId, attempts }: ClaimedEvent, reason: string): void {
  log.info({ eventId, type, orderId, reason, attempts }, 'event not delivered yet: the sweep tries it again');
}

function nowOf({ clock }: EventEndContext): string {
  return clock().toISOString();
}
