import { currencyOf } from './currency';

/**
 * What Stripe takes at least, in minor units. It is meant in the currency the account settles in, which an order does
 * not know: where that is another one Stripe converts first, and may still refuse what stands here as possible. Source:
 * https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const SMALLEST_CHARGE: Readonly<Record<string, number>> = {
  usd: 50,
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1_500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  inr: 50,
  jpy: 50,
  mxn: 1_000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1_000,
};

/** Minor units. Where Stripe documents no minimum it is the smallest amount the currency can move. */
export function smallestCharge(currency: string): number {
  return SMALLEST_CHARGE[currency] ?? currencyOf(currency).step;
}
