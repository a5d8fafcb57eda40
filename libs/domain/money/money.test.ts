import fc from 'fast-check';
import { findCurrency } from './currency';
import { add, formatMoney, money, subtract } from './money';

describe('money', () => {
  it.each([
    [0.5, 'usd', 'whole number'],
    [Number.NaN, 'usd', 'whole number'],
    [2 ** 53, 'usd', 'whole number'],
    [100_000_000, 'usd', 'largest amount'],
    [15, 'kwd', 'multiple of 10'],
    [150, 'isk', 'multiple of 100'],
    [100, 'USD', 'not a currency'],
    [100, 'xxx', 'not a currency'],
  ])('refuses %p %s', (amount, currency, why) => {
    expect(() => money(amount, currency)).toThrow(why);
  });

  it('never adds two currencies', () => {
    expect(() => add(money(1, 'usd'), money(1, 'eur'))).toThrow('cannot be added');
    expect(() => subtract(money(1, 'usd'), money(1, 'eur'))).toThrow('cannot be added');
  });

  it.each([
    [4600, 'usd', '46.00 USD'],
    [5, 'usd', '0.05 USD'],
    [0, 'usd', '0.00 USD'],
    [-230, 'eur', '-2.30 EUR'],
    [500, 'jpy', '500 JPY'],
    [1230, 'kwd', '1.230 KWD'],
  ])('shows %d %s as %s', (amount, currency, shown) => {
    expect(formatMoney(money(amount, currency))).toBe(shown);
  });

  it('knows how Stripe counts each kind of currency', () => {
    expect(findCurrency('jpy')).toEqual({ code: 'jpy', decimals: 0, step: 1 });
    expect(findCurrency('kwd')).toEqual({ code: 'kwd', decimals: 3, step: 10 });
    expect(findCurrency('ugx')).toEqual({ code: 'ugx', decimals: 2, step: 100 });
    expect(findCurrency('btc')).toBeUndefined();
  });

  it('adds and subtracts back to where it was', () => {
    const amount = fc.integer({ min: -40_000_000, max: 40_000_000 });
    fc.assert(
      fc.property(amount, amount, (left, right) => {
        expect(subtract(add(money(left, 'usd'), money(right, 'usd')), money(right, 'usd'))).toEqual(money(left, 'usd'));
      }),
    );
  });
});
