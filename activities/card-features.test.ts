import fc from 'fast-check';
import type { Input } from '../libs/domain/inputs';
import type { NewOrder, OrderPolicy } from '../libs/domain/order';
import type { Capabilities } from '../libs/domain/capture-plan';
import type { PaymentGateway } from '../libs/domain/payment-gateway';
import type { Step } from '../libs/domain/steps';
import { newOrder } from '../test/examples/orders';
import {
  createShopDatabase,
  killedAfter,
  killedBefore,
  Shop,
  WorkerKilled,
  type ShopDatabase,
} from '../test/setup/shop';

const CREATE = '/v1/payment_intents';
const CONFIRM = '/v1/payment_intents/*/confirm';
const CANCEL = '/v1/payment_intents/*/cancel';
const HOUR = 3600;
const DECLINED = 'pm_card_visa_chargeDeclined';

const authorize: Input = { kind: 'authorize' };

let place: ShopDatabase;
beforeAll(async () => {
  place = await createShopDatabase();
});
afterAll(() => place.drop());

/** What an account refuses to be asked for. */
type Refused = readonly ('multicapture' | 'overcapture' | 'incremental_authorization' | 'extended_authorization')[];

const NOTHING: Refused = [];
const INCREMENTS: Refused = ['incremental_authorization'];
const EVERYTHING: Refused = ['multicapture', 'incremental_authorization'];

async function shopAt(refused: Refused, overrides: Partial<NewOrder> = {}): Promise<Shop> {
  const shop = new Shop(place, overrides);
  await refuse(shop, refused);
  return shop;
}

async function refuse(shop: Shop, refused: Refused): Promise<void> {
  await shop.control('account', { features: Object.fromEntries(refused.map((feature) => [feature, 'refused'])) });
}

function paidWith(paymentMethod: string | null, policy: Partial<OrderPolicy> = {}): Partial<NewOrder> {
  const order = newOrder();
  return { payment: { ...order.payment, paymentMethod }, policy: { ...order.policy, ...policy } };
}

function confirming(paymentMethod = 'pm_card_visa'): Input {
  return { kind: 'confirm_payment', confirmation: { paymentMethod, returnUrl: null, requestId: 'request 2' } };
}

async function granted(shop: Shop): Promise<Capabilities> {
  const { authorization } = await shop.record();
  const capabilities = authorization?.capabilities ?? undefined;
  if (capabilities === undefined) throw new Error('nothing is held');
  return capabilities;
}

async function refusals(shop: Shop): Promise<string[]> {
  const timeline = await place.reader.readTimeline(shop.orderId);
  return timeline.filter(({ kind }) => kind === 'features_refused').map(({ message }) => message);
}

/** One hold lives, whatever else was left behind is canceled, and the books agree with Stripe. */
async function expectOneHold(shop: Shop): Promise<void> {
  const intents = await shop.paymentIntents();
  expect(intents.filter(({ status }) => status !== 'canceled').map(({ id }) => id)).toEqual([
    await shop.paymentIntentId(),
  ]);
  expect(await shop.discrepancies()).toEqual([]);
}

const MORE = 'multicapture, overcapture, incremental authorization';

