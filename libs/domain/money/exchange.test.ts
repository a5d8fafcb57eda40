import fc from 'fast-check';
import { convert } from './exchange';
import { money } from './money';

describe('an exchange', () => {
  it.each([
    [2300, 'gbp', '1.25', 'usd', 2875],
    [1, 'gbp', '1.25', 'usd', 1],
    [2, 'gbp', '1.25', 'usd', 3],
    [500, 'jpy', '0.007', 'usd', 350],
    [4600, 'usd', '142.857143', 'jpy', 6571],
    [12_340, 'kwd', '3.25', 'usd', 4011],
    [100, 'usd', '0.307692', 'kwd', 308],
    [100, 'usd', '2', 'eur', 200],
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
    const power = { usd: 2, jpy: 0, kwd: 3 } as const;
    fc.assert(
      fc.property(amount, currency, currency, micros, (minor, from, to, millionths) => {
        const rate = `${Math.floor(millionths / 1e6).toString()}.${(millionths % 1e6).toString().padStart(6, '0')}`;
        const { amount: result } = convert(money(minor, from), rate, to);
        // Both sides times 10^(6 + 3), so that every number is whole.
        const exact = BigInt(minor) * BigInt(millionths) * 10n ** BigInt(3 + power[to]);
        const rounded = BigInt(result) * 10n ** BigInt(6 + 3 + power[from]);
        const off = exact > rounded ? exact - rounded : rounded - exact;
        expect(off * 2n <= 10n ** BigInt(6 + 3 + power[from])).toBe(true);
      }),
    );
  });
});
