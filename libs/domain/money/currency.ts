/**
 * Currencies as Stripe counts them: how many decimals the minor unit has, and the smallest step an amount may take.
 * Source: https://docs.stripe.com/currencies (zero-decimal, three-decimal and special-case currencies).
 */
export interface Currency {
  /** ISO 4217 code in Stripe's lower case. */
  readonly code: string;
  /** Digits behind the decimal point in what Stripe calls the minor unit. */
  readonly decimals: 0 | 2 | 3;
  /** Every amount must be a multiple of this many minor units. */
  readonly step: 1 | 10 | 100;
}

const ZERO_DECIMAL = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf';

// Networks settle these in two decimals, so the last digit of the three must be 0.
const THREE_DECIMAL = 'bhd jod kwd omr tnd';

// Without decimals in life, with two at Stripe for backward compatibility: the last two digits must be 00.
const WHOLE_UNITS_IN_HUNDREDTHS = 'isk ugx';

const TWO_DECIMAL =
  'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc ' +
  'cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr jmd kes kgs khr kyd ' +
  'kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php ' +
  'pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah usd uyu uzs ' +
  'wst xcd yer zar zmw';

function rows(codes: string, decimals: Currency['decimals'], step: Currency['step']): [string, Currency][] {
  return codes.split(' ').map((code) => [code, { code, decimals, step }]);
}

const TABLE: ReadonlyMap<string, Currency> = new Map([
  ...rows(ZERO_DECIMAL, 0, 1),
  ...rows(TWO_DECIMAL, 2, 1),
  ...rows(WHOLE_UNITS_IN_HUNDREDTHS, 2, 100),
  ...rows(THREE_DECIMAL, 3, 10),
]);

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
