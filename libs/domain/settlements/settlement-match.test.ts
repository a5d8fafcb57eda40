import type { Settlement } from './settlement';
import { matchSettlements, type SettlingCapture } from './settlement-match';

function capture(captureId: string, amount: number, balanceTransactionId: string | null = null): SettlingCapture {
  return { captureId, amount, balanceTransactionId };
}

function settlement(balanceTransactionId: string, amount: number, currency = 'usd'): Settlement {
  const money = { amount, currency };
  return {
    balanceTransactionId,
    createdAt: '2026-11-22T10:00:00.000Z',
    amount: money,
    fee: { amount: 1, currency },
    net: { amount: amount - 1, currency },
    exchangeRate: currency === 'usd' ? null : '0.9',
  };
}

test.each([
  { what: 'nothing yet', captures: [capture('a', 2300)], settlements: [], pairs: '', mismatch: false },
  {
    what: 'one of two has come',
    captures: [capture('a', 2300), capture('b', 2300)],
    settlements: [settlement('t1', 2300)],
    pairs: 'a=t1',
    mismatch: false,
  },
  {
    what: 'equal amounts follow the order of time',
    captures: [capture('a', 2300), capture('b', 2300)],
    settlements: [settlement('t1', 2300), settlement('t2', 2300)],
    pairs: 'a=t1 b=t2',
    mismatch: false,
  },
  {
    what: 'the later capture settles first: amounts tell',
    captures: [capture('a', 1000), capture('b', 3600)],
    settlements: [settlement('t1', 3600)],
    pairs: 'b=t1',
    mismatch: false,
  },
  {
    what: 'the first is settled already',
    captures: [capture('a', 2300, 't1'), capture('b', 2300)],
    settlements: [settlement('t1', 2300), settlement('t2', 2300)],
    pairs: 'b=t2',
    mismatch: false,
  },
  {
    what: 'another currency follows the order of time',
    captures: [capture('a', 1000), capture('b', 3600)],
    settlements: [settlement('t1', 900, 'eur'), settlement('t2', 3240, 'eur')],
    pairs: 'a=t1 b=t2',
    mismatch: false,
  },
  {
    what: 'another currency, and the later capture settles first: the rate tells',
    captures: [capture('a', 1000), capture('b', 3600)],
    settlements: [settlement('t1', 3240, 'eur'), settlement('t2', 900, 'eur')],
    pairs: 'b=t1 a=t2',
    mismatch: false,
  },
  {
    what: 'another currency, rounded otherwise than by us',
    captures: [capture('a', 1000), capture('b', 3600)],
    settlements: [settlement('t1', 3239, 'eur'), settlement('t2', 901, 'eur')],
    pairs: 'b=t1 a=t2',
    mismatch: false,
  },
  {
    what: 'another amount in the same currency',
    captures: [capture('a', 1000)],
    settlements: [settlement('t1', 1001)],
    pairs: 'a=t1',
    mismatch: true,
  },
  {
    what: 'another amount, seen again after it was recorded',
    captures: [capture('a', 1000, 't1')],
    settlements: [settlement('t1', 1001)],
    pairs: '',
    mismatch: true,
  },
  {
    what: 'more settlements than captures',
    captures: [capture('a', 1000)],
    settlements: [settlement('t1', 1000), settlement('t2', 500)],
    pairs: 'a=t1',
    mismatch: true,
  },
  {
    what: 'more settlements than captures, while another capture is under way',
    captures: [capture('a', 1000)],
    settlements: [settlement('t1', 1000), settlement('t2', 500)],
    pairs: 'a=t1',
    mismatch: false,
    underWay: true,
  },
  {
    what: 'another amount, while another capture is under way: it is left for the look after that',
    captures: [capture('a', 1000)],
    settlements: [settlement('t1', 1001)],
    pairs: '',
    mismatch: false,
    underWay: true,
  },
])('$what', ({ captures, settlements, pairs, mismatch, underWay = false }) => {
  const found = matchSettlements(captures, settlements, 'usd', underWay);

  expect(found.matches.map((match) => `${match.captureId}=${match.settlement.balanceTransactionId}`).join(' ')).toBe(
    pairs,
  );
  expect(found.mismatch).toBe(mismatch);
});

test('captures of yen that settle in dollars are told apart by the rate of minor units', () => {
  const yen = [capture('a', 1000), capture('b', 3000)];
  const dollars = (id: string, amount: number): Settlement => ({ ...settlement(id, amount), exchangeRate: '0.911' });

  const { matches } = matchSettlements(yen, [dollars('t1', 2733), dollars('t2', 911)], 'jpy', false);

  expect(matches.map((match) => `${match.captureId}=${match.settlement.balanceTransactionId}`)).toEqual([
    'b=t1',
    'a=t2',
  ]);
});
