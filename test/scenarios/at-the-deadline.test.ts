import { shipCheckSchema } from '../../apps/api/src/ship-check/ship-check.schema';
import { DEADLINES, type Cell } from './cell';
import { PLACES } from './conditions';
import { expectEndOf } from './end';
import { answers, type Expected, type ShipmentAnswer } from './expected';
import { longer, paceOf } from './pace';
import { startPlace, type HoldWindow, type Place } from './place';
import { DeadlineCameFirst, ScenarioOrder, untilInstant, type ShownHold } from './scenario-order';
import { verdictOn } from './verdict';

/** What the matrix cannot show: nobody is there when the deadline comes, or a shipment comes with it. */

const CELL = { provider: 'stripe', plan: 'multicapture', shipments: 1, condition: 'nothing_wrong' } as const;

/** On two idle cores. Half of each is for shipping, half for the way back of the worker. */
const LONG: HoldWindow = { seconds: 24, margin: 12 };
const SHORT: HoldWindow = { seconds: 12, margin: 6 };

const MINUTE_MS = 60_000;
const LONGEST_MS = 10 * MINUTE_MS;

let place: Place;
let pace: number;

beforeAll(async () => {
  place = await startPlace(PLACES.calm);
  pace = await paceOf(place);
}, 5 * MINUTE_MS);

afterAll(() => place.stop(), MINUTE_MS);

describe('a worker that was away when the deadline came', () => {
  const policies = DEADLINES.filter((deadline) => deadline !== 'all_shipped').flatMap((deadline) => {
    const cell: Cell = { ...CELL, deadline };
    const verdict = verdictOn(cell);
    return verdict.kind === 'runs' ? [{ deadline, cell, expected: verdict.expected }] : [];
  });
  let away: Away;

  beforeAll(async () => {
    away = await beAway(policies.map(({ cell }) => cell));
  }, LONGEST_MS);

  test.each(policies)(
    'does what the policy $deadline says, once it is back',
    async ({ cell, expected }) => {
      const left = away.orders.get(cell.deadline);
      if (left === undefined) throw new Error('Bug! The order was not placed');
      if (expected.then === 'ships_on_next_hold') await left.order.shipOnNextHold(left.hold);
      await expect(expectEndOf(left.order, expected)).resolves.toBeUndefined();
    },
    LONGEST_MS,
  );

  test(
    'captures no shipment that was asked for meanwhile: the deadline was first',
    async () => {
      expect(await away.answerToAsked).toBe('refused');
      await expectEndOf(away.asked, { ...AFTER_ONE_SHIPMENT, released: 1 });
    },
    LONGEST_MS,
  );

  test(
    'says that the hold is lost, when the network has dropped it meanwhile',
    async () => {
      await expectEndOf(away.gone, { ...AFTER_ONE_SHIPMENT, lost: 1, attention: ['hold_lost'] });
      const check = await place.api.get(`/v1/orders/${away.gone.orderId}/ship-check`);
      expect(shipCheckSchema.parse(check.json()).mayShip).toBe(false);
    },
    LONGEST_MS,
  );
});

/** Milliseconds from the deadline to the moment the shipment is asked for. */
const OFFSETS = [-2_000, -1_000, -500, -200, -50, 0, 50, 200];

describe('a capture that is asked for at the last second', () => {
  const orders = new Map<number, { order: ScenarioOrder; told: Promise<ShipmentAnswer[]> }>();

  beforeAll(async () => {
    await place.useWindow(longer(SHORT, pace));
    for (const offset of OFFSETS) {
      const order = shopOf({ ...CELL, deadline: 'release' }, `last-second.${offset.toString()}`);
      orders.set(offset, { order, told: askAround(order, offset) });
    }
  }, LONGEST_MS);

  test.each(OFFSETS)(
    '%d ms from it: whoever wins, the order is told the truth',
    async (offset) => {
      const order = orders.get(offset);
      if (order === undefined) throw new Error('Bug! The order was not placed');
      const told = await order.told;
      const captured = told.filter((answer) => answer === 'captured').length;
      const status = captured === 0 ? 'canceled' : 'completed';
      const expected: Expected = { ...AFTER_ONE_SHIPMENT, status, captured, released: 2 - captured, shipments: told };
      await expect(expectEndOf(order.order, expected)).resolves.toBeUndefined();
    },
    LONGEST_MS,
  );
});

/** One shipment at once, another around the deadline. */
async function askAround(order: ScenarioOrder, offset: number): Promise<ShipmentAnswer[]> {
  await order.placeOrder();
  const { releaseAt } = await order.liveHold();
  const first = await order.ship('P1');
  await untilInstant(new Date(Date.parse(releaseAt) + offset).toISOString());
  return [first, await order.ship('P2')];
}

/** Two units, one shipped. */
const AFTER_ONE_SHIPMENT: Expected = {
  status: 'completed',
  captured: 1,
  released: 0,
  lost: 0,
  attention: [],
  shipments: answers(1, 'captured'),
  then: 'nothing',
};

interface Away {
  readonly orders: ReadonlyMap<string, { readonly order: ScenarioOrder; readonly hold: ShownHold }>;
  readonly asked: ScenarioOrder;
  readonly answerToAsked: Promise<ShipmentAnswer>;
  readonly gone: ScenarioOrder;
}

const ATTEMPTS = 3;

async function beAway(cells: readonly Cell[]): Promise<Away> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await beAwayOnce(cells, attempt);
    } catch (error) {
      if (!(error instanceof DeadlineCameFirst) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Ships one shipment of each order, ends the workers, and starts new ones when all deadlines have come. */
async function beAwayOnce(cells: readonly Cell[], attempt: number): Promise<Away> {
  const { holdfast } = place;
  const named = (name: string): string => `away.${name}.${attempt.toString()}`;
  await place.useWindow(longer(LONG, pace * attempt));
  const orders = new Map<string, { order: ScenarioOrder; hold: ShownHold }>();
  for (const cell of cells) {
    const order = shopOf(cell, named(cell.deadline));
    orders.set(cell.deadline, { order, hold: await shippedOne(order) });
  }
  const asked = shopOf({ ...CELL, deadline: 'release' }, named('asked'));
  const { releaseAt } = await shippedOne(asked);
  await place.useWindow(longer(SHORT, pace * attempt));
  const gone = shopOf({ ...CELL, deadline: 'release' }, named('gone'));
  const { captureBefore, releaseAt: firstDeadline } = await shippedOne(gone);

  await holdfast.stopWorkers();
  try {
    if (Date.parse(firstDeadline) <= Date.now()) throw new DeadlineCameFirst(gone.orderId);
    const answerToAsked = asked.ship('P2');
    await untilInstant(releaseAt);
    await untilInstant(captureBefore);
    return { orders, asked, answerToAsked, gone };
  } finally {
    await holdfast.restartWorkers();
  }
}

async function shippedOne(order: ScenarioOrder): Promise<ShownHold> {
  await order.placeOrder();
  await order.shipAsExpected({ shipments: answers(1, 'captured') });
  return order.liveHold();
}

function shopOf(cell: Cell, orderId: string): ScenarioOrder {
  return new ScenarioOrder(place, cell, orderId);
}
