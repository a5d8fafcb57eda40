import fc from 'fast-check';
import type { WholeGateway } from '../../../libs/domain/provider/card-gateway';
import type { Step } from '../../../libs/domain/payment/steps';
import { paidWith } from '../../../test/examples/orders';
import {
  EVERYTHING,
  expectOneHold,
  INCREMENTS,
  NOTHING,
  refusals,
  shopAt,
} from '../../../test/setup/desks/feature-account';
import { killedAfter, killedBefore, WorkerKilled } from '../../../test/setup/killed-worker';
import type { OrderDesk } from '../../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { AUTHORIZE, confirming } from '../../../test/examples/inputs';

/** Workers die on the ladder of card features, before and after every call. */

const CREATE = '/v1/payment_intents';
const CONFIRM = '/v1/payment_intents/*/confirm';
const CANCEL = '/v1/payment_intents/*/cancel';

const place = openShopDatabase();

describe('killed on the ladder', () => {
  /** Kills the nth call of a kind; all others go through. */
  function killedAt(gateway: WholeGateway, call: 'authorize' | 'confirm', nth: number, when: 'before' | 'after') {
    const deadly = when === 'before' ? killedBefore(gateway, call) : killedAfter(gateway, call);
    let calls = 0;
    const choose = (): WholeGateway => ((calls += 1) === nth ? deadly : gateway);
    return call === 'authorize'
      ? { ...gateway, authorize: (request: Parameters<WholeGateway['authorize']>[0]) => choose().authorize(request) }
      : { ...gateway, confirm: (request: Parameters<WholeGateway['confirm']>[0]) => choose().confirm(request) };
  }

  const kills = [1, 2, 3].flatMap((nth) => (['before', 'after'] as const).map((when) => ({ nth, when })));

  test.each(kills)('$when create $nth: one hold, nothing left behind', async ({ nth, when }) => {
    const shop = await shopAt(place, EVERYTHING);
    const step = shop.stepFor(AUTHORIZE);
    await expect(shop.attempt(step, killedAt(shop.gateway, 'authorize', nth, when))).rejects.toThrow(WorkerKilled);
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    expect(await refusals(place, shop)).toHaveLength(2);
    await expectOneHold(shop);
  });

  test.each(kills)('$when confirm $nth: confirmed once, every tier told once', async ({ nth, when }) => {
    const shop = await shopAt(place, EVERYTHING, paidWith(null));
    await shop.handle(AUTHORIZE);
    const step = shop.stepFor(confirming());
    await expect(shop.attempt(step, killedAt(shop.gateway, 'confirm', nth, when))).rejects.toThrow(WorkerKilled);
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    expect(await refusals(place, shop)).toHaveLength(2);
    expect(await shop.charges()).toBe(1);
    await expectOneHold(shop);
  });

  test.each(['findHold', 'release'] as const)('before %s of what was left behind', async (call) => {
    const shop = await shopAt(place, INCREMENTS);
    const step = shop.stepFor(AUTHORIZE);
    await expect(shop.attempt(step, killedBefore(shop.gateway, call))).rejects.toThrow(WorkerKilled);
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    await expectOneHold(shop);
  });

  test('after what was left behind was canceled', async () => {
    const shop = await shopAt(place, INCREMENTS);
    const step = shop.stepFor(AUTHORIZE);
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'release'))).rejects.toThrow(WorkerKilled);
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    await expectOneHold(shop);
  });

  test.each([
    { path: CREATE, kind: 'commit_then_drop' },
    { path: CREATE, kind: 'drop_before_commit' },
    { path: CANCEL, kind: 'commit_then_drop' },
    { path: CANCEL, kind: 'drop_before_commit' },
  ])('the answer of every first $path is lost ($kind)', async ({ path, kind }) => {
    const shop = await shopAt(place, EVERYTHING);
    for (const nth of [1, 3]) await shop.control('faults', { match: { method: 'POST', path, nth }, effect: { kind } });
    expect((await untilDone(shop, shop.stepFor(AUTHORIZE))).kind).toBe('hold_placed');
    await expectOneHold(shop);
  });

  test.each([1, 2, 3])('a stored 500 to create %i: the next generation begins', async (nth) => {
    const shop = await shopAt(place, EVERYTHING);
    const effect = { kind: 'error', status: 500, stored: true };
    await shop.control('faults', { match: { method: 'POST', path: CREATE, nth }, effect });
    const step = shop.stepFor(AUTHORIZE);
    await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ kind: 'authorize_key_spent', generation: 1 });
    expect((await shop.handle(AUTHORIZE)).kind).toBe('hold_placed');
    await expectOneHold(shop);
  });

  test('a stored 500 to a lower confirm: read, and asked again under the next key', async () => {
    const shop = await shopAt(place, EVERYTHING, paidWith(null));
    await shop.handle(AUTHORIZE);
    const effect = { kind: 'error', status: 500, stored: true };
    await shop.control('faults', { match: { method: 'POST', path: CONFIRM, nth: 2 }, effect });
    const step = shop.stepFor(confirming());
    await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ kind: 'confirm_refused', reason: 'key_spent' });
    expect((await shop.handle(confirming())).kind).toBe('hold_placed');
    await expectOneHold(shop);
  });

  test('given up in the middle: what it left behind is canceled before the order ends', async () => {
    const shop = await shopAt(place, EVERYTHING);
    const step = shop.stepFor(AUTHORIZE);
    await expect(shop.attempt(step, killedAt(shop.gateway, 'authorize', 3, 'after'))).rejects.toThrow(WorkerKilled);
    shop.learn(step, { kind: 'step_failed', message: 'given up' });
    expect((await shop.handle({ kind: 'deadline' })).kind).toBe('hold_ended');
    const intents = await shop.paymentIntents();
    expect(intents.map(({ status }) => status)).toEqual(['canceled', 'canceled', 'canceled']);
  });

  test('two workers with the same step place one hold', async () => {
    const shop = await shopAt(place, EVERYTHING);
    const step = shop.stepFor(AUTHORIZE);
    await Promise.allSettled([shop.attempt(step), shop.attempt(step), shop.attempt(step)]);
    expect((await untilDone(shop, step)).kind).toBe('hold_placed');
    expect(await refusals(place, shop)).toHaveLength(2);
    await expectOneHold(shop);
  });
});

