import { z } from 'zod';
import type { WholeGateway } from '../../libs/domain/provider/card-gateway';
import { createDeploymentGuard, readDeployment } from '../../libs/postgres/deployment/deployment-store';
import { PROVIDER_CALLS, type CallDesk, type ProviderCallCase } from '../../test/setup/desks/provider-calls';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { eventually } from '../../test/setup/eventually';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';

/**
 * Every step that asks the provider for something that must not happen twice, through everything that can happen to it.
 */

const HOUR = 3600;
/** The client waits twenty seconds for an answer: a request that is older has arrived, or never will. */
const ON_ITS_WAY = 10;
const ARRIVED = 31;

const MISUSE = { type: 'ProviderMisuse' };
const UNAVAILABLE = { type: 'ProviderUnavailable' };
const OTHER_REQUEST = { kind: 'error', status: 400, type: 'idempotency_error', code: null, stored: false };
const STORED_REFUSAL = { kind: 'error', status: 403, type: 'invalid_request_error', code: null, stored: true };
const STORED_FAILURE = { kind: 'error', status: 500, type: 'api_error', message: 'broken', stored: true };

const place = openShopDatabase();

describe.each(PROVIDER_CALLS)('$name', (tested) => {
  const { call, done } = tested;

  test('the first attempt asks, and records the answer', async () => {
    const desk = await tested.open(place);
    await expectDoneOnce(desk, tested, await requestsOf(desk, tested));
  });

  test('a repeated attempt answers what the first recorded, and asks nobody', async () => {
    const desk = await tested.open(place);
    await expectDoneOnce(desk, tested, await requestsOf(desk, tested));
    expect(await desk.attempt(killedBefore(desk.shop.gateway, call))).toMatchObject(done);
  });

  test('an attempt whose request never arrived is made good by the next', async () => {
    const desk = await tested.open(place);
    await fault(desk, tested, { kind: 'drop_before_commit' });
    await expect(desk.attempt(desk.shop.gateway)).rejects.toMatchObject(UNAVAILABLE);
    expect(await desk.attempt(desk.shop.gateway)).toMatchObject(done);
    expect(await desk.wrongs()).toEqual([]);
  });

  test('a worker that is killed before it asks leaves the asking to the next', async () => {
    const desk = await tested.open(place);
    const before = await requestsOf(desk, tested);
    await dieBefore(desk, call);
    await expectDoneOnce(desk, tested, before);
  });

  test('a worker that is killed after it asked is found out, and nothing is done twice', async () => {
    const desk = await tested.open(place);
    const before = await requestsOf(desk, tested);
    await expect(desk.attempt(killedAfter(desk.shop.gateway, call))).rejects.toThrow(WorkerKilled);
    await expectDoneOnce(desk, tested, before);
  });

  test('a key that the provider may have forgotten is not used again', async () => {
    const desk = await tested.open(place);
    const { length: before } = await keysOf(desk, tested);
    await dieBefore(desk, call);
    desk.shop.passHere(21 * HOUR);
    const fact = await desk.attempt(desk.shop.gateway);
    const [key] = (await keysOf(desk, tested)).slice(before);
    // A release that is made twice does nothing the second time, so it may keep its key.
    expect(call === 'release' || key === undefined || key.endsWith('/2')).toBe(true);
    expect(typeof tested.spent === 'object' && key !== undefined).toBe(false);
    await expectSpent(desk, tested, fact);
  });

  test('a key that was used before another database was given up is not used again', async () => {
    const desk = await tested.open(place);
    await dieBefore(desk, call);
    const epoch_began_at = new Date().toISOString();
    await place.database
      .updateTable('deployment')
      .set((eb) => ({ epoch: eb('epoch', '+', 1), epoch_began_at }))
      .execute();
    const guard = createDeploymentGuard(place.database, place.deployment);
    const { epoch } = await readDeployment(place.database);
    // Nobody asks under the old name by then: that takes half a minute outside of tests.
    await eventually(
      () => guard.toAct(),
      (acting) => acting.epoch === epoch,
    );
    desk.shop.passHere(ARRIVED);
    await expectSpent(desk, tested, await desk.attempt(desk.shop.gateway));
  });

  test('a stored failure is read, proven to have done nothing, and asked for under the next key', async () => {
    const desk = await tested.open(place);
    await fault(desk, tested, STORED_FAILURE);
    await expect(desk.attempt(desk.shop.gateway)).rejects.toMatchObject(UNAVAILABLE);
    if (typeof tested.spent === 'string') await expectFailure(desk, UNAVAILABLE);
    await expectSpent(desk, tested, await desk.attempt(desk.shop.gateway));
  });

  test('a mistake of ours that is mended since, and that the provider remembers, leaves the key', async () => {
    const desk = await tested.open(place);
    await fault(desk, tested, STORED_REFUSAL);
    await expect(desk.attempt(desk.shop.gateway)).rejects.toMatchObject(MISUSE);
    desk.shop.passHere(ARRIVED);
    if (tested.spent === 'next_attempt') await expectFailure(desk, MISUSE);
    await expectSpent(desk, tested, await desk.attempt(desk.shop.gateway));
  });

  test('a key that the provider knows from another request is left once nothing can be on its way', async () => {
    const desk = await tested.open(place);
    await dieBefore(desk, call);
    desk.shop.passHere(ARRIVED);
    await fault(desk, tested, OTHER_REQUEST);
    if (tested.spent === 'next_attempt') await expectFailure(desk, MISUSE);
    await expectSpent(desk, tested, await desk.attempt(desk.shop.gateway));
  });

  test('soon after, such a key is left alone: the request before may be on its way', async () => {
    const desk = await tested.open(place);
    const before = await requestsOf(desk, tested);
    await dieBefore(desk, call);
    desk.shop.passHere(ON_ITS_WAY);
    await fault(desk, tested, OTHER_REQUEST);
    await expect(desk.attempt(desk.shop.gateway)).rejects.toMatchObject(MISUSE);
    desk.shop.passHere(ARRIVED);
    await expectDoneOnce(desk, tested, before + 1);
  });
});

