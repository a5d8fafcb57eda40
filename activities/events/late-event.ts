import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import { closeAttention, findOpenAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import type { Database } from '../../libs/postgres/database/database';
import { fitting } from '../../libs/postgres/database/fitting-text';
import { OrderNotRecorded, recordOutcome, type OrderChange } from '../../libs/postgres/orders/order-change';
import type { ClaimedEvent } from '../../libs/postgres/events/claimed-event';

/** A person learns of an event that does not reach its order, where we know of which order it is. */

/** What telling of a late event needs. */
export interface LateEventContext {
  readonly database: Database;
  readonly clock: () => Date;
}

/** What is merely early or meets a restart has been delivered by then. */
const LATE_AFTER_SECONDS = 10 * 60;
const LATE_AFTER_ATTEMPTS = 10;

const EVENT_STEP = 'event ';

/** Calls for a person once an event has waited for long. Nothing happens before, and to events of no order of ours. */
export async function openLateEventAttention(
  context: LateEventContext,
  event: ClaimedEvent,
  reason: string,
  abandonedAt: string,
): Promise<void> {
  if (!isLate(event, nowOf(context))) return;
  const message =
    `${nameOf(event)}: not delivered to the order after ${event.attempts.toString()} attempts: ${reason}. ` +
    `Holdfast tries every ten minutes until ${abandonedAt}; after that a person must look.`;
  await changeOrder(context, event, async (change) => {
    const open = await findOpenAttention(change.transaction, change.orderId, 'step_failing');
    // A step that moves money and fails says more, and is not hidden behind this.
    if (open !== undefined && open.step?.startsWith(EVENT_STEP) !== true) return;
    await openAttention(change, 'step_failing', message, stepOf(event));
  });
}

/** Calls for a person about an event that nothing looks at any more: only a person can close that call. */
export async function openAbandonedEventAttention(
  context: LateEventContext,
  event: ClaimedEvent,
  reason: string,
): Promise<void> {
  const message =
    `${nameOf(event)}: abandoned after a day without delivery: ${reason}. ` +
    "It is not tried again: compare the order with Stripe's Dashboard, then have it delivered again or drop it " +
    '(System in the console, or POST /v1/dead-letters/{eventId}/redeliver).';
  await changeOrder(context, event, (change) => openAttention(change, 'step_failing', message));
}

/** The event is delivered: whoever was called about it has nothing to do any more. */
export async function closeEventAttention(context: LateEventContext, event: ClaimedEvent): Promise<void> {
  if (event.orderId === null || !isLate(event, nowOf(context))) return;
  const open = await findOpenAttention(context.database, event.orderId, 'step_failing');
  if (open?.step !== stepOf(event)) return;
  await changeOrder(context, event, async (change) => {
    await closeAttention(change, 'step_failing', `${nameOf(event)} was delivered after all`);
  });
}

/** Whether somebody may have been called about an event. */
export function isLate({ attempts, receivedAt }: ClaimedEvent, now: string): boolean {
  return attempts >= LATE_AFTER_ATTEMPTS || isDue(addSeconds(receivedAt, LATE_AFTER_SECONDS), now);
}

function stepOf({ type }: ClaimedEvent): string {
  return fitting(`${EVENT_STEP}${type}`, 255);
}

function nameOf({ eventId, type, receivedAt }: ClaimedEvent): string {
  return `Stripe's event ${type} (${eventId}), stored ${receivedAt}`;
}

async function changeOrder(
  context: LateEventContext,
  { orderId, eventId }: ClaimedEvent,
  work: (change: OrderChange) => Promise<void>,
): Promise<void> {
  if (orderId === null) return;
  try {
    const origin = { actor: 'holdfast', requestId: null, eventId } as const;
    await recordOutcome(context.database, { orderId, at: nowOf(context), origin }, work);
  } catch (failure) {
    // Its metadata names an order that we do not have: somebody else's, for whom nobody here is called.
    if (!(failure instanceof OrderNotRecorded)) throw failure;
  }
}

function nowOf({ clock }: LateEventContext): string {
  return clock().toISOString();
}
