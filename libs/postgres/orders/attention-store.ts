import type { AttentionCode } from '../../domain/payment/payment';
import type { Database } from '../database/database';
import { fitting } from '../database/fitting-text';
import type { OrderChange } from './order-change';
import type { OrderAttention } from './order-standing';
import { appendTimeline } from './timeline-store';

/**
 * Calls for a person. At most one call of a kind is open for an order: a second one changes nothing, but that it may be
 * about another step now, or tell of another error.
 * @param step what could not be done, where the problem is over once it can
 */
export async function openAttention(
  change: OrderChange,
  code: AttentionCode,
  message: string,
  step: string | null = null,
): Promise<void> {
  const { transaction, orderId, at, standing } = change;
  standing?.attentionsChanged();
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('attentions')
    .values({ order_id: orderId, code, message: fitting(message, 2000), step, since: at })
    .onConflict((conflict) => conflict.columns(['order_id', 'code']).where('closed_at', 'is', null).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return followStep(change, code, message, step);
  await appendTimeline(change, { kind: 'attention_opened', amount: null, about: {}, message: `${code}: ${message}` });
}

/**
 * What is wrong now is another step, or something else about it: only the end of that one tells that the problem is
 * over.
 */
async function followStep(
  { transaction, orderId }: OrderChange,
  code: AttentionCode,
  message: string,
  step: string | null,
): Promise<void> {
  await transaction
    .updateTable('attentions')
    .set({ step, message: fitting(message, 2000) })
    .where('order_id', '=', orderId)
    .where('code', '=', code)
    .where('closed_at', 'is', null)
    // A problem that only a person can close stays one.
    .where('step', 'is not', null)
    .where((eb) => eb.or([eb('step', 'is distinct from', step), eb('message', '!=', fitting(message, 2000))]))
    .execute();
}

/**
 * As `openAttention`, where the words of an open call follow what is known now: it is about no step, whatever it was
 * about. May be repeated.
 */
export async function openAttentionAbout(change: OrderChange, code: AttentionCode, message: string): Promise<void> {
  const { transaction, orderId, standing } = change;
  standing?.attentionsChanged();
  const { numUpdatedRows } = await transaction
    .updateTable('attentions')
    .set({ message: fitting(message, 2000), step: null })
    .where('order_id', '=', orderId)
    .where('code', '=', code)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await openAttention(change, code, message);
}

/** Who closes what Holdfast itself takes back. */
const HOLDFAST = 'holdfast';

/**
 * The reason for a call is gone. Nothing happens when none is open. May be repeated.
 * @param by the person who says so; without one Holdfast itself takes its call back
 */
export async function closeAttention(
  change: OrderChange,
  code: AttentionCode,
  why: string,
  by = HOLDFAST,
): Promise<'closed' | 'not_open'> {
  const { transaction, orderId, at, standing } = change;
  if (standing?.hasOpen(code) === false) return 'not_open';
  standing?.attentionsChanged();
  const { numUpdatedRows } = await transaction
    .updateTable('attentions')
    .set({ closed_at: at, closed_by: fitting(by, 255), close_reason: fitting(why, 2000) })
    .where('order_id', '=', orderId)
    .where('code', '=', code)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return 'not_open';
  const message = by === HOLDFAST ? `${code}: ${why}` : `${code}, by ${by}: ${why}`;
  await appendTimeline(change, { kind: 'attention_closed', amount: null, about: {}, message });
  return 'closed';
}

/** The open call of a code; undefined when none is open. `step` is null for what only a person can close. */
export async function findOpenAttention(
  database: Database,
  orderId: string,
  code: AttentionCode,
): Promise<{ readonly step: string | null } | undefined> {
  return database
    .selectFrom('attentions')
    .select('step')
    .where('order_id', '=', orderId)
    .where('code', '=', code)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
}

/** Every call that was ever made for an order, oldest first. */
export async function attentionsOf(database: Database, orderId: string): Promise<OrderAttention[]> {
  const rows = await database
    .selectFrom('attentions')
    .select(['code', 'step', 'closed_at'])
    .where('order_id', '=', orderId)
    .orderBy('attention_id')
    .execute();
  return rows.map(({ code, step, closed_at }) => ({ code, step, isOpen: closed_at === null }));
}

/** As `attentionsOf`, within a change: what was read with the order's lock is not read again. */
export async function attentionsIn({
  transaction,
  orderId,
  standing,
}: Pick<OrderChange, 'transaction' | 'orderId' | 'standing'>): Promise<readonly OrderAttention[]> {
  return standing?.attentions() ?? attentionsOf(transaction, orderId);
}

/** The open calls of an order with their words, oldest first. */
export async function openAttentionsOf(
  database: Database,
  orderId: string,
): Promise<{ readonly code: AttentionCode; readonly message: string }[]> {
  return database
    .selectFrom('attentions')
    .select(['code', 'message'])
    .where('order_id', '=', orderId)
    .where('closed_at', 'is', null)
    .orderBy('attention_id')
    .execute();
}
