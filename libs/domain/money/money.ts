import { LARGEST_AMOUNT } from './charge-limits';
import { currencyOf, findCurrency } from './currency';

/**
 * An amount in minor units as Stripe counts them. Made only by `money()`, so that it is always a safe integer of a
 * known currency.
 */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/**
 * Makes money.
 * @param amount minor units; negative only for sums of movements, never for a request to a provider
 * @param currency lower-case ISO 4217 code
 * @throws RangeError when the amount is not a safe integer, too large for Stripe, off the currency's step, or the
 *   currency unknown
 */
export function money(amount: number, currency: string): Money {
  const { step } = currencyOf(currency);
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${String(amount)} is not a whole number of minor units`);
  if (Math.abs(amount) > LARGEST_AMOUNT) {
    throw new RangeError(
      `${amount.toString()} ${currency} is more than Stripe's largest amount, ${LARGEST_AMOUNT.toString()}`,
    );
  }
  if (amount % step !== 0)
    throw new RangeError(`${amount.toString()} ${currency} is not a multiple of ${step.toString()}`);
  // -0 would survive arithmetic and then differ from 0 in a comparison of JSON.
  return { amount: amount === 0 ? 0 : amount, currency };
}

/** As Stripe writes any currency, also those that no card pays in: `usd`, `usdc`. */
const CURRENCY_CODE = /^[a-z]{3,8}$/;

/**
 * Money as a provider reports it in a settlement currency: it may exceed what one payment may be, a fee may fall
 * between the steps that cards can move, and the currency may be one that we do not know. What arrived, arrived.
 * @throws RangeError when the amount is not a safe integer or the currency no code
 */
export function reportedMoney(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${String(amount)} is not a whole number of minor units`);
  if (!CURRENCY_CODE.test(currency)) throw new RangeError(`"${currency}" is not the code of a currency`);
  return { amount: amount === 0 ? 0 : amount, currency };
}

/** The sum of two amounts of one currency; throws a RangeError when the currencies differ. */
export function add(left: Money, right: Money): Money {
  requireSameCurrency(left, right);
  return money(left.amount + right.amount, left.currency);
}

/** What is left of `left` after `right`; throws a RangeError when the currencies differ. */
export function subtract(left: Money, right: Money): Money {
  requireSameCurrency(left, right);
  return money(left.amount - right.amount, left.currency);
}

/** Sum of one number of each row, such as minor units of the same currency; 0 of none. */
export function sumOf<Row>(rows: readonly Row[], amountOf: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + amountOf(row), 0);
}

/** One sum for each currency that is among the amounts, by their codes. */
export function sumsByCurrency(amounts: readonly Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const { amount, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums.keys()].sort().map((currency) => ({ amount: sums.get(currency) ?? 0, currency }));
}

/**
 * For people: `46.00 USD`, `500 JPY`; `123 minor units of XYZ` where the decimals of a currency are not known. Digits
 * are moved as text, so no amount ever becomes a fraction.
 */
export function formatMoney(money: Money): string {
  const code = money.currency.toUpperCase();
  if (findCurrency(money.currency) === undefined) return `${money.amount.toString()} minor units of ${code}`;
  return `${formatDecimal(money)} ${code}`;
}

/** For files: `46.00`, `500`; of a currency whose decimals are not known with two, as Stripe counts most of them. */
export function formatDecimal({ amount, currency }: Money): string {
  const decimals = findCurrency(currency)?.decimals ?? 2;
  const sign = amount < 0 ? '-' : '';
  const digits = Math.abs(amount)
    .toString()
    .padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : `.${digits.slice(digits.length - decimals)}`;
  return `${sign}${whole}${fraction}`;
}

function requireSameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) {
    throw new RangeError(`${left.currency} and ${right.currency} cannot be added`);
  }
}
