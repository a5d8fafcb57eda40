import { paidWith, withPolicy } from '../../../test/examples/orders';
import {
  EVERYTHING,
  expectOneHold,
  granted,
  INCREMENTS,
  NOTHING,
  refusals,
  shopAt,
} from '../../../test/setup/desks/feature-account';
import { killedBefore, WorkerKilled } from '../../../test/setup/killed-worker';
import { OrderDesk } from '../../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { AUTHORIZE, confirming } from '../../../test/examples/inputs';

const CREATE = '/v1/payment_intents';
const CONFIRM = '/v1/payment_intents/*/confirm';
const CANCEL = '/v1/payment_intents/*/cancel';
const HOUR = 3600;
const DECLINED = 'pm_card_visa_chargeDeclined';

const place = openShopDatabase();

const MORE = 'multicapture, overcapture, incremental authorization';

describe('an order with a card', () => {
  test.each([
    { refused: NOTHING, asked: 1, told: [], can: { multicapture: true, overcapture: true } },
    {
      refused: INCREMENTS,
      asked: 2,
      told: [`The account may not request ${MORE}; requested next: multicapture`],
      can: { multicapture: true, overcapture: false, incrementalAuthorization: false },
    },
    {
      refused: EVERYTHING,
      asked: 3,
      told: [
        `The account may not request ${MORE}; requested next: multicapture`,
        'The account may not request multicapture; requested next: a plain hold',
      ],
      can: { multicapture: false, overcapture: false, incrementalAuthorization: false },
    },
  ])('$refused refused: asked $asked times, and held with what is left', async ({ refused, asked, told, can }) => {
    const shop = await shopAt(place, refused);
    expect(await shop.handle(AUTHORIZE)).toMatchObject({ kind: 'hold_placed', hold: { capabilities: can } });
    expect(await granted(shop)).toMatchObject({ ...can, extendedAuthorization: false });
    expect(await refusals(place, shop)).toEqual(told);
    expect([await shop.requests(CREATE), await shop.requests(CANCEL)]).toEqual([asked, asked - 1]);
    await expectOneHold(shop);
  });

  test('what the account merely does not have is left out, and nothing is asked twice', async () => {
    const shop = new OrderDesk(place);
    await shop.control('account', {
      features: { overcapture: 'unavailable', incremental_authorization: 'unavailable' },
    });
    await shop.handle(AUTHORIZE);
    expect(await granted(shop)).toMatchObject({ multicapture: true, overcapture: false });
    expect(await shop.requests(CREATE)).toBe(1);
  });

  test('a hold that lives longer is asked for where the order wants it', async () => {
    const shop = await shopAt(place, NOTHING, withPolicy({ extendedAuthorization: 'if_available' }));
    await shop.handle(AUTHORIZE);
    expect(await granted(shop)).toMatchObject({ extendedAuthorization: true, overcapture: true });
    await expectOneHold(shop);
  });

  test('a hold that lives longer is refused: the order is held all the same', async () => {
    const policy = { extendedAuthorization: 'if_available' } as const;
    const shop = await shopAt(place, ['extended_authorization'], withPolicy(policy));
    await shop.handle(AUTHORIZE);
    expect(await granted(shop)).toMatchObject({ extendedAuthorization: false, multicapture: true });
    expect(await refusals(place, shop)).toEqual([
      `The account may not request ${MORE}, extended authorization; requested next: multicapture`,
    ]);
    await expectOneHold(shop);
  });

  test.each([DECLINED, 'pm_card_threeDSecure2Required', 'pm_nobody_knows'])('%s below the top', async (card) => {
    const shop = await shopAt(place, EVERYTHING, paidWith(card));
    expect((await shop.handle(AUTHORIZE)).kind).toBe('hold_awaited');
    expect((await shop.handle(confirming())).kind).toBe('hold_placed');
    expect(await granted(shop)).toMatchObject({ multicapture: false });
    await expectOneHold(shop);
  });

  test('a worker that knows its account begins where it was refused, for an hour', async () => {
    const first = await shopAt(place, EVERYTHING);
    const worker = first.activities();
    const run = (shop: OrderDesk): Promise<unknown> => shop.run(worker, shop.stepFor(AUTHORIZE));
    await run(first);
    const second = first.another();
    await run(second);
    expect(await refusals(place, second)).toEqual([]);
    expect(await granted(second)).toMatchObject({ multicapture: false });
    first.passHere(2 * HOUR);
    const third = first.another();
    await run(third);
    expect(await refusals(place, third)).toHaveLength(2);
  });
});