/** As Temporal repeats a step, with calls that fail anywhere. */
async function untilDone(shop: OrderDesk, step: Step, gateway: WholeGateway = shop.gateway): Promise<{ kind: string }> {
  for (let attempt = 1; attempt <= 60; attempt += 1) {
    try {
      return shop.learn(step, await shop.attempt(step, gateway));
    } catch (error) {
      if (error instanceof WorkerKilled) continue;
      if (!(error instanceof Error && 'type' in error && error.type === 'ProviderUnavailable')) {
        if (!(error instanceof Error && error.message.includes('another worker'))) throw error;
      }
    }
  }
  throw new Error('the step never ends');
}

/** Every call of the ladder may be the last of a worker, before it left or after it was done. */
function mortal(gateway: WholeGateway, deaths: readonly ('before' | 'after' | 'none')[]): WholeGateway {
  const left = [...deaths];
  const call = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const death = left.shift() ?? 'none';
    if (death === 'before') throw new WorkerKilled('before the call');
    const answer = await work();
    if (death === 'after') throw new WorkerKilled('after the call');
    return answer;
  };
  return {
    ...gateway,
    authorize: (request) => call(() => gateway.authorize(request)),
    confirm: (request) => call(() => gateway.confirm(request)),
    release: (request) => call(() => gateway.release(request)),
    findOpenHolds: (search) => call(() => gateway.findOpenHolds(search)),
    findHold: (search) => call(() => gateway.findHold(search)),
    readHold: (id) => call(() => gateway.readHold(id)),
  };
}

test('wherever workers die, on whatever account, by either door: one hold, sound books', async () => {
  const deaths = fc.array(fc.constantFrom('before' as const, 'after' as const, 'none' as const), { maxLength: 16 });
  const account = fc.constantFrom(NOTHING, INCREMENTS, EVERYTHING);
  await fc.assert(
    fc.asyncProperty(account, deaths, fc.boolean(), async (refused, dying, later) => {
      const shop = await shopAt(place, refused, later ? paidWith(null) : {});
      if (later) await shop.handle(AUTHORIZE);
      const step = shop.stepFor(later ? confirming() : AUTHORIZE);
      expect((await untilDone(shop, step, mortal(shop.gateway, dying))).kind).toBe('hold_placed');
      await expectOneHold(shop);
    }),
    { numRuns: 25 },
  );
}, 120_000);
