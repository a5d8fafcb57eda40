import fc from 'fast-check';
import { convert } from './exchange';
import { money } from './money';

describe('an exchange', () => {
  it.each([
    [2300, 'gbp', '1.25', 'usd', 2875],
    [1, 'gbp', '1.25', 'usd', 1],
    [2, 'gbp', '1.25', 'usd', 3],
    [1000, 'jpy', '0.911', 'usd', 911],
    [4600, 'usd', '1.42857143', 'jpy', 6571],
    [12_340, 'kwd', '0.325', 'usd', 4011],
    [100, 'usd', '3.07692', 'kwd', 308],
    [100, 'usd', '2', 'eur', 200],
    [100, 'usd', '2', 'usdc', 200],
    [-2300, 'gbp', '1.25', 'usd', -2875],
  ])('makes of %d %s at %s in %s: %d', (amount, from, rate, to, expected) => {
    expect(convert(money(amount, from), rate, to)).toEqual({ amount: expected, currency: to });
  });

  it.each(['', '0', '-1', '1.', '.5', '1e3', 'NaN'])('refuses %p as a rate', (rate) => {
    expect(() => convert(money(1, 'usd'), rate, 'eur')).toThrow('exchange rate');
  });

  it('is never off by more than half a minor unit, whatever the decimals', () => {
    const currency = fc.constantFrom('usd', 'jpy', 'kwd');
    const amount = fc.integer({ min: 1, max: 9_999_999 }).map((units) => units * 10);
    const micros = fc.integer({ min: 1, max: 500_000_000 });
    fc.assert(
      fc.property(amount, currency, currency, micros, (minor, from, to, millionths) => {
        const rate = `${Math.floor(millionths / 1e6).toString()}.${(millionths % 1e6).toString().padStart(6, '0')}`;
        const { amount: result } = convert(money(minor, from), rate, to);
        // Both sides times a million, so that every number is whole.
        const exact = BigInt(minor) * BigInt(millionths);
        const rounded = BigInt(result) * 1_000_000n;
        const off = exact > rounded ? exact - rounded : rounded - exact;
        expect(off * 2n <= 1_000_000n).toBe(true);
      }),
    );
  });
});
