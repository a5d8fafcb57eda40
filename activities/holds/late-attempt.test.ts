import type { Input } from '../../libs/domain/orders/inputs';
import { CardDesk, first, second } from '../../test/setup/desks/card-desk';
import { frozenBefore } from '../../test/setup/frozen-worker';
import { shopKeepingCard } from '../../test/setup/desks/kept-card';
import { killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { paidWith } from '../../test/examples/orders';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { DEADLINE, shipping } from '../../test/examples/inputs';

/**
 * Attempts that were taken for dead and go on: what others have recorded meanwhile stands, and no money is bound twice.
 */

const DAY = 24 * 3600;
const failed = { kind: 'step_failed', message: 'as the workflow learns it' } as const;
const shipOne = shipping('A', '1:1');
const confirm: Input = {
  kind: 'confirm_payment',
  confirmation: { paymentMethod: 'pm_card_mastercard', returnUrl: null, requestId: 'r' },
};

const place = openShopDatabase();

function statuses(shop: OrderDesk): Promise<string[]> {
  return shop.paymentIntents().then((intents) => intents.map(({ status }) => status));
}

/** The workflow was told that its request failed; an attempt of it records a hold all the same. */
async function heldAfterFailure(paymentMethod = 'pm_card_visa'): Promise<OrderDesk> {
  const shop = new OrderDesk(place, paidWith(paymentMethod));
  const step = shop.stepFor({ kind: 'authorize' });
  await shop.attempt(step);
  shop.learn(step, failed);
  return shop;
}

describe('the workflow knows of no hold, but one is recorded', () => {
  test('counts after all, and is given back at Stripe when the order ends or at its own deadline', async () => {
    const shop = await heldAfterFailure();
    expect(await shop.handle(DEADLINE)).toMatchObject({ kind: 'hold_placed' });
    expect(await statuses(shop)).toEqual(['requires_capture']);
    await shop.handle(DEADLINE);
    expect(await statuses(shop)).toEqual(['canceled']);
    expect(await shop.record()).toMatchObject({ status: 'canceled', amounts: { held: 0, released: 4600 } });
  });

  test('another card is not asked: the order is authorized, and its shipments are captured', async () => {
    const shop = await heldAfterFailure();
    expect(await shop.handle(confirm)).toMatchObject({ kind: 'hold_placed', authorizationGeneration: 1 });
    expect(await statuses(shop)).toEqual(['requires_capture']);
    await shop.handle(shipOne);
    expect(await shop.record()).toMatchObject({ amounts: { captured: 2300, held: 2300 } });
    await shop.handle(DEADLINE);
    expect((await shop.record()).amounts).toMatchObject({ captured: 2300, released: 2300 });
  });

  test('one that waits for the buyer goes on waiting', async () => {
    const shop = await heldAfterFailure('pm_card_threeDSecure2Required');
    expect(await shop.handle(confirm)).toMatchObject({ kind: 'hold_awaited', authorizationGeneration: 1 });
    expect(await shop.handle(confirm)).toMatchObject({ kind: 'hold_placed' });
    expect(await statuses(shop)).toEqual(['requires_capture']);
  });
});

test('a card that was saved after its step had failed pays, and the order comes to its end', async () => {
  const desk = await CardDesk.open(place, 'charge_on_ship', { paymentMethod: 'pm_card_visa' });
  const step = desk.stepFor({ kind: 'authorize' });
  await desk.attempt(step);
  desk.learn(step, failed);
  expect(await desk.handle(confirm)).toMatchObject({ kind: 'card_saved', authorizationGeneration: 1 });
  expect(await desk.handle(first)).toMatchObject({ kind: 'shipment_charged', authorizationGeneration: 2 });
  expect(await desk.handle(second)).toMatchObject({ kind: 'shipment_charged', ended: { state: 'released' } });
  expect(await desk.record()).toMatchObject({ status: 'captured', amounts: { captured: 4600, released: 0 } });
});

test('a hold that is placed after its order was given up is canceled', async () => {
  const shop = new OrderDesk(place);
  const step = shop.stepFor({ kind: 'authorize' });
  const worker = frozenBefore(shop.gateway, 'authorize');
  const late = shop.attempt(step, worker.gateway);
  await worker.frozen;
  shop.learn(step, failed);
  await shop.handle(DEADLINE);
  worker.thaw();
  expect(await late).toMatchObject({ kind: 'hold_ended' });
  expect(await statuses(shop)).toEqual(['canceled']);
});

describe('a renewal whose step was given up', () => {
  async function renewable(): Promise<OrderDesk> {
    const shop = await shopKeepingCard(place);
    await shop.authorize();
    await shop.handle(shipOne);
    await shop.pass(6.6 * DAY);
    return shop;
  }

  test('is canceled when it is placed after that', async () => {
    const shop = await renewable();
    const step = shop.stepFor(DEADLINE);
    const worker = frozenBefore(shop.gateway, 'authorize');
    const late = shop.attempt(step, worker.gateway);
    await worker.frozen;
    shop.passHere(31);
    const fact = shop.learn(step, await shop.resolveRenewal(step));
    worker.thaw();
    expect(await late).toEqual(fact);
    expect((await statuses(shop)).sort()).toEqual(['canceled', 'requires_capture']);
    expect(await shop.discrepancies()).toEqual([]);
  });
});

test('a capture whose step was given up while it was read is not asked for again', async () => {
  const shop = new OrderDesk(place);
  await shop.authorize();
  const step = shop.stepFor(shipOne);
  await expect(shop.attempt(step, killedBefore(shop.gateway, 'capture'))).rejects.toThrow(WorkerKilled);
  const worker = frozenBefore(shop.gateway, 'readHold');
  const late = shop.attempt(step, worker.gateway, 2);
  await worker.frozen;
  shop.passHere(31);
  const fact = shop.learn(step, await shop.resolve(step));
  expect(fact).toMatchObject({ kind: 'capture_refused', reason: 'key_spent' });
  worker.thaw();
  expect(await late).toEqual(fact);
  expect(await shop.handle(shipOne)).toMatchObject({ kind: 'shipment_captured', generation: 2, mismatch: false });
  expect(await shop.discrepancies()).toEqual([]);
});

describe('a charge whose step was given up', () => {
  test('calls for a person when it takes the money after that', async () => {
    const desk = await CardDesk.saved(place);
    const step = desk.stepFor(first);
    const worker = frozenBefore(desk.gateway, 'chargeCard');
    const late = desk.attempt(step, worker.gateway);
    await worker.frozen;
    desk.passHere(31);
    desk.learn(step, await desk.resolve(step));
    worker.thaw();
    expect(await late).toMatchObject({ kind: 'capture_refused' });
    const { attention } = await desk.record();
    expect(attention).toMatchObject([
      { code: 'amount_mismatch', message: expect.stringContaining('charged') as string },
    ]);
  });
});
