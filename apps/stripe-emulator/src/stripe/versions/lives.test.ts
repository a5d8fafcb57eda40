import * as fc from 'fast-check';
import { live, step } from '../lives-under-test';
import { CHANGES } from './changes';

/** The last version before each release that broke something, and the oldest. */
const VERSIONS = [
  '2026-08-26.dahlia',
  '2025-02-24.acacia',
  '2023-10-16',
  '2022-11-15',
  '2022-08-01',
  '2020-03-02',
  '2019-02-11',
  '2018-11-08',
];

describe('any sequence of requests of an older version', () => {
  it.each(VERSIONS)('keeps the laws of the state at %s, and goes the same way twice', (version) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 60 }), (steps) => {
        const lived = live(steps, version);
        expect(lived.broken).toEqual([]);
        expect(live(steps, version)).toEqual(lived);
      }),
      { numRuns: 6 },
    );
  });

  it('is tried on both sides of every change', () => {
    const lacking = VERSIONS.map((version) => CHANGES.filter(({ since }) => version < since).length);
    expect(lacking).toEqual(lacking.toSorted((a, b) => a - b));
    expect([lacking[0], lacking.at(-1)]).toEqual([3, CHANGES.length]);
  });
});
