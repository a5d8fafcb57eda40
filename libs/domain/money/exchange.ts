import { reportedMoney, type Money } from './money';

/**
 * What an amount becomes at a rate, rounded half up. Stripe's rate is for amounts as Stripe writes them, in minor units
 * on both sides: at 0.911, 1000 JPY are 911 cents. Digits are moved as whole numbers: a rate never becomes a fraction.
 * Source: https://docs.stripe.com/api/balance_transactions/object#balance_transaction_object-exchange_rate
 * @param rate decimal text, as the provider reports it
 * @throws RangeError when the rate is no decimal number above zero
 */
export function convert({ amount }: Pick<Money, 'amount'>, rate: string, to: string): Money {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(rate) ?? [];
  if (whole === undefined || BigInt(whole + fraction) === 0n) throw new RangeError(`"${rate}" is not an exchange rate`);
  const product = BigInt(Math.abs(amount)) * BigInt(whole + fraction);
  return reportedMoney(Math.sign(amount) * Number(halfUp(product, 10n ** BigInt(fraction.length))), to);
}

function halfUp(value: bigint, divisor: bigint): bigint {
  return (value * 2n + divisor) / (divisor * 2n);
}
