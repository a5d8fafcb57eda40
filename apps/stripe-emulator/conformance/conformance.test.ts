import { AREAS } from './areas';
import { SEAHAVEN } from './behaviour';
import type { Behaviour } from './behaviour';
import { report } from '../../../libs/emulation/conformance/report';
import type { Outcome, Result } from '../../../libs/emulation/conformance/report';
import { emulatorPlace, stripePlace } from './world';
import type { Place } from './world';

const LEAST = 1000;
const { STRIPE_CONFORMANCE_KEY: key, STRIPE_CONFORMANCE_URL: url } = process.env;
/** Stripe answers in tenths of a second, and settles in seconds. */
const PATIENCE_MS = key === undefined ? 30_000 : 180_000;

describe('conformance', () => {
  const results: Result[] = [];
  let place: Place;

  beforeAll(async () => {
    place = await (key === undefined ? emulatorPlace() : stripePlace(key, url));
  }, PATIENCE_MS);

  afterAll(async () => {
    await place.close();
    process.stdout.write(report(place.name, AREAS, results));
  });

  /** A behaviour that this place cannot show is skipped and counted, with the reason in the report. */
  async function outcomeOf({ needs = [], run }: Behaviour): Promise<Outcome> {
    const reason = needs.map((need) => place.lacks(need)).find((lack) => lack !== undefined);
    if (reason !== undefined) return { kind: 'skipped', reason };
    const world = place.world();
    await run(world.client(), world);
    return { kind: 'passed' };
  }

  describe.each(AREAS)('$name', ({ name, behaviours }) => {
    it.each(behaviours)(
      '$name',
      async (behaviour) => {
        const base = { area: name, behaviour: behaviour.name, evidence: behaviour.evidence };
        try {
          const outcome = await outcomeOf(behaviour);
          results.push({ ...base, outcome });
          expect(outcome.kind).not.toBe('failed');
        } catch (error) {
          results.push({ ...base, outcome: { kind: 'failed' } });
          throw error;
        }
      },
      PATIENCE_MS,
    );
  });

  it('is large, and every behaviour has a name of its own and says how we know', () => {
    const all = AREAS.flatMap(({ name, behaviours }) => behaviours.map((each) => ({ area: name, ...each })));
    expect(all.length).toBeGreaterThanOrEqual(LEAST);
    expect(new Set(all.map(({ area, name }) => `${area}: ${name}`)).size).toBe(all.length);
    const unfounded = all.filter(({ evidence, source }) => evidence !== 'assumed' && !canBeLookedUp(source));
    expect(unfounded.map(({ name }) => name)).toEqual([]);
  });
});

/** A page, or a published package by its name. */
function canBeLookedUp(source: string): boolean {
  return source.startsWith('https://') || source === SEAHAVEN;
}
