import type { ProviderCapabilities } from '../../libs/domain/capabilities/payment-provider';
import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import { sumOf } from '../../libs/domain/money/money';
import { creditsOf } from '../../libs/domain/refunds/returned-credits';
import { refusedByProvider, type RefundFact } from '../../libs/domain/refunds/refund';
import type { RefundPartRow, StoredRefund } from '../../libs/postgres/refunds/refund-store';

/** Banks may take a month. Source: https://docs.stripe.com/refunds#failed-refunds */
export const OVERDUE_AFTER_SECONDS = 30 * 24 * 60 * 60;

/** Whether a bank has taken longer than banks may: a person must ask. */
export function isOverdue({ state, accepted_at: acceptedAt }: RefundPartRow, at: string): boolean {
  return state === 'pending' && acceptedAt !== null && isDue(addSeconds(acceptedAt, OVERDUE_AFTER_SECONDS), at);
}

/**
 * What a recorded refund says. Answers are always made from the rows, so that a repeated step gives the answer that the
 * first attempt would have given.
 */
export function factOfRefund(
  { refund, parts, reversalsDueAt }: StoredRefund,
  at: string,
  { name }: Pick<ProviderCapabilities, 'name'>,
): RefundFact {
  const { status, amount, currency, content_hash: contentHash, acceptance_id: acceptanceId } = refund;
  if (status === 'refused') {
    const code = parts.find(({ error_code }) => error_code !== null)?.error_code ?? 'unknown';
    return { kind: 'refund_refused', refusal: refusedByProvider(refund.refund_id, code, name) };
  }
  // An event of a refund that is given up still brings its workflow back to life.
  const due = parts.flatMap((part) => (part.read_due_at === null || isOverdue(part, at) ? [] : [part.read_due_at]));
  const nextReadAt = [...due, ...reversalsDueAt].sort()[0] ?? null;
  const credited = sumOf(parts, ({ credits }) => creditsOf(credits ?? []));
  const given = { amount, ...(credited > 0 && { credited }), currency };
  return { kind: 'refund_recorded', status, ...given, contentHash, acceptanceId, nextReadAt };
}
