import type { FeatureTier } from '../../../libs/domain/orders/card-features';
import { following } from '../../../libs/domain/holds/following-hold';
import { formatMoney, money } from '../../../libs/domain/money/money';
import type { NotRenewed } from '../../../libs/domain/payment/renewal';
import type { SaveCardStep } from '../../../libs/domain/payment/card-steps';
import type { AuthorizeStep, Step } from '../../../libs/domain/payment/steps';
import { openAttention } from '../../../libs/postgres/orders/attention-store';
import {
  changeAuthorization,
  getAuthorization,
  type AuthorizationRow,
} from '../../../libs/postgres/holds/authorization-store';
import type { OrderChange } from '../../../libs/postgres/orders/order-change';
import { insertNextHold, markRenewal, saveGivenCard } from '../../../libs/postgres/holds/renewal-store';
import { appendTimeline } from '../../../libs/postgres/orders/timeline-store';
import { endedHoldOf } from '../authorization-facts';

type EndingStep = Extract<Step, { kind: 'release' | 'capture' | 'read_hold' }>;

/**
 * Writes down what is held next, in the transaction that recorded the end of the hold before it.
 * @param ended the authorization as it was recorded
 */
export async function planNextAfter(change: OrderChange, step: EndingStep, ended: AuthorizationRow): Promise<void> {
  const hold = endedHoldOf(ended);
  const next = hold === null ? undefined : following(step, hold);
  if (next === undefined) return;
  const row = await insertNextHold(change, next);
  const amount = money(next.amount, step.currency);
  await appendTimeline(change, {
    kind: 'renewal_due',
    amount,
    about: { authorizationId: row.authorization_id },
    message: `${formatMoney(amount)} has not shipped and will be re-authorized`,
  });
}

const NOT_RENEWED: Readonly<Record<NotRenewed, string>> = {
  no_saved_card: 'no saved card can be used without the buyer',
  captured_elsewhere: 'somebody captured of it outside Holdfast, and nobody knows for which units',
  too_many_renewals: 'it was re-authorized as often as Holdfast allows',
};

/** Calls for a person: what has not shipped is held no more, though the order's policy was to go on. */
export async function appendNotRenewed(change: OrderChange, why: NotRenewed): Promise<void> {
  await openAttention(
    change,
    'reauthorization_failed',
    `the hold was released and not re-authorized: ${NOT_RENEWED[why]}`,
  );
}

/** What is written down before a hold is asked for. */
export interface AuthorizeIntent {
  readonly row: AuthorizationRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
}

/**
 * Writes down that the provider is asked now. A renewal may have been planned long before: its key counts from the
 * first request on.
 * @param inserted undefined when the row was there before
 * @param tier which card features are asked for first
 */
export async function recordAsking(
  change: OrderChange,
  { order, generation, renewal, confirmation, replaces }: AuthorizeStep & Pick<SaveCardStep, 'replaces'>,
  inserted: AuthorizationRow | undefined,
  tier: FeatureTier,
): Promise<AuthorizeIntent> {
  const row = inserted ?? (await getAuthorization(change.transaction, order.orderId, generation));
  const onlyPlanned = row.asked_at === null && row.renews_generation !== null;
  const repeated = inserted === undefined && !onlyPlanned;
  if (row.state !== 'requested') return { row, repeated };
  if (renewal === undefined) {
    return {
      row: repeated || confirmation === undefined ? row : await saveGivenCard(change, row, confirmation, replaces),
      repeated,
    };
  }
  if (!repeated) {
    const given = confirmation === undefined ? row : await saveGivenCard(change, row, confirmation);
    const marked = await markRenewal(change, given, renewal);
    return { row: await changeAuthorization(change, marked, marked.state, { tier }), repeated };
  }
  return { row, repeated };
}
