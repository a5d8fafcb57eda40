/**
 * Currencies as Stripe counts them: how many decimals the minor unit has, and the smallest step an amount may take.
 */
export interface Currency {
  /** ISO 4217 code in Stripe's lower case. */
  readonly code: string;
  /** Digits behind the decimal point in what Stripe calls the minor unit. */
  readonly decimals: 0 | 2 | 3;
  /** Every amount must be a multiple of this many minor units. */
  readonly step: 1 | 10 | 100;
  /** Where Stripe says so. */
  readonly source: string;
}

const TABLE: ReadonlyMap<string, Currency> = new Map([
  ...rows('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf', {
    decimals: 0,
    step: 1,
    source: 'https://docs.stripe.com/currencies#zero-decimal',
  }),
  ...rows(
    'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc ' +
      'cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr jmd kes kgs khr ' +
      'kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen ' +
      'pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ' +
      'usd uyu uzs wst xcd xcg yer zar zmw',
    { decimals: 2, step: 1, source: 'https://docs.stripe.com/currencies#presentment-currencies' },
  ),
  // In no table, but among those that an "Invalid currency" error lists as supported; the extinct ones there are left
  // out.
  ...rows('btn ghs svc', { decimals: 2, step: 1, source: 'https://docs.stripe.com/api/errors' }),
  // Without decimals in life, with two at Stripe for backward compatibility: the last two digits must be 00.
  ...rows('isk ugx', { decimals: 2, step: 100, source: 'https://docs.stripe.com/currencies#special-cases' }),
  // Networks settle these in two decimals, so the last digit of the three must be 0.
  ...rows('bhd jod kwd omr tnd', {
    decimals: 3,
    step: 10,
    source: 'https://web.archive.org/web/20221231002856/https://stripe.com/docs/currencies',
  }),
]);

function rows(codes: string, facts: Omit<Currency, 'code'>): [string, Currency][] {
  return codes.split(' ').map((code) => [code, { code, ...facts }]);
}

/** The currency of a lower-case ISO 4217 code, or undefined when Stripe does not take it for cards. */
export function findCurrency(code: string): Currency | undefined {
  return TABLE.get(code);
}

/**
 * As `findCurrency`, for codes that were checked when the order was accepted; throws a RangeError on an unknown one.
 */
export function currencyOf(code: string): Currency {
  const currency = TABLE.get(code);
  if (currency === undefined) throw new RangeError(`"${code}" is not a currency Stripe takes for cards`);
  return currency;
}
