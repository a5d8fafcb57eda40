import { newOrder } from '../../../test/examples/orders';
import { shipmentOf } from '../../../test/examples/payments';
import { shopKeepingCard } from '../../../test/setup/desks/kept-card';
import { killedAfter, killedBefore, WorkerKilled } from '../../../test/setup/killed-worker';
import type { OrderDesk } from '../../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { heldAmount, statusOf } from '../../../libs/domain/payment/payment';
import type { AuthorizeAnswer, AuthorizeRequest } from '../../../libs/domain/provider/payment-gateway';

const CREATE = '/v1/payment_intents';
const DAY = 24 * 3600;
const UNTIL_RELEASE = 6.6 * DAY;
const one = [{ lineId: '1', quantity: 1 }];
const two = [{ lineId: '2', quantity: 1 }];
const deadline = { kind: 'deadline' } as const;

const place = openShopDatabase();

/** Shipment A has left, and it is time to renew the hold of the rest. */
async function renewable(keeping: Parameters<typeof shopKeepingCard>[1] = {}): Promise<OrderDesk> {
  const shop = await shopKeepingCard(place, keeping);
  await shop.authorize();
  await shop.ship('A', '1:1');
  await shop.pass(UNTIL_RELEASE);
  return shop;
}

/** The bank says no to the next hold that is asked for, and leaves no PaymentIntent behind. */
async function decline(shop: OrderDesk): Promise<void> {
  const error = { status: 402, type: 'card_error', code: 'card_declined', message: 'Your card was declined.' };
  await shop.control('faults', { match: { method: 'POST', path: CREATE }, effect: { kind: 'error', ...error } });
}

function states(shop: OrderDesk): Promise<string[]> {
  return shop.record().then(({ holds }) => holds.map(({ state }) => state));
}

