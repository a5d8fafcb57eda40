import { z } from 'zod';
import type { NextAction, PaymentError } from '../../domain/provider/payment-intent-reading';
import { ifSaid, wooshPayWord } from './wooshpay-answer';
import type { WooshPayError } from './wooshpay-error';

/** The latest failure, as a PaymentIntent and a SetupIntent keep it alike. */
export const wooshPayFailure = z.object({
  type: ifSaid(z.string()),
  code: ifSaid(z.string()),
  decline_code: ifSaid(z.string()),
  message: ifSaid(z.string()),
});

/**
 * What went wrong, fit to be shown to the buyer: only messages of card errors are written for buyers (documented), so
 * others are replaced by our own.
 */
export function wooshPayPaymentError({
  type,
  code,
  decline_code: declineCode,
  message,
}: z.output<typeof wooshPayFailure>): PaymentError {
  const isOfCard = type === CARD_ERROR;
  const fallback = isOfCard ? 'The card was declined.' : 'The payment could not be completed.';
  return {
    code: code ?? (isOfCard ? 'card_declined' : 'payment_failed'),
    declineCode,
    message: isOfCard ? (message ?? fallback) : fallback,
  };
}

const CARD_ERROR = 'card_error';

/** The same of a refused call. */
export function paymentErrorOfRefusal({ details }: WooshPayError): PaymentError {
  const { code, declineCode, type, words } = details;
  return wooshPayPaymentError({ type, code, decline_code: declineCode, message: words });
}

/** The bank says no; the payment stays open for another card. */
export function isDeclinedByBank({ details }: WooshPayError): boolean {
  return details.type === CARD_ERROR;
}

/**
 * About the payment method or customer that the shop named. The codes are assumed (WooshPay lists none); an id that is
 * not found is 404 (documented).
 */
export function isAboutCardOfShop({ details: { code, status } }: WooshPayError): boolean {
  return status === 404 || code?.startsWith('payment_method_') === true;
}

/** Nothing more can be done with it; only a read shows what it is. Assumed: 400 with this code. */
export function isPastThat({ details: { code, status } }: WooshPayError): boolean {
  return status === 400 && code?.endsWith('_unexpected_state') === true && !code.startsWith('payment_method_');
}

const page = z.looseObject({ url: ifSaid(z.url()), normalUrl: ifSaid(z.url()) });

/** What the buyer must do: the details stand under the name of the type. */
export const wooshPayNextAction = z.looseObject({ type: wooshPayWord });

/**
 * Whatever sends the buyer to an address is a page to visit: the bank's challenge, the data it collects before, and
 * wallets. The rest (codes to scan, apps) is left to the provider's own script in the browser.
 */
export function nextActionAtWooshPay(action: z.output<typeof wooshPayNextAction> | null): NextAction | null {
  if (action === null) return null;
  const read = page.safeParse(action[action.type]);
  const url = read.success ? (read.data.url ?? read.data.normalUrl) : null;
  return url === null ? { type: 'use_stripe_sdk' } : { type: 'redirect_to_url', url };
}
