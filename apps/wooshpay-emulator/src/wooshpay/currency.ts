import { invalidRequest } from './requests/error';

/** Those that cards are charged in most; WooshPay's own list is on a page of its documentation that names more. */
const CURRENCIES = new Set(
  (
    'aed ars aud bdt bgn bhd brl cad chf clp cny cop czk dkk egp eur gbp hkd huf idr ils inr jpy kes krw kwd lkr mad ' +
    'mop mxn myr ngn nok nzd omr pen php pkr pln qar ron rub sar sek sgd thb tnd try twd uah usd uyu vnd zar'
  ).split(' '),
);

/** Documented: the amount has up to eight digits. */
const MOST = 99_999_999;

/** The currency in lower case, whichever case it came in. */
export function checkedCurrency(text: string): string {
  const currency = text.toLowerCase();
  if (CURRENCIES.has(currency)) return currency;
  throw invalidRequest(`Invalid currency: ${text}.`, 'currency_invalid');
}

export function checkedAmount(amount: number): number {
  if (amount < 1) throw invalidRequest('Invalid amount: must be greater than or equal to 1.', 'amount_too_small');
  if (amount > MOST) throw invalidRequest('Invalid amount: at most eight digits.', 'amount_too_large');
  return amount;
}
