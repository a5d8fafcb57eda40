import type { Input } from '../../libs/domain/orders/inputs';
import { openDatabase } from '../../libs/postgres/database/database';
import { isDatabaseUnavailable } from '../../libs/postgres/database/database-unavailable';
import { createOrderReader } from '../../libs/postgres/reading/order-reader';
import { CardDesk, first, second } from '../../test/setup/desks/card-desk';
import { ConnectDesk } from '../../test/setup/desks/connect-desk';
import { openDatabaseLine, type CommitCut, type DatabaseLine } from '../../test/setup/database-line';
import { DisputeDesk } from '../../test/setup/desks/dispute-desk';
import { shopKeepingCard } from '../../test/setup/desks/kept-card';
import { createTestDatabase, TEST_DEPLOYMENT, type TestDatabase } from '../../test/setup/postgres';
import { refundCommand, RefundDesk } from '../../test/setup/desks/refund-desk';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import type { ShopDatabase } from '../../test/setup/desks/shop-database';
import { paidWith } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { AUTHORIZE, DEADLINE } from '../../test/examples/inputs';

/**
 * A failover in the middle of a COMMIT: whether the work was done is not known, and the step is repeated. Each life is
 * lived once for each of its COMMITs and for either truth about it, and must end as if nothing had been.
 */

const DAY = 24 * 3600;
const CARD_OF_ONE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';
const one = [{ lineId: '1', quantity: 1 }];
const two = [{ lineId: '2', quantity: 1 }];
const shipA: Input = { kind: 'capture_shipment', shipment: shipmentOf('A', one) };
const shipB: Input = { kind: 'capture_shipment', shipment: shipmentOf('B', two) };
const cancelB: Input = {
  kind: 'cancel_lines',
  cancellation: { cancellationId: 'C', lines: two, reason: 'sold out', contentHash: 'C', requestId: 'request C' },
};

let base: TestDatabase;
let line: DatabaseLine;
let place: ShopDatabase;

beforeAll(async () => {
  base = await createTestDatabase();
  line = await openDatabaseLine(base.url);
  // One connection: whatever needed a second one while it holds the first would wait for itself.
  const database = openDatabase({ url: line.url, applicationName: 'test', poolSize: 1 });
  place = {
    deployment: TEST_DEPLOYMENT,
    url: line.url,
    database,
    reader: createOrderReader(database),
    drop: () => database.destroy(),
  };
});

afterAll(async () => {
  await place.drop();
  await line.close();
  await base.drop();
});

type Attempt = (attempt: number) => Promise<unknown>;

interface Life {
  readonly shop: OrderDesk;
  readonly steps: readonly Attempt[];
}

/** The steps that inputs lead to, each as Temporal repeats it: the same step, whatever came of the attempt before. */
function stepsOf(shop: OrderDesk, ...inputs: readonly Input[]): Attempt[] {
  return inputs.map((input) => async (attempt) => {
    const step = shop.stepFor(input);
    shop.learn(step, await shop.attempt(step, shop.gateway, attempt));
  });
}

async function settled(shop: OrderDesk): Promise<void> {
  const { authorization } = await shop.record();
  const names = { paymentIntentId: authorization?.paymentIntentId ?? null, chargeId: authorization?.chargeId ?? null };
  await shop.handle({
    kind: 'provider_event',
    event: { eventId: 'e', type: 'charge.updated', about: 'settlement', ...names },
  });
}

