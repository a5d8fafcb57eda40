import { releaseAtOf, warnAtOf } from '../../libs/domain/orders/deadline';
import type { ChangeDeadlineStep } from '../../libs/domain/payment/steps';
import type { DeadlineChanged } from '../../libs/domain/payment/facts';
import {
  changeAuthorization,
  getAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { closeAttention } from '../../libs/postgres/orders/attention-store';
import { recordOutcome, type OrderChange } from '../../libs/postgres/orders/order-change';
import { changePolicy } from '../../libs/postgres/orders/order-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { byShop } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';

/** Writes down another deadline policy: no call, so intent and outcome are one transaction. */
export async function recordDeadlineChange(context: StepContext, step: ChangeDeadlineStep): Promise<DeadlineChanged> {
  const { orderId, authorizationGeneration, holds, onDeadline, marginSeconds, change: asked } = step;
  return recordOutcome(context.database, byShop(context, orderId, asked), async (change) => {
    const fact = { kind: 'deadline_changed', onDeadline, marginSeconds } as const;
    const isNew = await changePolicy(change, { onDeadline, marginSeconds });
    const row = holds ? await getAuthorization(change.transaction, orderId, authorizationGeneration) : undefined;
    const live = row?.state === 'held' ? row : undefined;
    // An earlier attempt wrote it and could not report it.
    if (!isNew) return { ...fact, times: timesOf(live) };
    const times = live === undefined ? null : await moveHold(change, step, live);
    await appendTimeline(change, {
      kind: 'deadline_changed',
      amount: null,
      about: live === undefined ? {} : { authorizationId: live.authorization_id },
      message: `At the deadline: ${onDeadline}, ${marginSeconds.toString()} seconds before the hold expires`,
    });
    return { ...fact, times };
  });
}

async function moveHold(
  change: OrderChange,
  { moves, marginSeconds }: ChangeDeadlineStep,
  row: AuthorizationRow,
): Promise<DeadlineChanged['times']> {
  const { capture_before: captureBefore } = row;
  const releaseAt =
    moves && captureBefore !== null ? releaseAtOf(change.at, captureBefore, marginSeconds) : row.release_at;
  if (releaseAt === null) throw new Error(`Bug! The hold ${row.authorization_id} has no deadline`);
  const warn_at = warnAtOf(change.at, releaseAt);
  const moved = await changeAuthorization(change, row, 'held', { release_at: releaseAt, warn_at, warned_at: null });
  await closeAttention(change, 'hold_expiring', 'the shop changed what happens at the deadline');
  return timesOf(moved);
}

function timesOf(row: AuthorizationRow | undefined): DeadlineChanged['times'] {
  if (row === undefined || row.release_at === null || row.warn_at === null) return null;
  return { releaseAt: row.release_at, warnAt: row.warn_at };
}
