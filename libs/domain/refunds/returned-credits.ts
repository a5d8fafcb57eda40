import { sumOf } from '../money/money';
import type { Credit } from '../orders/order';
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

/** Minor units that go back beside the card. */
export function creditsOf(credits: readonly ReturnedCredit[]): number {
  return sumOf(credits, ({ amount }) => amount);
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

/** A credit, and what became of it. Minor units. */
export interface CreditUse extends Credit {
  /** What it paid of shipments that left; the rest is to be used, or the shop's to return once nothing is open. */
  readonly used: number;
  /** What of that went back with refunds, or may be on its way. */
  readonly returned: number;
}

/**
 * Credits are used up one after the other, in the shop's order, and are returned in the same order.
 * @param used minor units that they paid of shipments that left
 * @param parts of refunds that reserve what they give
 */
export function creditUses(
  credits: readonly Credit[],
  used: number,
  parts: readonly { readonly credits: readonly ReturnedCredit[] | null }[],
): CreditUse[] {
  const unused = credits.map((credit) => ({ ...credit, returned: 0 }));
  const usedOf = amountsByCredit(creditsReturned({ credits: unused }, used, 0));
  const returnedOf = amountsByCredit(creditsTogether(parts));
  return credits.map((credit) => ({
    ...credit,
    used: usedOf.get(credit.creditId) ?? 0,
    returned: returnedOf.get(credit.creditId) ?? 0,
  }));
}

function amountsByCredit(credits: readonly ReturnedCredit[]): ReadonlyMap<string, number> {
  return new Map(credits.map(({ creditId, amount }) => [creditId, amount]));
}
