import { captured, holdPlaced, released, settled } from './ledger';
import { balancesOf } from './ledger-balances';
import { money } from '../money/money';

test('balances add up for one of two shipments, a release and a settlement in another currency', () => {
  const entries = [
    holdPlaced('1042/1', money(4600, 'usd')),
    captured('1042/A/1', money(2300, 'usd')),
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
    'sales 2300 usd',
    'processing_fees 90 eur',
    'currency_conversion -2100 eur',
    'currency_conversion 2300 usd',
  ]);
});

test('nothing moved: no balances', () => {
  expect(balancesOf([])).toEqual([]);
});
