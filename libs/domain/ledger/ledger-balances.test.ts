import { captured, holdPlaced, refunded, released, settled } from './ledger';
import { balancesOf, totalOf } from './ledger-balances';
import { money } from '../money/money';

const SHIPMENT = { goods: 2000, tax: 200, discount: 100, shipping: 200, adjustment: 0 };

test('balances add up for one of two shipments, a release and a settlement in another currency', () => {
  const entries = [
    holdPlaced('1042/1', money(4600, 'usd')),
    captured('1042/A/1', { amount: money(2300, 'usd'), breakdown: SHIPMENT }),
    released('1042/1', money(2300, 'usd')),
    settled('1042/A/1', { booked: money(2300, 'usd'), amount: money(2100, 'eur'), fee: money(90, 'eur') }),
  ].flatMap((transaction) => transaction.entries);

  expect(
    balancesOf(entries).map(({ account, balance }) => `${account} ${balance.amount.toString()} ${balance.currency}`),
  ).toEqual([
    'card_holds 0 usd',
    'cardholder_authorizations 0 usd',
    'stripe_balance 2010 eur',
    'stripe_balance 0 usd',
    'sales_goods 2000 usd',
    'sales_shipping 200 usd',
    'sales_tax 200 usd',
    'sales_discounts 100 usd',
    'processing_fees 90 eur',
    'currency_conversion -2100 eur',
    'currency_conversion 2300 usd',
  ]);
});

test('what was sold is the sum of its accounts in one currency, discounts counting down', () => {
  const sold = captured('1042/A/1', { amount: money(2300, 'usd'), breakdown: SHIPMENT });
  const back = refunded('1042/R/1', { amount: money(1150, 'usd'), breakdown: { ...SHIPMENT, goods: 850 } });
  const unsplit = captured('1042/B/1', { amount: money(700, 'usd'), breakdown: null });
  const balances = balancesOf([sold, back, unsplit].flatMap(({ entries }) => entries));
  expect([totalOf('sales', balances, 'usd'), totalOf('refunds', balances, 'usd')]).toEqual([3000, 1150]);
  expect(totalOf('sales', balances, 'eur')).toBe(0);
});

test('nothing moved: no balances', () => {
  expect(balancesOf([])).toEqual([]);
});
