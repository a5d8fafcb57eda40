import { currencyOf } from '../money/currency';
import { sumOf } from '../money/money';
import type { RefundCommand, RefundRefusal } from './refund';
import type { PlannedPart, RefundableCharge, RefundableState, RefundPlan } from './refundable-state';
import { creditsReturned } from './returned-credits';

/** What goes back is taken from charges, each of which gives no more than it has left, and from credits beside them. */

/** A part of what could go back at most, with the minor units that credits paid of it. */
export interface WholePart extends PlannedPart {
  readonly credit: number;
}

/** How much of the whole goes back; null: all of it. */
export type AskedRefund = Pick<RefundCommand, 'amount' | 'refundTo'>;

/** Minor units that a charge can still give back. */
export function leftOfCharge({ captured, refunded }: RefundableCharge): number {
  return Math.max(0, captured - refunded);
}

/** One part for each charge, none of them more than the charge has left. */
export function withinCharges(
  records: RefundableState,
  path: string,
  pieces: readonly WholePart[],
  asked: AskedRefund,
): RefundPlan {
  const whole = records.charges.flatMap((charge): WholePart[] => {
    const own = pieces.filter(({ authorizationId }) => authorizationId === charge.authorizationId);
    if (own.length === 0) return [];
    const joined = joinedParts(own);
    return [{ ...joined, amount: Math.min(joined.amount, leftOfCharge(charge)) }];
  });
  const most = sumOf(whole, ({ amount }) => amount);
  const credit = sumOf(pieces, (piece) => piece.credit);
  if (most + credit === 0)
    return nothingLeft(
      path,
      sumOf(pieces, ({ amount }) => amount),
    );
  const refusal = asked.amount === null ? undefined : refusalOfAmount(records, asked.amount, most + credit);
  if (refusal !== undefined) return refuse(refusal);
  const given = sharedOut(asked, most, credit);
  const parts = withoutEmpty(takenFromYoungest(whole, given));
  return { kind: 'planned', amount: given.amount, parts: withNamedCredits(records, parts) };
}

/** What goes back: to the card, and to credits beside it. Minor units. */
type Given = Pick<WholePart, 'amount' | 'credit'>;

/** Where that is not all, one of them gets it first. */
function sharedOut({ amount, refundTo = 'card' }: AskedRefund, card: number, credit: number): Given {
  if (amount === null) return { amount: card, credit };
  switch (refundTo) {
    case 'card': {
      const toCard = Math.min(amount, card);
      return { amount: toCard, credit: amount - toCard };
    }
    case 'credits': {
      const toCredits = Math.min(amount, credit);
      return { amount: amount - toCredits, credit: toCredits };
    }
  }
}

/** Which credits a part gives back to: one after the other, in the shop's order. */
function withNamedCredits(records: RefundableState, parts: readonly WholePart[]): PlannedPart[] {
  let before = 0;
  return parts.map(({ credit, ...part }) => {
    const credits = creditsReturned(records, credit, before);
    before += credit;
    return credits.length > 0 ? { ...part, credits } : part;
  });
}

function joinedParts(parts: readonly WholePart[]): WholePart {
  return parts.reduce((left, right) => ({
    ...left,
    amount: left.amount + right.amount,
    credit: left.credit + right.credit,
    units: [...left.units, ...right.units],
    extra: left.extra || right.extra,
    ...(left.shippingOf !== undefined && { shippingOf: [...left.shippingOf, ...(right.shippingOf ?? [])] }),
  }));
}

/** As much of each part as is to be given, from the last one on. */
export function takenFromYoungest(whole: readonly WholePart[], given: Given): WholePart[] {
  let { amount, credit } = given;
  return whole.reduceRight<WholePart[]>((taken, part) => {
    const share = { amount: Math.min(amount, part.amount), credit: Math.min(credit, part.credit) };
    amount -= share.amount;
    credit -= share.credit;
    return [{ ...part, ...share }, ...taken];
  }, []);
}

/**
 * A charge of which nothing goes back has no part. One that gives nothing to the card has: what its units bring back is
 * of its own books, and settles with the parts of the card.
 */
function withoutEmpty(parts: readonly WholePart[]): WholePart[] {
  return parts.filter(({ amount, credit, extra, units }) => amount + credit > 0 || extra || units.length > 0);
}

/** Why an amount cannot go back; undefined when it can. @param most minor units that can */
export function refusalOfAmount(
  { currency }: RefundableState,
  amount: number,
  most: number,
): RefundRefusal | undefined {
  const { step } = currencyOf(currency);
  const refusal = { code: 'not_refundable', path: 'amount', maximumAmount: most } as const;
  if (amount > most) {
    const message = `is worth ${amount.toString()}, but ${most.toString()} can be refunded`;
    return { ...refusal, message };
  }
  if (amount % step === 0) return undefined;
  return { ...refusal, message: `must be a multiple of ${step.toString()} in ${currency}` };
}

function nothingLeft(path: string, worth: number): RefundPlan {
  const nothing =
    path === 'shipping' ? 'no captured shipping is left to refund' : 'nothing was captured for these units';
  const message = worth > 0 ? `is worth ${worth.toString()}, but 0 can be refunded` : nothing;
  return refuse({ code: 'not_refundable', message, path, maximumAmount: 0 });
}

/** The answer to a refund that cannot be made. */
export function refuse(refusal: RefundRefusal): RefundPlan {
  return { kind: 'refused', refusal };
}
