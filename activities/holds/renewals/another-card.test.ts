import { confirming, DEADLINE, shipping } from '../../../test/examples/inputs';
import { CardDesk, first, second } from '../../../test/setup/desks/card-desk';
import { shopKeepingCard } from '../../../test/setup/desks/kept-card';
import { OrderDesk } from '../../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { killedAfter, killedBefore, WorkerKilled } from '../../../test/setup/killed-worker';
import { decide } from '../../../libs/domain/lifecycle/decide';

/** Another card of the buyer's while one serves (docs/decisions/0041). */

const DAY = 24 * 3600;
const OTHER = 'pm_card_mastercard';
const place = openShopDatabase();

test('what has not shipped is held on the other card, then the hold before is released', async () => {
  const shop = await OrderDesk.authorized(place, {}, shipping('A', '1:1'));
  expect(await shop.handle(confirming(OTHER))).toMatchObject({ kind: 'hold_placed', hold: { amount: 2300 } });
  expect(await shop.handle(DEADLINE)).toMatchObject({ kind: 'hold_ended', hold: { released: 2300, lost: 0 } });
  const { amounts, attention } = await shop.record();
  expect([amounts, attention]).toMatchObject([{ captured: 2300, held: 2300, released: 0, lost: 0 }, []]);
  expect(decide(shop.payment, confirming(OTHER))).toEqual({ kind: 'repeat' });
  await shop.handle(shipping('B', '2:1'));
  expect(await shop.discrepancies()).toEqual([]);
});

test.each(['pm_card_visa_chargeDeclined', 'pm_card_threeDSecure2Required', 'pm_nobody_knows'])(
  'a card that is not good changes nothing, and leaves nothing behind: %s',
  async (card) => {
    const shop = await OrderDesk.authorized(place);
    const before = await shop.record();
    const step = shop.stepFor(confirming(card));
    const refused = await shop.attempt(step);
    expect(refused).toMatchObject({ kind: 'confirm_refused', reason: 'payment_method_refused' });
    expect(shop.learn(step, await shop.attempt(step))).toEqual(refused);
    const { amounts, authorization, attention, status } = await shop.record();
    expect({ amounts, authorization, attention, status }).toEqual({
      ...{ amounts: before.amounts, authorization: before.authorization },
      ...{ attention: [], status: 'authorized' },
    });
    const open = (await shop.paymentIntents()).filter((intent) => intent.status !== 'canceled');
    expect(open).toHaveLength(1);
    expect(await shop.handle(shipping('A', '1:1'))).toMatchObject({ kind: 'shipment_captured' });
    expect(await shop.discrepancies()).toEqual([]);
  },
);

test.each([
  ['before the call', killedBefore],
  ['after the call', killedAfter],
])('a worker that is killed %s leaves one hold, on the other card', async (_when, killed) => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(confirming(OTHER));
  await expect(shop.attempt(step, killed(shop.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
  shop.learn(step, await shop.attempt(step, shop.gateway, 2));
  await shop.handle(DEADLINE);
  expect((await shop.record()).amounts).toMatchObject({ held: 4600, released: 0, lost: 0 });
  expect((await shop.paymentIntents()).filter(({ status }) => status === 'requires_capture')).toHaveLength(1);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a renewal that was refused is made good by another card, and its alert closes', async () => {
  const shop = await shopKeepingCard(place);
  await shop.authorize();
  await shop.pass(6.6 * DAY);
  const error = { status: 402, type: 'card_error', code: 'card_declined', message: 'Your card was declined.' };
  const match = { method: 'POST', path: '/v1/payment_intents' };
  await shop.control('faults', { match, effect: { kind: 'error', ...error } });
  expect(await shop.handle(DEADLINE)).toMatchObject({ kind: 'renewal_refused' });
  expect((await shop.record()).attention).toMatchObject([{ code: 'reauthorization_failed' }]);
  expect(await shop.handle(confirming(OTHER))).toMatchObject({ kind: 'hold_placed' });
  await shop.handle(DEADLINE);
  expect((await shop.record()).attention).toEqual([]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a saved card gives its place to another one, and shipments are charged to that', async () => {
  const desk = await CardDesk.saved(place);
  await desk.handle(first);
  const step = desk.stepFor(confirming(OTHER));
  expect(step).toMatchObject({ kind: 'save_card', replaces: 1 });
  const saved = await desk.attempt(step);
  expect(desk.learn(step, await desk.attempt(step))).toEqual(saved);
  expect(saved).toMatchObject({ kind: 'card_saved' });
  expect(await desk.record()).toMatchObject({ status: 'partially_captured', amounts: { captured: 2300 } });
  await desk.handle(second);
  expect(await desk.discrepancies()).toEqual([]);
});

test.each(['pm_card_visa_chargeDeclined', 'pm_card_authenticationRequired', 'pm_nobody_knows'])(
  'a card that cannot be saved leaves the saved one: %s',
  async (card) => {
    const desk = await CardDesk.saved(place);
    expect(await desk.handle(confirming(card))).toMatchObject({ kind: 'confirm_refused' });
    expect(await desk.record()).toMatchObject({ status: 'card_saved', attention: [] });
    expect(await desk.handle(first)).toMatchObject({ kind: 'shipment_charged' });
    expect(await desk.handle(confirming(OTHER))).toMatchObject({ kind: 'card_saved' });
    await desk.handle(second);
    expect(await desk.discrepancies()).toEqual([]);
  },
);