async function expectDoneOnce(desk: CallDesk, tested: ProviderCallCase, before: number): Promise<void> {
  expect(await desk.attempt(desk.shop.gateway)).toMatchObject(tested.done);
  expect((await requestsOf(desk, tested)) - before).toBe(1);
  expect(await desk.wrongs()).toEqual([]);
}

/** @param fact of the attempt that found the key spent; where that is an outcome, whoever wants it asks again */
async function expectSpent(desk: CallDesk, { spent, done }: ProviderCallCase, fact: object): Promise<void> {
  if (typeof spent === 'object') {
    expect(fact).toMatchObject(spent.outcome);
    expect(await desk.again()).toMatchObject(done);
  } else {
    expect(fact).toMatchObject(done);
  }
  expect(await desk.wrongs()).toEqual([]);
}

/** How often Stripe did it; refused requests count too. */
function requestsOf({ shop }: CallDesk, { path }: ProviderCallCase): Promise<number> {
  return shop.requests(path);
}

/** The keys that Stripe was asked under, oldest first. */
async function keysOf({ shop: { stripe } }: CallDesk, { path }: ProviderCallCase): Promise<string[]> {
  const headers = { authorization: `Bearer ${stripe.apiKey}` };
  const answer = await fetch(`${stripe.url}/_emulator/requests?path=${encodeURIComponent(path)}`, { headers });
  const request = z.object({ method: z.string(), idempotency_key: z.string().nullable() });
  const { requests } = z.object({ requests: z.array(request) }).parse(await answer.json());
  return requests.flatMap(({ method, idempotency_key: key }) => (method === 'POST' && key !== null ? [key] : []));
}

async function fault({ shop }: CallDesk, { path }: ProviderCallCase, effect: object): Promise<void> {
  await shop.control('faults', { match: { method: 'POST', path, nth: 1, times: 1 }, effect });
}

async function dieBefore(desk: CallDesk, call: keyof WholeGateway): Promise<void> {
  await expect(desk.attempt(killedBefore(desk.shop.gateway, call))).rejects.toThrow(WorkerKilled);
}

async function expectFailure(desk: CallDesk, failure: object): Promise<void> {
  await expect(desk.attempt(desk.shop.gateway)).rejects.toMatchObject(failure);
}
