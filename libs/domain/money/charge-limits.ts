import { currencyOf } from './currency';

/**
 * What Stripe takes at least, in minor units. It is meant in the currency the account settles in, which an order does
 * not know: where that is another one Stripe converts first, and may still refuse what stands here as possible. Source:
 * https://docs.stripe.com/currencies#minimum-charge-amount-by-currency
 */
const SMALLEST_CHARGE: Readonly<Record<string, number>> = {
  usd: 50,
  aed: 200,
  ars: 50,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  cop: 50,
  czk: 1_500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  idr: 50,
  ils: 50,
  inr: 50,
  jpy: 50,
  krw: 50,
  mxn: 1_000,
  myr: 200,
  nok: 300,
  nzd: 50,
  php: 50,
  pln: 200,
  ron: 200,
  rub: 50,
  sek: 300,
  sgd: 50,
  thb: 1_000,
  zar: 50,
};

/** Minor units. Where Stripe documents no minimum it is the smallest amount the currency can move. */
export function smallestCharge(currency: string): number {
  return SMALLEST_CHARGE[currency] ?? currencyOf(currency).step;
}

/**
 * Cards take twelve digits of minor units, in every currency. American Express takes nine, and some networks less:
 * whose card it is shows first when it is charged, and then Stripe refuses what is too much. Source:
 * https://docs.stripe.com/currencies#maximum-charge-amounts
 */
export const LARGEST_AMOUNT = 999_999_999_999;

/** Minor units: the most that a card can be charged in the currency. */
export function largestCharge(currency: string): number {
  return LARGEST_AMOUNT - (LARGEST_AMOUNT % currencyOf(currency).step);
}
