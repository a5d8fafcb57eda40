import { currencyOf } from './currency';
import { reportedMoney, type Money } from './money';

/**
 * What an amount becomes at a rate, rounded half up to the minor unit. Digits are moved as whole numbers: a rate never
 * becomes a fraction.
 * @param rate decimal text, for one major unit of the amount's currency, as the provider reports it
 * @throws RangeError when the rate is no decimal number above zero
 */
export function convert({ amount, currency }: Money, rate: string, to: string): Money {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(rate) ?? [];
  if (whole === undefined || BigInt(whole + fraction) === 0n) throw new RangeError(`"${rate}" is not an exchange rate`);
  const shift = currencyOf(to).decimals - currencyOf(currency).decimals - fraction.length;
  const product = BigInt(Math.abs(amount)) * BigInt(whole + fraction);
  const minor = shift >= 0 ? product * 10n ** BigInt(shift) : halfUp(product, 10n ** BigInt(-shift));
  return reportedMoney(Math.sign(amount) * Number(minor), to);
}

function halfUp(value: bigint, divisor: bigint): bigint {
  return (value * 2n + divisor) / (divisor * 2n);
}
