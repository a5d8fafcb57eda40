import fc from 'fast-check';
import type { ShareReading } from '../provider/connect-gateway';
import { matchShares, type ExpectedShare } from './connect-share-match';

function expected(captureId: string, asked: number, stripeId: string | null = null): ExpectedShare {
  return { captureId, kind: 'transfer', asked, stripeId };
}

function reading(stripeId: string, amount: number, currency = 'usd'): ShareReading {
  return { kind: 'transfer', stripeId, amount: { amount, currency }, balanceTransactionId: null, inBalance: null };
}

function pairs(shares: readonly ExpectedShare[], readings: readonly ShareReading[], underWay = false): string[] {
  const { matches, mismatch } = matchShares(shares, readings, 'usd', underWay);
  return [
    ...matches.map(({ captureId, reading: { stripeId } }) => `${captureId}=${stripeId}`),
    ...(mismatch ? ['!'] : []),
  ];
}

describe('the match of transfers and captures', () => {
  it('is told by the amount, in whatever order they come', () => {
    expect(pairs([expected('A', 100), expected('B', 200)], [reading('tr_2', 200), reading('tr_1', 100)])).toEqual([
      'B=tr_2',
      'A=tr_1',
    ]);
  });

  it('is told by time where amounts are in another currency', () => {
    const readings = [reading('tr_1', 93, 'eur'), reading('tr_2', 186, 'eur')];
    expect(pairs([expected('A', 100), expected('B', 200)], readings)).toEqual(['A=tr_1', 'B=tr_2']);
  });

  it('is not asked twice', () => {
    expect(pairs([expected('A', 100, 'tr_1'), expected('B', 100)], [reading('tr_1', 100)])).toEqual([]);
  });

  it('calls for a person when an amount differs, or when there is one too many', () => {
    expect(pairs([expected('A', 100)], [reading('tr_1', 99)])).toEqual(['A=tr_1', '!']);
    expect(pairs([expected('A', 100)], [reading('tr_1', 100), reading('tr_2', 5)])).toEqual(['A=tr_1', '!']);
  });

  it('waits with what may be of a capture whose outcome is not recorded', () => {
    expect(pairs([expected('A', 100)], [reading('tr_1', 100), reading('tr_2', 5)], true)).toEqual(['A=tr_1']);
    expect(pairs([expected('A', 100)], [reading('tr_2', 5)], true)).toEqual([]);
    expect(pairs([expected('A', 100)], [reading('tr_1', 93, 'eur'), reading('tr_2', 5, 'eur')], true)).toEqual([
      'A=tr_1',
    ]);
  });

  it('finds every one, once, however late the others come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 8 }), fc.nat(), (amounts, cut) => {
        const shares = amounts.map((amount, index) => expected(`c${index.toString()}`, amount));
        const readings = amounts.map((amount, index) => reading(`tr_${index.toString()}`, amount)).reverse();
        const early = readings.slice(0, cut % (readings.length + 1));
        const first = matchShares(shares, early, 'usd', false);
        const known = shares.map((share) => {
          const match = first.matches.find(({ captureId }) => captureId === share.captureId);
          return match === undefined ? share : { ...share, stripeId: match.reading.stripeId };
        });
        const second = matchShares(known, readings, 'usd', false);
        expect([first.mismatch, second.mismatch]).toEqual([false, false]);
        const all = [...first.matches, ...second.matches];
        expect(new Set(all.map(({ captureId }) => captureId)).size).toBe(amounts.length);
        expect(new Set(all.map(({ reading: each }) => each.stripeId)).size).toBe(amounts.length);
        for (const { captureId, reading: each } of all) {
          expect(shares.find((share) => share.captureId === captureId)?.asked).toBe(each.amount.amount);
        }
      }),
    );
  });
});