test('an extension that was refused says nothing about orders that want none', async () => {
  const policy = { extendedAuthorization: 'if_available' } as const;
  const first = await shopAt(place, ['extended_authorization'], withPolicy(policy));
  const worker = first.activities();
  await first.run(worker, first.stepFor(AUTHORIZE));
  const second = first.another();
  await second.run(worker, second.stepFor(AUTHORIZE));
  expect(await granted(second)).toMatchObject({ multicapture: true, overcapture: true });
});

describe('an order whose card comes later', () => {
  test.each([
    { refused: NOTHING, asked: 1, can: { multicapture: true, overcapture: true, incrementalAuthorization: true } },
    { refused: INCREMENTS, asked: 2, can: { multicapture: true, overcapture: false } },
    { refused: EVERYTHING, asked: 3, can: { multicapture: false, overcapture: false } },
  ])('$refused refused: confirmed $asked times', async ({ refused, asked, can }) => {
    const shop = await shopAt(place, refused, paidWith(null));
    await shop.handle(AUTHORIZE);
    expect((await shop.handle(confirming())).kind).toBe('hold_placed');
    expect(await granted(shop)).toMatchObject(can);
    expect([await shop.requests(CONFIRM), await shop.charges()]).toEqual([asked, 1]);
    expect(await refusals(place, shop)).toHaveLength(asked - 1);
    await expectOneHold(shop);
  });

  test('a decline below the top: the next card is not refused again', async () => {
    const shop = await shopAt(place, EVERYTHING, paidWith(null));
    await shop.handle(AUTHORIZE);
    await shop.handle(confirming(DECLINED));
    expect(await shop.requests(CONFIRM)).toBe(3);
    expect((await shop.handle(confirming())).kind).toBe('hold_placed');
    expect(await shop.requests(CONFIRM)).toBe(4);
    await expectOneHold(shop);
  });

  test('a hold that lives longer is asked for where the order wants it', async () => {
    const shop = await shopAt(place, NOTHING, {
      ...paidWith(null),
      ...withPolicy({ extendedAuthorization: 'if_available' }),
    });
    await shop.handle(AUTHORIZE);
    await shop.handle(confirming());
    expect(await granted(shop)).toMatchObject({ extendedAuthorization: true });
  });
});

describe('a hold that was begun before feature tiers existed', () => {
  const older = (shop: OrderDesk, table: 'authorizations' | 'confirmations'): Promise<unknown> =>
    place.database.updateTable(table).set({ tier: null }).where('order_id', '=', shop.orderId).execute();

  test('killed before the create: asked for what it would have asked for', async () => {
    const shop = await shopAt(place, INCREMENTS);
    const step = shop.stepFor(AUTHORIZE);
    await expect(shop.attempt(step, killedBefore(shop.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
    await older(shop, 'authorizations');
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    expect(await granted(shop)).toMatchObject({ multicapture: true, overcapture: false });
    expect(await refusals(place, shop)).toEqual([]);
    await expectOneHold(shop);
  });

  test('is confirmed with the features it was begun with, and with none where they are refused', async () => {
    const shop = await shopAt(place, ['multicapture'], paidWith(null));
    await shop.handle(AUTHORIZE);
    const step = shop.stepFor(confirming());
    await expect(shop.attempt(step, killedBefore(shop.gateway, 'confirm'))).rejects.toThrow(WorkerKilled);
    await Promise.all([older(shop, 'authorizations'), older(shop, 'confirmations')]);
    expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
    expect(await refusals(place, shop)).toEqual([
      'The account may not request multicapture; requested next: a plain hold',
    ]);
    expect(await shop.requests(CONFIRM)).toBe(2);
    await expectOneHold(shop);
  });
});
