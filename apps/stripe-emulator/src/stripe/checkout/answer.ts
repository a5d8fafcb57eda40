import type { Account } from '../account';
import { StripeError } from '../error';
import { byItself } from '../request';
import { payInSession } from './pay';
import type { CheckoutAnswer } from './pay';
import type { CheckoutSession } from './session';

/** What became of an attempt to pay on a page. */
export type Paid =
  | { readonly kind: 'paid' }
  /** The bank asks on a page of its own first. */
  | { readonly kind: 'challenged'; readonly page: string }
  | { readonly kind: 'refused'; readonly message: string };

/** A buyer pays on the hosted page, which is reached at that origin. */
export function answerCheckout(
  account: Account,
  session: CheckoutSession,
  answer: CheckoutAnswer,
  now: number,
  origin: string,
): Paid {
  try {
    payInSession({ ...byItself(account, now), origin }, session, answer);
  } catch (error) {
    if (error instanceof StripeError) return { kind: 'refused', message: error.message };
    throw error;
  }
  const challenge = session.intent?.nextAction?.page;
  return challenge === undefined ? { kind: 'paid' } : { kind: 'challenged', page: challenge };
}
