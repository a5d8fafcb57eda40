import { report } from '../../../libs/emulation/conformance/report';
import type { Outcome, Result } from '../../../libs/emulation/conformance/report';
import { AREAS } from './areas';
import type { Behaviour } from './behaviour';
import { emulatorPlace, wooshPayPlace } from './place';
import type { Place } from './place';

const LEAST = 100;
const { WOOSHPAY_CONFORMANCE_CARD: card, WOOSHPAY_CONFORMANCE_KEY: key, WOOSHPAY_CONFORMANCE_URL: url } = process.env;
/** The test host is on the other side of the world. */
const PATIENCE_MS = key === undefined ? 30_000 : 180_000;

describe('conformance', () => {
  const results: Result[] = [];
  let place: Place;

  beforeAll(async () => {
    place = key === undefined ? await emulatorPlace() : wooshPayPlace(key, url, card);
  }, PATIENCE_MS);

  afterEach(async () => {
    await place.tidy();
  });

  afterAll(async () => {
    await place.close();
    process.stdout.write(report(place.name, AREAS, results));
  });

  /** A behaviour that this place cannot show is skipped and counted, with the reason in the report. */
  async function outcomeOf({ needs, run }: Behaviour): Promise<Outcome> {
    const reason = needs.map((need) => place.lacks(need)).find((lack) => lack !== undefined);
    if (reason !== undefined) return { kind: 'skipped', reason };
    await run(place.shop());
    return { kind: 'passed' };
  }

  describe.each(AREAS)('$name', ({ name, behaviours }) => {
    test.each(behaviours)(
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

  test('the list is large, and every behaviour has a name of its own', () => {
    const all = AREAS.flatMap(({ name, behaviours }) => behaviours.map((each) => `${name}: ${each.name}`));
    expect(all.length).toBeGreaterThanOrEqual(LEAST);
    expect(new Set(all).size).toBe(all.length);
  });

  test('a live key is refused before anything is sent', () => {
    expect(() => wooshPayPlace('sk_live_1234')).toThrow('must be a test key');
  });
});
