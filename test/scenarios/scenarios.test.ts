import { nameOf, PROVIDERS, type Cell } from './cell';
import { chooseCells } from './choose';
import { placeOf, PLACES, type PlaceName } from './conditions';
import type { Expected } from './expected';
import { expectEveryEventHandled } from './inbox';
import { live } from './life';
import { openLine } from './line';
import { longer, paceOf } from './pace';
import { startPlace, type HoldWindow, type Place } from './place';
import { DeadlineCameFirst } from './scenario-order';
import { matrixTable, type Outcome } from './table';

/**
 * Every plan, number of shipments, deadline and condition, on the real API, workers, Temporal, PostgreSQL and webhooks over
 * HTTP: a sample in `npm test`, all in `npm run test:scenarios`. All cells live at one time: most of a cell's life is
 * waiting for its deadline.
 */

/** Every place that there can be, by the name that the cells know it by. */
const ALL_PLACES = PROVIDERS.flatMap((provider) =>
  (Object.keys(PLACES) as PlaceName[]).map((name) => ({ key: `${provider} ${name}`, name, provider })),
);

function keyOf({ condition, provider }: Cell): string {
  return `${provider} ${placeOf(condition)}`;
}

/** Orders that ship at one time: few, so that each is done long before its deadline. */
const SHIPPING_AT_ONCE = 5;

const MINUTE_MS = 60_000;
const LONGEST_MS = 60 * MINUTE_MS;

const { cells: running, how, window } = chooseCells(process.env);

const line = openLine(SHIPPING_AT_ONCE);
const places = new Map<string, Place>();
const outcomes = new Map<string, Outcome>();
const lives = new Map<string, Promise<Outcome>>();

beforeAll(async () => {
  const needed = ALL_PLACES.filter(({ key }) => running.some(({ cell }) => keyOf(cell) === key));
  await Promise.all(
    needed.map(async ({ key, name, provider }) => {
      places.set(key, await startPlace(PLACES[name], provider));
    }),
  );
  await scaleWindows();
  // While the first wait for their deadlines, those without one ship.
  const inLine = [...running].sort((one, other) => turnOf(one.cell) - turnOf(other.cell));
  for (const { cell, name, expected } of inLine) lives.set(name, outcomeOf(cell, expected));
}, 5 * MINUTE_MS);

afterAll(async () => {
  process.stdout.write(matrixTable(outcomes, how));
  await Promise.all([...places.values()].map((place) => place.stop()));
}, MINUTE_MS);

test.each(running)(
  '$name',
  async ({ name }) => {
    const outcome = await lives.get(name);
    if (outcome?.kind === 'failed') throw outcome.error;
    expect(outcome?.kind).toBe('passed');
  },
  LONGEST_MS,
);

describe.each(ALL_PLACES)('the place $key', ({ key, name }) => {
  test(
    'is disturbed as it was to be, and nothing there is left over',
    async () => {
      await Promise.all(lives.values());
      const place = places.get(key);
      if (place === undefined) return;
      const { account, holdfast, api } = place;
      await account.requireSound();
      expect((await account.hits()) > 0).toBe(PLACES[name].faults.length > 0);
      const webhooks = api.log.filter((text) => /"event of (Stripe|WooshPay)"/.test(text));
      expect(webhooks.length > 0).toBe(name !== 'silent');
      expect(webhooks.some((text) => text.includes('"outcome":"duplicate"'))).toBe(name === 'twice');
      await expectEveryEventHandled(holdfast);
    },
    LONGEST_MS,
  );
});

test(
  'three shipments by multicapture cost at most 18 Actions',
  async () => {
    const lived = UNDISTURBED.flatMap((condition) => lives.get(nameOf({ ...THREE_SHIPMENTS, condition })) ?? []);
    const actions = (await Promise.all(lived)).flatMap((each) => (each.kind === 'passed' ? [each.cost.actions] : []));
    // None of them is lived when only other cells were asked for.
    expect(actions.length === 0 || Math.min(...actions) <= 18).toBe(true);
  },
  LONGEST_MS,
);

/** Where hundreds of orders share two processors, a settlement can be read late and cost an Action more: not in all of these. */
const UNDISTURBED = ['nothing_wrong', 'webhooks_twice', 'webhooks_first'] as const;

const THREE_SHIPMENTS: Cell = {
  provider: 'stripe',
  plan: 'multicapture',
  shipments: 3,
  deadline: 'all_shipped',
  condition: 'nothing_wrong',
};

/** Deadlines come as late as this machine is slow: as one place is, all are. */
async function scaleWindows(): Promise<void> {
  const [first] = places.values();
  if (first === undefined) throw new Error('no cell is chosen');
  const scaled = longer(window, await paceOf(first));
  // Where a window cannot be widened while orders live in it, it is wide from the first.
  const windowOf = ({ provider }: Place): HoldWindow => (provider === 'stripe' ? scaled : longer(scaled, 2));
  await Promise.all([...places.values()].map((place) => place.useWindow(windowOf(place))));
}

/** The most shipments with a deadline first, those without a deadline last. */
function turnOf({ deadline, shipments }: Cell): number {
  return deadline === 'all_shipped' ? 100 - shipments : -shipments;
}

/** Never rejects: a cell that fails must not stop the others, and is told by its own test. */
async function outcomeOf(cell: Cell, expected: Expected): Promise<Outcome> {
  const outcome = await liveInTime(cell, expected).then(
    (cost): Outcome => ({ kind: 'passed', cost }),
    (error: unknown): Outcome => ({ kind: 'failed', error }),
  );
  outcomes.set(nameOf(cell), outcome);
  return outcome;
}

const ATTEMPTS = 3;

async function liveInTime(cell: Cell, expected: Expected): ReturnType<typeof live> {
  const place = places.get(keyOf(cell));
  if (place === undefined) throw new Error(`Bug! There is no place for ${nameOf(cell)}`);
  for (let attempt = 1; ; attempt += 1) {
    const orderId = [cell.plan, cell.deadline, cell.shipments, cell.condition, attempt].join('.');
    const twice = longer(place.window, 2);
    try {
      return await live(place, cell, expected, { orderId, line });
    } catch (error) {
      if (!(error instanceof DeadlineCameFirst) || attempt === ATTEMPTS) throw error;
      // Others may have widened it meanwhile. Workers that are told of another window live in it with every order.
      if (place.provider === 'stripe' && place.window.seconds < twice.seconds) await place.useWindow(twice);
    }
  }
}