const LIVES: Readonly<Record<string, () => Promise<Life>>> = {
  'two shipments, settled': async () => {
    const shop = new OrderDesk(place);
    await shop.control('account', { settlement_delay_seconds: 0 });
    return { shop, steps: [...stepsOf(shop, AUTHORIZE, shipA, shipB), () => settled(shop)] };
  },
  'a shipment, and the rest canceled': () => {
    const shop = new OrderDesk(place);
    return Promise.resolve({ shop, steps: stepsOf(shop, AUTHORIZE, shipA, cancelB) });
  },
  'a shipment worth more than the hold': () => {
    const shop = new OrderDesk(place);
    const shipment = { ...shipmentOf('A', one), amountAdjustment: { amount: 500, reason: 'weighed' } };
    const shipMore: Input = { kind: 'capture_shipment', shipment };
    return Promise.resolve({ shop, steps: stepsOf(shop, AUTHORIZE, shipMore, shipMore) });
  },
  'covered shipments, captured together': () => {
    const shop = new OrderDesk(place, paidWith(CARD_OF_ONE_CAPTURE));
    return Promise.resolve({ shop, steps: stepsOf(shop, AUTHORIZE, shipA, shipB) });
  },
  'a hold that is renewed at its deadline': async () => {
    const shop = await shopKeepingCard(place);
    const wait = async (attempt: number): Promise<void> => {
      if (attempt === 1) await shop.pass(6.6 * DAY);
    };
    return { shop, steps: [...stepsOf(shop, AUTHORIZE, shipA), wait, ...stepsOf(shop, DEADLINE, DEADLINE)] };
  },
  'charges on ship': async () => {
    const shop = await CardDesk.saved(place);
    return { shop, steps: stepsOf(shop, first, second) };
  },
  'a refund': async () => {
    const desk = await RefundDesk.open(place);
    const command = refundCommand('r', { shipmentId: 'A' });
    return { shop: desk.shop, steps: [() => desk.request(command), () => desk.read('r')] };
  },
  'a refund that takes back transfer and fee': async () => {
    const desk = new ConnectDesk(place, { applicationFeeAmount: 461 });
    await desk.shipAndSettle();
    const command = refundCommand('r', { shipmentId: 'A' });
    return { shop: desk.shop, steps: [() => desk.request(command)] };
  },
  'a dispute with its evidence': async () => {
    const desk = await DisputeDesk.open(place);
    return { shop: desk.shop, steps: [() => desk.look(), () => desk.stage()] };
  },
};

/** As Temporal does: until it is done. @returns how often it had to be repeated */
async function untilDone(step: Attempt): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await step(attempt);
      return attempt - 1;
    } catch (error) {
      if (attempt === 5 || !isDatabaseUnavailable(error)) throw error;
    }
  }
}

interface Cut {
  readonly nth: number;
  readonly where: CommitCut;
}

interface End {
  readonly status: string;
  readonly amounts: unknown;
  readonly timeline: readonly string[];
  readonly wrong: readonly string[];
}

async function live(begin: () => Promise<Life>, cut: Cut = { nth: 0, where: 'before' }): Promise<[End, number]> {
  const { shop, steps } = await begin();
  line.cutAtCommit(cut.nth, cut.where);
  let repeats = 0;
  for (const step of steps) repeats += await untilDone(step);
  expect(repeats).toBe(cut.nth === 0 ? 0 : 1);
  const { commits } = line;
  line.cutAtCommit(0, 'before');
  const { status, amounts } = await shop.record();
  // No workflow stands behind a dispute here, so none keeps a copy of its call for a person.
  const wrong = (await shop.discrepancies()).filter((each) => !each.startsWith('attention in the workflow'));
  return [{ status, amounts, timeline: await shop.timeline(), wrong }, commits];
}

test.each(Object.entries(LIVES))(
  '%s: whichever COMMIT gets no answer, done or not, all of it happens once',
  async (_name, begin) => {
    const [undisturbed, commits] = await live(begin);
    expect(undisturbed.wrong).toEqual([]);
    expect(commits).toBeGreaterThan(1);
    for (let nth = 1; nth <= commits; nth += 1) {
      for (const where of ['before', 'after'] as const) {
        const [end] = await live(begin, { nth, where });
        expect({ nth, where, end }).toEqual({ nth, where, end: undisturbed });
      }
    }
  },
  120_000,
);