describe('an order with a card', () => {
  test.each([
    { refused: NOTHING, asked: 1, told: [], can: { multicapture: true, overcapture: true } },
    {
      refused: INCREMENTS,
      asked: 2,
      told: [`The account may not ask for ${MORE}; asked for next: multicapture`],
      can: { multicapture: true, overcapture: false, incrementalAuthorization: false },
    },
    {
      refused: EVERYTHING,
      asked: 3,
      told: [
        `The account may not ask for ${MORE}; asked for next: multicapture`,
        'The account may not ask for multicapture; asked for next: a plain hold',
      ],
      can: { multicapture: false, overcapture: false, incrementalAuthorization: false },
    },
  ])('$refused refused: asked $asked times, and held with what is left', async ({ refused, asked, told, can }) => {
    const shop = await shopAt(refused);
    expect(await shop.handle(authorize)).toMatchObject({ kind: 'hold_placed', hold: { capabilities: can } });
    expect(await granted(shop)).toMatchObject({ ...can, extendedAuthorization: false });
    expect(await refusals(shop)).toEqual(told);
    expect([await shop.requests(CREATE), await shop.requests(CANCEL)]).toEqual([asked, asked - 1]);
    await expectOneHold(shop);
  });

  test('what the account merely does not have is left out, and nothing is asked twice', async () => {
    const shop = new Shop(place);
    await shop.control('account', {
      features: { overcapture: 'unavailable', incremental_authorization: 'unavailable' },
    });
    await shop.handle(authorize);
    expect(await granted(shop)).toMatchObject({ multicapture: true, overcapture: false });
    expect(await shop.requests(CREATE)).toBe(1);
  });

  test('a hold that lives longer is asked for where the order wants it', async () => {
    const shop = await shopAt(NOTHING, paidWith('pm_card_visa', { extendedAuthorization: 'if_available' }));
    await shop.handle(authorize);
    expect(await granted(shop)).toMatchObject({ extendedAuthorization: true, overcapture: true });
    await expectOneHold(shop);
  });

  test('a hold that lives longer is refused: the order is held all the same', async () => {
    const policy = { extendedAuthorization: 'if_available' } as const;
    const shop = await shopAt(['extended_authorization'], paidWith('pm_card_visa', policy));
    await shop.handle(authorize);
    expect(await granted(shop)).toMatchObject({ extendedAuthorization: false, multicapture: true });
    expect(await refusals(shop)).toEqual([
      `The account may not ask for ${MORE}, extended authorization; asked for next: multicapture`,
    ]);
    await expectOneHold(shop);
  });

  test.each([DECLINED, 'pm_card_threeDSecure2Required', 'pm_nobody_knows'])('%s below the top', async (card) => {
    const shop = await shopAt(EVERYTHING, paidWith(card));
    expect((await shop.handle(authorize)).kind).toBe('hold_awaited');
    expect((await shop.handle(confirming())).kind).toBe('hold_placed');
    expect(await granted(shop)).toMatchObject({ multicapture: false });
    await expectOneHold(shop);
  });

  test('a worker that knows its account begins where it was refused, for an hour', async () => {
    const first = await shopAt(EVERYTHING);
    const worker = first.activities();
    const run = (shop: Shop): Promise<unknown> => shop.run(worker, shop.stepFor(authorize));
    await run(first);
    const second = first.another();
    await run(second);
    expect(await refusals(second)).toEqual([]);
    expect(await granted(second)).toMatchObject({ multicapture: false });
    first.passHere(2 * HOUR);
    const third = first.another();
    await run(third);
    expect(await refusals(third)).toHaveLength(2);
  });
});

describe('killed on the ladder', () => {
  /** Kills the nth call of a kind; all others go through. */
  function killedAt(gateway: PaymentGateway, call: 'authorize' | 'confirm', nth: number, when: 'before' | 'after') {
    const deadly = when === 'before' ? killedBefore(gateway, call) : killedAfter(gateway, call);
    let calls = 0;
    const choose = (): PaymentGateway => ((calls += 1) === nth ? deadly : gateway);
    return call === 'authorize'
      ? { ...gateway, authorize: (request: Parameters<PaymentGateway['authorize']>[0]) => choose().authorize(request) }
      : { ...gateway, confirm: (request: Parameters<PaymentGateway['confirm']>[0]) => choose().confirm(request) };
  }

  const kills = [1, 2, 3].flatMap((nth) => (['before', 'after'] as const).map((when) => ({ nth, when })));

  test.each(kills)('$when create $nth: one hold, nothing left behind', async ({ nth, when }) => {
    const shop = await shopAt(EVERYTHING);
    const step = shop.stepFor(authorize);
    await expect(shop.attempt(step, killedAt(shop.gateway, 'authorize', nth, when))).rejects.toThrow(WorkerKilled);
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    expect(await refusals(shop)).toHaveLength(2);
    await expectOneHold(shop);
  });

  test.each(kills)('$when confirm $nth: confirmed once, every rung told once', async ({ nth, when }) => {
    const shop = await shopAt(EVERYTHING, paidWith(null));
    await shop.handle(authorize);
    const step = shop.stepFor(confirming());
    await expect(shop.attempt(step, killedAt(shop.gateway, 'confirm', nth, when))).rejects.toThrow(WorkerKilled);
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    expect(await refusals(shop)).toHaveLength(2);
    expect(await shop.charges()).toBe(1);
    await expectOneHold(shop);
  });

  test.each(['findOpenHolds', 'release'] as const)('before %s of what was left behind', async (call) => {
    const shop = await shopAt(INCREMENTS);
    const step = shop.stepFor(authorize);
    await expect(shop.attempt(step, killedBefore(shop.gateway, call))).rejects.toThrow(WorkerKilled);
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    await expectOneHold(shop);
  });

  test('after what was left behind was canceled', async () => {
    const shop = await shopAt(INCREMENTS);
    const step = shop.stepFor(authorize);
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
    const shop = await shopAt(EVERYTHING);
    for (const nth of [1, 3]) await shop.control('faults', { match: { method: 'POST', path, nth }, effect: { kind } });
    expect((await untilDone(shop, shop.stepFor(authorize))).kind).toBe('hold_placed');
    await expectOneHold(shop);
  });

  test.each([1, 2, 3])('a stored 500 to create %i: the next generation begins', async (nth) => {
    const shop = await shopAt(EVERYTHING);
    const effect = { kind: 'error', status: 500, stored: true };
    await shop.control('faults', { match: { method: 'POST', path: CREATE, nth }, effect });
    const step = shop.stepFor(authorize);
    await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse', nonRetryable: true });
    shop.learn(step, { kind: 'step_failed', message: 'the key is spent' });
    expect((await shop.handle(authorize)).kind).toBe('hold_placed');
    await expectOneHold(shop);
  });

  test('a stored 500 to a lower confirm: read, and asked again under the next key', async () => {
    const shop = await shopAt(EVERYTHING, paidWith(null));
    await shop.handle(authorize);
    const effect = { kind: 'error', status: 500, stored: true };
    await shop.control('faults', { match: { method: 'POST', path: CONFIRM, nth: 2 }, effect });
    const step = shop.stepFor(confirming());
    await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ kind: 'confirm_refused', reason: 'key_spent' });
    expect((await shop.handle(confirming())).kind).toBe('hold_placed');
    await expectOneHold(shop);
  });

  test('given up in the middle: what it left behind is canceled before the order ends', async () => {
    const shop = await shopAt(EVERYTHING);
    const step = shop.stepFor(authorize);
    await expect(shop.attempt(step, killedAt(shop.gateway, 'authorize', 3, 'after'))).rejects.toThrow(WorkerKilled);
    shop.learn(step, { kind: 'step_failed', message: 'given up' });
    expect((await shop.handle({ kind: 'deadline' })).kind).toBe('hold_ended');
    const intents = await shop.paymentIntents();
    expect(intents.map(({ status }) => status)).toEqual(['canceled', 'canceled', 'canceled']);
  });

  test('two workers with the same step place one hold', async () => {
    const shop = await shopAt(EVERYTHING);
    const step = shop.stepFor(authorize);
    await Promise.allSettled([shop.attempt(step), shop.attempt(step), shop.attempt(step)]);
    expect((await untilDone(shop, step)).kind).toBe('hold_placed');
    expect(await refusals(shop)).toHaveLength(2);
    await expectOneHold(shop);
  });
});

