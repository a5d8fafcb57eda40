import fc from 'fast-check';
import { addSeconds, isDue, lastCallOf, releaseAtOf, secondsBetween, warnAtOf } from './deadline';

const start = '2026-11-22T10:00:00.000Z';

describe('the deadline', () => {
  it('lies the margin before the network drops the hold', () => {
    expect(releaseAtOf(start, addSeconds(start, 604_800), 43_200)).toBe('2026-11-28T22:00:00.000Z');
  });

  it('lies in the middle of a hold shorter than twice the margin', () => {
    expect(releaseAtOf(start, addSeconds(start, 20), 43_200)).toBe(addSeconds(start, 10));
  });

  it('always leaves time to ship before it and time to release after it', () => {
    const seconds = fc.integer({ min: 1, max: 3_000_000 });
    fc.assert(
      fc.property(seconds, seconds, (length, margin) => {
        const captureBefore = addSeconds(start, length);
        const releaseAt = releaseAtOf(start, captureBefore, margin);
        expect(secondsBetween(start, releaseAt)).toBeGreaterThan(0);
        expect(secondsBetween(releaseAt, captureBefore)).toBe(Math.min(margin, length / 2));
      }),
    );
  });

  it('is warned of a day before, and in the middle of a time shorter than two', () => {
    expect(warnAtOf(start, addSeconds(start, 561_600))).toBe('2026-11-27T22:00:00.000Z');
    expect(warnAtOf(start, addSeconds(start, 36_000))).toBe(addSeconds(start, 18_000));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000_000 }), (length) => {
        const releaseAt = addSeconds(start, length);
        const warnAt = warnAtOf(start, releaseAt);
        expect(secondsBetween(start, warnAt)).toBeGreaterThan(0);
        expect(secondsBetween(warnAt, releaseAt)).toBe(Math.min(86_400, length / 2));
      }),
    );
  });

  it.each([
    ['a twelfth of it', 43_200, 3_600],
    ['five minutes', 1_800, 300],
    ['half of it', 300, 150],
    ['nothing of nothing', 0, 0],
  ])('leaves of a margin %s for the release after the last call', (_what, margin, left) => {
    const captureBefore = addSeconds(start, margin);
    expect(secondsBetween(lastCallOf(start, captureBefore), captureBefore)).toBe(left);
  });

  it('is due at its instant and not before', () => {
    expect([isDue(start, start), isDue(start, addSeconds(start, -0.001)), isDue(start, addSeconds(start, 1))]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
