import { invalidRequest } from './error';

/** What the emulator knows of a currency: amounts are whole minor units. */
interface Currency {
  /** Digits after the decimal point. */
  readonly digits: 0 | 2 | 3;
  /** Amounts are multiples of this. */
  readonly step: 1 | 10 | 100;
}

// https://docs.stripe.com/currencies (documented).
const ZERO_DECIMAL = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf';
const THREE_DECIMAL = 'bhd jod kwd omr tnd';
/** Among those that Stripe's own answer to an unknown currency lists, beside some that are extinct (recorded). */
const OTHERS = 'btn ghs svc';
/** Without decimals in life, with two at Stripe; the last two digits must be 00. */
const WHOLE_UNITS = 'isk ugx';
const TWO_DECIMAL =
  'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc ' +
  'cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr jmd kes kgs khr kyd ' +
  'kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php ' +
  'pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah usd uyu uzs ' +
  'wst xcd xcg yer zar zmw';

const CURRENCIES: ReadonlyMap<string, Currency> = new Map([
  ...rows(ZERO_DECIMAL, { digits: 0, step: 1 }),
  ...rows(TWO_DECIMAL, { digits: 2, step: 1 }),
  ...rows(OTHERS, { digits: 2, step: 1 }),
  ...rows(WHOLE_UNITS, { digits: 2, step: 100 }),
  ...rows(THREE_DECIMAL, { digits: 3, step: 10 }),
]);

/** What a balance can be in, though no card is charged in it (chosen: one, for whoever has to read it). */
const BALANCE_ONLY: ReadonlyMap<string, Currency> = new Map(rows('usdc', { digits: 2, step: 1 }));

function rows(codes: string, currency: Currency): [string, Currency][] {
  return codes.split(' ').map((code) => [code, currency]);
}

/** The smallest charge in minor units (documented); where none is listed it is 1. */
const MINIMUMS: Readonly<Record<string, number>> = {
  usd: 50,
  aed: 200,
  ars: 50,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  cop: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  idr: 50,
  ils: 50,
  inr: 50,
  jpy: 50,
  krw: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  php: 50,
  pln: 200,
  ron: 200,
  rub: 50,
  sek: 300,
  sgd: 50,
  thb: 1000,
  zar: 50,
};

/** US dollars for one major unit, fixed so that settlements are the same in every run (assumed). */
const DOLLARS: Readonly<Record<string, number>> = {
  usd: 1,
  usdc: 1,
  aud: 0.65,
  cad: 0.75,
  chf: 1.15,
  dkk: 0.15,
  eur: 1.1,
  gbp: 1.25,
  jpy: 0.007,
  krw: 0.00075,
  kwd: 3.25,
  nok: 0.1,
  nzd: 0.6,
  pln: 0.25,
  sek: 0.1,
  sgd: 0.75,
};

/** An amount has at most twelve digits when a card pays it, whatever the currency (documented). */
const MAXIMUM = 999_999_999_999;

/** With American Express it has nine (documented, "in most currencies"). */
const MAXIMUM_OF_AMEX = 999_999_999;

/** Whether a balance can be in it. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code) || BALANCE_ONLY.has(code);
}

export function checkedCurrency(text: string): string {
  const code = text.toLowerCase();
  if (CURRENCIES.has(code)) return code;
  const known = [...CURRENCIES.keys()].sort().join(', ');
  throw invalidRequest(`Invalid currency: ${code}. Stripe currently supports these currencies: ${known}`, 'currency');
}

const NOTHING_TO_PAY =
  'The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency ' +
  'set. If you want to save a card for future use without an immediate payment, use a Setup Intent instead: ' +
  'https://stripe.com/docs/payments/save-and-reuse';

/** The amount of a new or changed PaymentIntent. */
export function checkedAmount(amount: number, currency: string): number {
  const minimum = MINIMUMS[currency] ?? 1;
  // Recorded: its own text for zero, which is what a card without a payment would be.
  if (amount === 0) throw invalidRequest(NOTHING_TO_PAY, 'amount', 'parameter_invalid_integer');
  if (amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  }
  if (amount < minimum) {
    throw invalidRequest(`Amount must be at least ${written(minimum, currency)}`, 'amount', 'amount_too_small');
  }
  if (amount > MAXIMUM) {
    throw invalidRequest(`Amount must be no more than ${written(MAXIMUM, currency)}`, 'amount', 'amount_too_large');
  }
  return checkedStep(amount, currency, 'amount');
}

/**
 * What Stripe sees first when it knows the card. Which error it answers is not documented (assumed: the other
 * limit's).
 */
export function refuseAboveBrand(amount: number, currency: string, brand: string): void {
  if (brand !== 'amex' || amount <= MAXIMUM_OF_AMEX) return;
  const message = `Amount must be no more than ${written(MAXIMUM_OF_AMEX, currency)}`;
  throw invalidRequest(message, 'amount', 'amount_too_large');
}

/**
 * What is captured or refunded must be an amount that cards can move as well (documented for PaymentIntents and
 * refunds).
 */
export function checkedStep(amount: number, currency: string, param: string): number {
  const { step } = factsOf(currency);
  if (amount % step === 0) return amount;
  throw invalidRequest(`Invalid ${param}: must be a multiple of ${String(step)} for ${currency}`, param);
}

/**
 * Reported of captures, not documented: below the smallest charge
 * (https://github.com/woocommerce/woocommerce-gateway-stripe/pull/3903).
 */
export function refuseBelowMinimum(amount: number, currency: string): void {
  const minimum = MINIMUMS[currency] ?? 1;
  if (amount >= minimum) return;
  throw invalidRequest(
    `Amount must be at least ${written(minimum, currency)}`,
    'amount_to_capture',
    'amount_too_small',
  );
}

export interface Conversion {
  readonly amount: number;
  readonly rate: number;
}

/**
 * The amount in another currency at the fixed rates, rounded to its minor unit; undefined without a rate. The rate is
 * for minor units on both sides (documented): 1000 JPY times 0.7 are 700 cents.
 */
export function convert(amount: number, from: string, to: string): Conversion | undefined {
  const [source, target] = [DOLLARS[from], DOLLARS[to]];
  if (source === undefined || target === undefined) return undefined;
  const rate = Number(((source / target) * 10 ** (factsOf(to).digits - factsOf(from).digits)).toFixed(8));
  return { amount: Math.round(amount * rate), rate };
}

/** As in the texts that name a price: `$46.00`. */
export function price(amount: number, currency: string): string {
  const { digits } = factsOf(currency);
  const style = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat('en-US', style).format(amount / 10 ** digits);
}

function written(amount: number, currency: string): string {
  const { digits } = factsOf(currency);
  const symbol = currency === 'usd' ? '$' : '';
  const text = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits }).format(amount / 10 ** digits);
  return `${symbol}${text} ${currency}`;
}

function factsOf(code: string): Currency {
  const currency = CURRENCIES.get(code) ?? BALANCE_ONLY.get(code);
  if (currency === undefined) throw new Error(`Bug! ${code} was not checked`);
  return currency;
}
