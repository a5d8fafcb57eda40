import fc from 'fast-check';
import { netReleased } from './renewed-holds';

const minorUnits = fc.nat({ max: 10_000 });

describe('what the buyer has back for good of a hold that another one followed', () => {
  it('is all but what the next one binds again, and never less than nothing', () => {
    fc.assert(
      fc.property(minorUnits, minorUnits, minorUnits, (released, lost, boundAgain) => {
        const freed = netReleased({ released, lost }, boundAgain);
        expect(freed.released + freed.lost).toBe(Math.max(0, released + lost - boundAgain));
        expect(Math.min(freed.released, freed.lost)).toBeGreaterThanOrEqual(0);
        expect(freed.lost).toBeLessThanOrEqual(lost);
      }),
    );
  });

  it('takes what is bound again off what was given back, and only then off what was lost', () => {
    expect(netReleased({ released: 30, lost: 50 }, 20)).toEqual({ released: 10, lost: 50 });
    expect(netReleased({ released: 30, lost: 50 }, 40)).toEqual({ released: 0, lost: 40 });
  });
});
