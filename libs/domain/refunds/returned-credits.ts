import type { ReturnedCredit } from './refund';
import type { RefundableState } from './refundable-state';

/**
 * Names the credits that an amount goes back to: in the shop's order, each at most what it has paid.
 * @param before minor units of the same refund that are named already
 */
export function creditsReturned(
  { credits = [] }: Pick<RefundableState, 'credits'>,
  amount: number,
  before: number,
): ReturnedCredit[] {
  let taken = before;
  let left = amount;
  return credits.flatMap(({ creditId, amount: paid, returned }) => {
    const free = paid - returned;
    const skipped = Math.min(taken, free);
    const share = Math.min(left, free - skipped);
    taken -= skipped;
    left -= share;
    return share > 0 ? [{ creditId, amount: share }] : [];
  });
}

/** What goes back to each credit, of several parts of a refund. */
export function creditsTogether(
  parts: readonly { readonly credits: readonly ReturnedCredit[] | null }[],
): ReturnedCredit[] {
  const sums = new Map<string, number>();
  for (const { creditId, amount } of parts.flatMap(({ credits }) => credits ?? [])) {
    sums.set(creditId, (sums.get(creditId) ?? 0) + amount);
  }
  return [...sums].map(([creditId, amount]) => ({ creditId, amount }));
}
