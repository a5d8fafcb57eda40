import { randomUUID } from 'node:crypto';
import { auditOrder } from '../libs/audit/audit-order';
import { readStripeRecords } from '../libs/audit/stripe-records';
import { beginEpoch, readDeployment } from '../libs/postgres/deployment/deployment-store';
import type { Input } from '../libs/domain/orders/inputs';
import { newOrder } from './examples/orders';
import { shipmentOf } from './examples/payments';
import { openEmulatorControl } from './setup/emulator-control';
import { createTestStripe, type TestStripe } from './setup/emulator';
import { killedBefore, WorkerKilled } from './setup/killed-worker';
import { readRecorded } from './setup/recorded';
import { OrderDesk } from './setup/desks/order-desk';
import { createShopDatabase, type ShopDatabase } from './setup/desks/shop-database';

/** Several databases at one Stripe account, with orders of the same numbers. */

const CREATE = '/v1/payment_intents';
const HOUR = 3600;
const authorize: Input = { kind: 'authorize' };
const shipBoth: Input = {
  kind: 'capture_shipment',
  shipment: shipmentOf('A', [
    { lineId: '1', quantity: 1 },
    { lineId: '2', quantity: 1 },
  ]),
};
const deadline: Input = { kind: 'deadline' };

let account: TestStripe;
const places: ShopDatabase[] = [];

beforeEach(() => {
  account = createTestStripe();
});
afterEach(async () => {
  await Promise.all(places.splice(0).map((place) => place.drop()));
});

async function placeOf(deployment: string): Promise<ShopDatabase> {
  const place = await createShopDatabase(deployment);
  places.push(place);
  return place;
}

interface Two {
  readonly one: OrderDesk;
  readonly other: OrderDesk;
  readonly places: readonly [ShopDatabase, ShopDatabase];
}

/** Two databases that know an order of the same number. */
async function two(names: readonly [string, string], content: 'same' | 'other' = 'same'): Promise<Two> {
  const [first, second] = await Promise.all([placeOf(names[0]), placeOf(names[1])]);
  const orderId = randomUUID();
  const theirs = content === 'same' ? {} : { shipping: { ...newOrder().shipping, amount: 900 } };
  const one = new OrderDesk(first, { orderId }, account);
  const other = new OrderDesk(second, { orderId, ...theirs }, account);
  return { one, other, places: [first, second] };
}

async function received(): Promise<number[]> {
  const intents = await new OrderDesk(places[0] ?? (await placeOf('reader')), {}, account).paymentIntents();
  return intents.map(({ amount_received: amount }) => amount).sort((left, right) => left - right);
}

async function conflictOf(place: ShopDatabase): Promise<string | undefined> {
  return (await readDeployment(place.database)).conflict?.seen;
}