/** As Temporal repeats a step, with calls that fail anywhere. */
async function untilDone(shop: Shop, step: Step, gateway = shop.gateway): Promise<{ kind: string }> {
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
function mortal(gateway: PaymentGateway, deaths: readonly ('before' | 'after' | 'none')[]): PaymentGateway {
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
      const shop = await shopAt(refused, later ? paidWith(null) : {});
      if (later) await shop.handle(authorize);
      const step = shop.stepFor(later ? confirming() : authorize);
      expect((await untilDone(shop, step, mortal(shop.gateway, dying))).kind).toBe('hold_placed');
      await expectOneHold(shop);
    }),
    { numRuns: 60 },
  );
});

describe('an order whose card comes later', () => {
  test.each([
    { refused: NOTHING, asked: 1, can: { multicapture: true, overcapture: true, incrementalAuthorization: true } },
    { refused: INCREMENTS, asked: 2, can: { multicapture: true, overcapture: false } },
    { refused: EVERYTHING, asked: 3, can: { multicapture: false, overcapture: false } },
  ])('$refused refused: confirmed $asked times', async ({ refused, asked, can }) => {
    const shop = await shopAt(refused, paidWith(null));
    await shop.handle(authorize);
    expect((await shop.handle(confirming())).kind).toBe('hold_placed');
    expect(await granted(shop)).toMatchObject(can);
    expect([await shop.requests(CONFIRM), await shop.charges()]).toEqual([asked, 1]);
    expect(await refusals(shop)).toHaveLength(asked - 1);
    await expectOneHold(shop);
  });

  test('a decline below the top: the next card is not refused again', async () => {
    const shop = await shopAt(EVERYTHING, paidWith(null));
    await shop.handle(authorize);
    await shop.handle(confirming(DECLINED));
    expect(await shop.requests(CONFIRM)).toBe(3);
    expect((await shop.handle(confirming())).kind).toBe('hold_placed');
    expect(await shop.requests(CONFIRM)).toBe(4);
    await expectOneHold(shop);
  });

  test('a hold that lives longer is asked for where the order wants it', async () => {
    const shop = await shopAt(NOTHING, paidWith(null, { extendedAuthorization: 'if_available' }));
    await shop.handle(authorize);
    await shop.handle(confirming());
    expect(await granted(shop)).toMatchObject({ extendedAuthorization: true });
  });
});