test('the new hold is placed first, for what has not shipped; then the old one is given back', async () => {
  const shop = await renewable();
  expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_placed', hold: { amount: 2300 } });
  expect(await states(shop)).toEqual(['held', 'held']);
  expect(heldAmount(shop.payment)).toBe(2300);

  expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_ended', hold: { released: 2300, lost: 0 } });
  const { amounts, holds, status, authorization } = await shop.record();
  expect(status).toBe('partially_captured');
  expect(amounts).toMatchObject({ total: 4600, captured: 2300, held: 2300, released: 0, lost: 0 });
  expect(holds).toMatchObject([
    { generation: 1, state: 'replaced', amount: 4600, captured: 2300, released: 2300, renews: null },
    { generation: 2, state: 'held', amount: 2300, held: 2300, renews: 1 },
  ]);
  const window = (Date.parse(authorization?.captureBefore ?? '') - shop.clock().getTime()) / 1000;
  // Visa holds for less when the merchant asks without the buyer: 4 d 18 h.
  expect(Math.abs(window - 4.75 * DAY)).toBeLessThan(60);
  expect(await shop.discrepancies()).toEqual([]);

  await shop.ship('B', '2:1');
  expect(await shop.timeline()).toEqual([
    'order_accepted',
    'hold_placed',
    'shipment_captured',
    'hold_placed',
    'hold_released',
    'shipment_captured',
  ]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a hold may be renewed again, and what was given up is not held again', async () => {
  const shop = await shopKeepingCard(place);
  await shop.authorize();
  const cancellation = { cancellationId: 'c', lines: two, reason: 'r', contentHash: 'c', requestId: 'r' };
  await shop.handle({ kind: 'cancel_lines', cancellation });
  for (let renewal = 1; renewal <= 2; renewal += 1) {
    await shop.pass(renewal === 1 ? UNTIL_RELEASE : 4.5 * DAY);
    expect(await shop.handle(deadline)).toMatchObject({ hold: { amount: 2300 } });
    await shop.handle(deadline);
    expect((await shop.record()).amounts).toMatchObject({ held: 2300, released: 2300, lost: 0 });
    expect(await shop.discrepancies()).toEqual([]);
  }
  expect(await states(shop)).toEqual(['replaced', 'replaced', 'held']);
});

test('a hold after a renewal is raised too, and described by what it holds', async () => {
  const shop = await renewable({ paymentMethod: 'pm_card_debit_incrementalAuthAuthorized' });
  await shop.handle(deadline);
  await shop.handle(deadline);
  const amountAdjustment = { amount: 500, reason: 'heavier' };
  const shipment = { ...shipmentOf('B', two), amountAdjustment };
  expect(await shop.handle({ kind: 'capture_shipment', shipment })).toMatchObject({
    kind: 'hold_raised',
    amount: 2800,
  });
  expect(await shop.handle({ kind: 'capture_shipment', shipment })).toMatchObject({ kind: 'shipment_captured' });
  const { amounts } = await shop.record();
  expect(amounts).toMatchObject({ total: 4600, raised: 500, captured: 5100, held: 0, released: 0, lost: 0 });
  expect(await shop.discrepancies()).toEqual([]);
});

test('what a later hold is raised by is not taken for what it binds again', async () => {
  const lines = newOrder().lines.map((line) => ({ ...line, quantity: 2, taxAmount: 0 }));
  const shop = await shopKeepingCard(place, { lines });
  await shop.authorize();
  await shop.ship('A', '1:1');
  const cancellation = { cancellationId: 'c', lines: one, reason: 'r', contentHash: 'c', requestId: 'r' };
  await shop.handle({ kind: 'cancel_lines', cancellation });
  await shop.pass(UNTIL_RELEASE);
  await shop.handle(deadline);
  await shop.handle(deadline);
  const rest = shipmentOf('B', [{ lineId: '2', quantity: 2 }]);
  await shop.handle({
    kind: 'capture_shipment',
    shipment: { ...rest, amountAdjustment: { amount: 100, reason: 'heavier' } },
  });
  const { amounts } = await shop.record();
  expect(amounts).toMatchObject({ total: 8200, raised: 100, captured: 6250, held: 0, released: 2050, lost: 0 });
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([
  ['before the new hold was asked for', 'authorize', killedBefore],
  ['after the new hold was placed', 'authorize', killedAfter],
  ['before the old hold was released', 'release', killedBefore],
  ['after the old hold was released', 'release', killedAfter],
] as const)('killed %s: one new hold in the end, and none is lost', async (_when, call, killed) => {
  const shop = await renewable();
  if (call === 'release') await shop.handle(deadline);
  const step = shop.stepFor(deadline);
  await expect(shop.attempt(step, killed(shop.gateway, call))).rejects.toThrow(WorkerKilled);
  shop.learn(step, await shop.attempt(step));
  expect(await shop.attempt(step, killedBefore(shop.gateway, 'authorize'))).toMatchObject({
    kind: call === 'authorize' ? 'hold_placed' : 'hold_ended',
  });
  if (call === 'authorize') await shop.handle(deadline);
  expect(await states(shop)).toEqual(['replaced', 'held']);
  expect(await shop.requests(CREATE)).toBe(2);
  expect(await shop.discrepancies()).toEqual([]);
});

test('the card is declined: the old hold serves until its last call, then it is released', async () => {
  const shop = await renewable();
  await decline(shop);
  const fact = await shop.handle(deadline);
  const { authorization, attention, amounts } = await shop.record();
  expect(fact).toMatchObject({ kind: 'renewal_refused', releaseAt: authorization?.releaseAt });
  expect(attention.map(({ code }) => code)).toEqual(['reauthorization_failed']);
  expect(amounts).toMatchObject({ held: 2300, released: 0 });
  const left = Date.parse(authorization?.captureBefore ?? '') - Date.parse(authorization?.releaseAt ?? '');
  expect(left / 1000).toBe(3600);
  expect(await shop.discrepancies()).toEqual([]);

  expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_ended', hold: { released: 2300 } });
  expect((await shop.record()).amounts).toMatchObject({ captured: 2300, released: 2300, held: 0 });
  expect(statusOf(shop.payment)).toBe('captured');
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([
  ['killed before the bank was asked', killedBefore, 'authorize'],
  ['killed after the bank had said so', killedAfter, 'authorize'],
  ['killed after its PaymentIntent was canceled', killedAfter, 'release'],
] as const)(
  'the bank wants the buyer, %s: nothing of the attempt stays, and shipments still leave',
  async (_how, killed, call) => {
    const shop = await shopKeepingCard(place, { paymentMethod: 'pm_card_authenticationRequired' });
    await shop.authorize();
    await shop.authenticate();
    const event = { eventId: 'evt_1', type: 'any', about: 'hold', paymentIntentId: null, chargeId: null } as const;
    await shop.handle({ kind: 'provider_event', event });
    await shop.pass(UNTIL_RELEASE);
    const step = shop.stepFor(deadline);
    await expect(shop.attempt(step, killed(shop.gateway, call))).rejects.toThrow(WorkerKilled);
    const fact = shop.learn(step, await shop.attempt(step));
    expect(fact).toMatchObject({ kind: 'renewal_refused', error: { code: 'authentication_required' } });
    expect(await shop.attempt(step)).toEqual(fact);
    const statuses = (await shop.paymentIntents()).map(({ status }) => status);
    expect(statuses.sort()).toEqual(['canceled', 'requires_capture']);
    expect(await shop.discrepancies()).toEqual([]);
    // The event that told of the first hold, once more: it says nothing of the attempt at a second.
    await shop.handle({ kind: 'provider_event', event });
    expect(shop.payment).toMatchObject({ holdGeneration: 1, hold: { state: 'held', renewal: 'refused' } });
    await shop.ship('A', '1:1,2:1');
    expect((await shop.record()).amounts).toMatchObject({ captured: 4600, held: 0 });
    expect(await shop.discrepancies()).toEqual([]);
  },
);

test('a stored failure moves nothing: the renewal counts as refused', async () => {
  const shop = await renewable();
  const match = { method: 'POST', path: CREATE };
  await shop.control('faults', { match, effect: { kind: 'error', status: 500, stored: true } });
  const step = shop.stepFor(deadline);
  await expect(shop.attempt(step)).rejects.toThrow();
  await expect(shop.attempt(step)).rejects.toThrow('cannot be used again');
  await expect(shop.resolveRenewal(step)).rejects.toThrow('may still be on its way');
  shop.passHere(31);
  expect(shop.learn(step, await shop.resolveRenewal(step))).toMatchObject({ kind: 'renewal_refused' });
  // What became of the renewal is found out, so nobody has to look at its requests any more.
  expect((await shop.record()).attention.map(({ code }) => code)).toEqual(['reauthorization_failed']);
  expect(await states(shop)).toEqual(['held']);
});

test('a renewal that was given up and had been placed after all counts', async () => {
  const shop = await renewable();
  const step = shop.stepFor(deadline);
  await expect(shop.attempt(step, killedAfter(shop.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
  shop.passHere(31);
  expect(shop.learn(step, await shop.resolveRenewal(step))).toMatchObject({ kind: 'hold_placed' });
  await shop.handle(deadline);
  expect(await states(shop)).toEqual(['replaced', 'held']);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a renewal that was never asked for, because the worker could not, counts as refused', async () => {
  const shop = await renewable();
  const step = shop.stepFor(deadline);
  expect(shop.learn(step, await shop.resolveRenewal(step))).toMatchObject({ kind: 'renewal_refused' });
  expect(await shop.requests(CREATE)).toBe(1);
  expect(await shop.discrepancies()).toEqual([]);
});

test('no card came back that can be used again: the hold is released, and a person is told', async () => {
  const shop = await shopKeepingCard(place);
  const step = shop.stepFor({ kind: 'authorize' });
  const forgetful = {
    ...shop.gateway,
    authorize: async (request: AuthorizeRequest): Promise<AuthorizeAnswer> => {
      const answer = await shop.gateway.authorize(request);
      return answer.kind === 'answered' ? { ...answer, hold: { ...answer.hold, card: null } } : answer;
    },
  };
  shop.learn(step, await shop.attempt(step, forgetful));
  await shop.pass(UNTIL_RELEASE);
  expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_ended', hold: { released: 4600 } });
  const { attention, status, cancelReason } = await shop.record();
  expect([status, cancelReason]).toEqual(['canceled', 'deadline']);
  expect(attention).toMatchObject([
    { code: 'reauthorization_failed', message: expect.stringContaining('no saved card can be used') as string },
  ]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a hold that expired while the worker was down is told as lost, and the rest is held anew', async () => {
  const shop = await renewable();
  await shop.pass(DAY);
  await shop.handle(deadline);
  expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_ended', hold: { state: 'expired', lost: 2300 } });
  const { amounts, holds, status, attention } = await shop.record();
  expect(status).toBe('partially_captured');
  expect(holds).toMatchObject([
    { state: 'expired', lost: 2300 },
    { state: 'held', amount: 2300 },
  ]);
  expect(amounts).toMatchObject({ captured: 2300, held: 2300, released: 0, lost: 0 });
  expect(attention).toMatchObject([{ code: 'hold_lost', message: expect.stringContaining('23.00 USD') as string }]);
  expect(await shop.discrepancies()).toEqual([]);
});

test.each<['event' | 'parcel']>([['event'], ['parcel']])(
  'an %s shows that the hold is gone: the rest is held anew, and the order never looks over',
  async (how) => {
    const shop = await renewable();
    await shop.pass(DAY);
    const event = {
      eventId: 'evt_x',
      type: 'charge.expired',
      about: 'hold',
      paymentIntentId: null,
      chargeId: null,
    } as const;
    if (how === 'event') await shop.handle({ kind: 'provider_event', event });
    else await shop.ship('B', '2:1');
    expect(shop.payment.hold.state).toBe('renewal_due');
    expect(await shop.record()).toMatchObject({ status: 'processing', cancelReason: null, amounts: { lost: 2300 } });
    expect(await shop.discrepancies()).toEqual([]);
    expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_placed', hold: { amount: 2300 } });
    expect((await shop.record()).amounts).toMatchObject({ captured: 2300, held: 2300, lost: 0 });
    await shop.ship('B', '2:1');
    expect(await shop.discrepancies()).toEqual([]);
  },
);
