import fc from 'fast-check';
import { findCurrency } from './currency';
import { largestCharge } from './charge-limits';
import { add, formatMoney, money, reportedMoney, subtract } from './money';

describe('money', () => {
  it.each([
    [0.5, 'usd', 'whole number'],
    [Number.NaN, 'usd', 'whole number'],
    [2 ** 53, 'usd', 'whole number'],
    [1_000_000_000_000, 'usd', 'largest amount'],
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
    [999_999_999_999, 'idr', '9999999999.99 IDR'],
    [1230, 'usdc', '1230 minor units of USDC'],
  ])('shows %d %s as %s', (amount, currency, shown) => {
    expect(formatMoney(reportedMoney(amount, currency))).toBe(shown);
  });

  it('knows how Stripe counts each kind of currency', () => {
    expect(findCurrency('jpy')).toMatchObject({ code: 'jpy', decimals: 0, step: 1 });
    expect(findCurrency('kwd')).toMatchObject({ code: 'kwd', decimals: 3, step: 10 });
    expect(findCurrency('ugx')).toMatchObject({ code: 'ugx', decimals: 2, step: 100 });
    expect(findCurrency('xcg')).toMatchObject({ code: 'xcg', decimals: 2, step: 1 });
    expect(findCurrency('btc')).toBeUndefined();
  });

  it.each([
    ['idr', 999_999_999_999],
    ['kwd', 999_999_999_990],
    ['ugx', 999_999_999_900],
  ])('says the most that a card can be charged in %s', (currency, most) => {
    expect(largestCharge(currency)).toBe(most);
    expect(money(most, currency).amount).toBe(most);
  });

  it('takes what a provider reports in a currency that nobody knows, but in no word that is none', () => {
    expect(reportedMoney(-7, 'usdc')).toEqual({ amount: -7, currency: 'usdc' });
    expect(() => reportedMoney(7, 'USD')).toThrow('not the code of a currency');
    expect(() => reportedMoney(0.5, 'usdc')).toThrow('whole number');
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
