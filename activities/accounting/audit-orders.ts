import type { Logger } from 'pino';
import { addSeconds } from '../../libs/domain/orders/deadline';
import { ProviderMisuse } from '../../libs/domain/provider/payment-gateway';
import {
  moveAudit,
  ordersMovedAfter,
  ordersThatDiffer,
  readAuditProgress,
} from '../../libs/postgres/accounting/audit-store';
import { readBalanceReading } from '../../libs/postgres/accounting/balance-store';
import { placeMovements } from '../../libs/postgres/ledger/place-movements';
import { closeAttention, openAttentionAbout } from '../../libs/postgres/orders/attention-store';
import { recordIntent } from '../../libs/postgres/orders/order-change';
import { byHoldfast } from '../steps/change-source';
import { auditNow, type OrderAudit, type OrderAuditContext } from './audit-now';

/** What the audit on a schedule needs. */
export interface AuditContext extends OrderAuditContext {
  /** False: nothing is audited, for the books are not read. */
  readonly read: boolean;
  /** Whether a balance is read that orders are compared with; false: nobody here tells one. */
  readonly readsBalance: boolean;
  readonly clock: () => Date;
  readonly log: Logger;
}

/** How many orders one run audited, and in how many something differs. */
export interface AuditReport {
  readonly audited: number;
  readonly differing: number;
}

/** What moved is compared once it had this time to settle, and to be told by webhooks. */
const QUIET_FOR_SECONDS = 60 * 60;
/** Movements that one run looks at, of some twenty orders: a few requests to their provider each. */
const MOVEMENTS_AT_MOST = 100;
/** Orders that differed before and are looked at again. */
const LOOKED_AT_AGAIN = 10;

const NOTHING: AuditReport = { audited: 0, differing: 0 };

/**
 * Audits orders whose money moved since the run before, and once more those that differed. May be repeated: what
 * differs calls for a person once, and the call is taken back when it does not any more.
 */
export async function auditOrders(context: AuditContext): Promise<AuditReport> {
  const { database, clock } = context;
  if (!context.read) return NOTHING;
  const latest = await comparableUntil(context);
  if (latest === null) return NOTHING;
  await placeMovements(database);
  const { position } = await readAuditProgress(database);
  const quietBefore = addSeconds(latest, -QUIET_FOR_SECONDS);
  const moved = await ordersMovedAfter(database, { position, quietBefore, atMost: MOVEMENTS_AT_MOST });
  const again = await ordersThatDiffer(database, LOOKED_AT_AGAIN);
  const orderIds = [...new Set([...moved.orderIds, ...again])];
  let differing = 0;
  for (const orderId of orderIds) if (await auditOne(context, orderId, again.includes(orderId))) differing += 1;
  await moveAudit(database, moved.through, orderIds.length, clock().toISOString());
  return { audited: orderIds.length, differing };
}

/** Until when everything is known that an order is compared with; null: nothing is yet. */
async function comparableUntil({ clock, database, readsBalance }: AuditContext): Promise<string | null> {
  const now = clock().toISOString();
  if (!readsBalance) return now;
  const { completedAt } = await readBalanceReading(database);
  return completedAt === null || completedAt < now ? completedAt : now;
}

/** @param didDiffer whether a person was called about it before @returns whether something differs */
async function auditOne(context: AuditContext, orderId: string, didDiffer: boolean): Promise<boolean> {
  const { database, log } = context;
  const audit = await auditUnlessRefused(context, orderId);
  if (audit?.kind !== 'audited') return false;
  const { differences } = audit;
  if (differences.length === 0 && !didDiffer) return false;
  await recordIntent(database, byHoldfast(context, orderId), async (change) => {
    if (differences.length === 0) await closeAttention(change, 'books_differ', 'the books agree again');
    else await openAttentionAbout(change, 'books_differ', differences.join('; '));
  });
  if (differences.length > 0) log.error({ orderId, differences }, 'the books of an order differ');
  return differences.length > 0;
}

/** What one provider does not let us read must not keep the orders of another from being audited. */
async function auditUnlessRefused(context: AuditContext, orderId: string): Promise<OrderAudit | undefined> {
  try {
    return await auditNow(context, orderId);
  } catch (error) {
    if (!(error instanceof ProviderMisuse)) throw error;
    const what = 'an order could not be audited: its provider refused a read. npm run audit -- --order audits it again';
    context.log.error({ orderId, error: error.message }, what);
    return undefined;
  }
}