describe('two deployments that share a Stripe account and an order number', () => {
  test.each(['same', 'other'] as const)('hold and capture their own with the %s content', async (content) => {
    const { one, other } = await two(['brand-a', 'brand-b'], content);
    for (const shop of [one, other]) expect((await shop.handle(authorize)).kind).toBe('hold_placed');
    for (const shop of [one, other]) expect((await shop.handle(shipBoth)).kind).toBe('shipment_captured');
    const totals = [one, other].map(({ order }) => order.total).sort((left, right) => left - right);
    expect(await received()).toEqual(totals);
    expect(await one.paymentIntentId()).not.toBe(await other.paymentIntentId());
    for (const shop of [one, other]) expect((await shop.record()).attention).toEqual([]);
  });

  test.each(['drop_before_commit', 'commit_then_drop'])(
    'never touch each other’s hold, when the second loses its answer (%s)',
    async (kind) => {
      const { one, other, places: both } = await two(['brand-a', 'brand-b'], 'other');
      await one.handle(authorize);
      await other.control('faults', { match: { method: 'POST', path: CREATE, nth: 1, times: 1 }, effect: { kind } });
      const step = other.stepFor(authorize);
      await expect(other.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
      expect(other.learn(step, await other.attempt(step)).kind).toBe('hold_placed');
      const statuses = (await other.paymentIntents()).map(({ status }) => status);
      expect(statuses).toEqual(['requires_capture', 'requires_capture']);
      for (const place of both) expect(await conflictOf(place)).toBeUndefined();
    },
  );

  test('cancel only their own, when one gives its order up without an answer', async () => {
    const { one, other } = await two(['brand-a', 'brand-b']);
    await one.handle(authorize);
    const step = other.stepFor(authorize);
    await expect(other.attempt(step, killedBefore(other.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
    other.learn(step, { kind: 'step_failed', message: 'given up' });
    await other.handle(deadline);
    expect(await one.paymentIntents()).toMatchObject([{ status: 'requires_capture' }]);
    expect((await one.handle(shipBoth)).kind).toBe('shipment_captured');
  });

  test('the books of each are sound on their own', async () => {
    const { one, other, places: both } = await two(['brand-a', 'brand-b']);
    for (const shop of [one, other]) {
      await shop.handle(authorize);
      await shop.handle(shipBoth);
    }
    const records = await readStripeRecords(account);
    for (const { reader, deployment } of both) {
      expect(auditOrder(await readRecorded(reader, one.orderId), records, deployment)).toEqual([]);
    }
  });
});

describe('two databases with one name', () => {
  test.each(['same', 'other'] as const)(
    'the %s order in both: the second notices, and nobody is charged twice',
    async (content) => {
      const {
        one,
        other,
        places: [, second],
      } = await two(['shop', 'shop'], content);
      await one.handle(authorize);
      await expect(other.attempt(other.stepFor(authorize))).rejects.toMatchObject({
        type: 'ProviderUnavailable',
        message: expect.stringContaining('another database uses this deployment') as string,
      });
      expect(await conflictOf(second)).toContain(`shop/order/${one.orderId}/authorize/1`);
      expect((await other.record()).attention).toMatchObject([{ code: 'deployment_conflict' }]);
      expect(await one.paymentIntents()).toMatchObject([{ status: 'requires_capture' }]);
    },
  );

  test('a worker that died before its call notices by the repeat', async () => {
    const {
      one,
      other,
      places: [, second],
    } = await two(['shop', 'shop']);
    await one.handle(authorize);
    const step = other.stepFor(authorize);
    await expect(other.attempt(step, killedBefore(other.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
    await expect(other.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    expect(await conflictOf(second)).toContain('never asked for it');
    expect(await one.paymentIntents()).toMatchObject([{ status: 'requires_capture' }]);
  });

  test('nothing is held, captured or given back any more, by whatever step', async () => {
    const {
      one,
      other,
      places: [, second],
    } = await two(['shop', 'shop']);
    const before = new OrderDesk(second, {}, account);
    await before.handle(authorize);
    await one.handle(authorize);
    await expect(other.attempt(other.stepFor(authorize))).rejects.toThrow();
    for (const step of [before.stepFor(shipBoth), before.stepFor(deadline), before.another().stepFor(authorize)]) {
      await expect(before.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    }
    const statuses = (await one.paymentIntents()).map(({ status }) => status);
    expect(statuses).toEqual(['requires_capture', 'requires_capture']);
  });

  test('once a person has said which one lives, it goes on under a name of its own', async () => {
    const {
      one,
      other,
      places: [, second],
    } = await two(['shop', 'shop']);
    const before = new OrderDesk(second, {}, account);
    await before.handle(authorize);
    await one.handle(authorize);
    const step = other.stepFor(authorize);
    await expect(other.attempt(step)).rejects.toThrow();
    await expect(beginEpoch(second.database, new Date().toISOString())).rejects.toThrow('under way');
    other.passHere(HOUR);
    before.passHere(HOUR);
    expect(await beginEpoch(second.database, other.clock().toISOString())).toMatchObject({ epoch: 2, conflict: null });

    // The key of the request that met the other one is not used again: the next is, under the new name.
    expect(other.learn(step, await other.attempt(step)).kind).toBe('authorize_key_spent');
    expect((await other.handle(authorize)).kind).toBe('hold_placed');
    expect((await other.handle(shipBoth)).kind).toBe('shipment_captured');
    expect((await before.handle(shipBoth)).kind).toBe('shipment_captured');
    expect((await other.record()).attention).toEqual([]);
    expect(await received()).toEqual([0, other.order.total, before.order.total]);
    const asked = await openEmulatorControl(account).requests(CREATE);
    const keys = asked.map(({ idempotency_key: key }) => key);
    expect(keys).toContain(`shop.2/order/${other.orderId}/authorize/2`);
  });

  test('a hold of its own whose answer was lost before is found again under the new name', async () => {
    const place = await placeOf('shop');
    const shop = new OrderDesk(place, {}, account);
    const step = shop.stepFor(authorize);
    const fault = { match: { method: 'POST', path: CREATE, nth: 1, times: 1 }, effect: { kind: 'commit_then_drop' } };
    await shop.control('faults', fault);
    await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    shop.passHere(60);
    const epoch_began_at = shop.clock().toISOString();
    await place.database.updateTable('deployment').set({ epoch: 2, epoch_began_at }).execute();
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    expect(await shop.paymentIntents()).toHaveLength(1);
    expect(await shop.discrepancies()).toEqual([]);
  });
});

describe('a busy account', () => {
  test.each(['drop_before_commit', 'commit_then_drop'])('a lost answer (%s) asks for no list', async (kind) => {
    const shop = new OrderDesk(await placeOf('shop'), {}, account);
    await shop.control('faults', {
      match: { method: 'GET', path: CREATE, times: 99 },
      effect: { kind: 'error', status: 500 },
    });
    await shop.control('faults', { match: { method: 'POST', path: CREATE, nth: 1, times: 1 }, effect: { kind } });
    const step = shop.stepFor(authorize);
    await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    const asked = await openEmulatorControl(account).requests(CREATE);
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test('what was lost long ago is looked for in its own minutes alone', async () => {
    const shop = new OrderDesk(await placeOf('shop'), {}, account);
    const step = shop.stepFor(authorize);
    const fault = { match: { method: 'POST', path: CREATE, nth: 1, times: 1 }, effect: { kind: 'commit_then_drop' } };
    await shop.control('faults', fault);
    await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    await shop.pass(21 * HOUR);
    for (let made = 0; made < 150; made += 1) await shop.submit(CREATE, { amount: '1000', currency: 'usd' });
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    const lists = (await openEmulatorControl(account).requests(CREATE)).filter(({ method }) => method === 'GET');
    expect(lists).toHaveLength(1);
  });
});
