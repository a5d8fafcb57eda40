import { shipmentOf } from '../../../test/examples/payments';
import { shopKeepingCard } from '../../../test/setup/desks/kept-card';
import { killedAfter, killedBefore, WorkerKilled } from '../../../test/setup/killed-worker';
import type { OrderDesk } from '../../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { deadlineOf } from '../../../libs/domain/lifecycle/decide-deadline';
import { newOrder } from '../../../test/examples/orders';

const CREATE = '/v1/payment_intents';
const DAY = 24 * 3600;
const SINGLE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';
const one = [{ lineId: '1', quantity: 1 }];
const two = [{ lineId: '2', quantity: 1 }];
const deadline = { kind: 'deadline' } as const;
const [line] = newOrder().lines;
if (line === undefined) throw new Error('the example has lines');
const threeOfOne = [{ ...line, quantity: 3, taxAmount: 0 }];

const place = openShopDatabase();

/** It is time, and the card's limit cannot bear two holds. */
async function due(): Promise<OrderDesk> {
  const shop = await shopKeepingCard(place, { policy: { reauthorization: 'after_release' } });
  await shop.authorize();
  await shop.pass(6.6 * DAY);
  return shop;
}

/** A card that allows one capture, and may be used again. */
async function singleCapture(policy = {}): Promise<OrderDesk> {
  const shop = await shopKeepingCard(place, {
    paymentMethod: SINGLE_CAPTURE,
    lines: threeOfOne,
    policy: { onDeadline: 'release', ...policy },
  });
  await shop.authorize();
  return shop;
}

async function decline(shop: OrderDesk): Promise<void> {
  const error = { status: 402, type: 'card_error', code: 'card_declined', message: 'Your card was declined.' };
  await shop.control('faults', { match: { method: 'POST', path: CREATE }, effect: { kind: 'error', ...error } });
}

function confirmation(paymentMethod = 'pm_card_visa'): Parameters<OrderDesk['handle']>[0] {
  return { kind: 'confirm_payment', confirmation: { paymentMethod, returnUrl: null, requestId: 'r' } };
}

test('the old hold is released first, and the order never looks over', async () => {
  const shop = await due();
  expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_ended', hold: { released: 4600 } });
  expect(await shop.record()).toMatchObject({ status: 'processing', cancelReason: null, amounts: { released: 4600 } });
  expect(await shop.discrepancies()).toEqual([]);
  expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_placed', hold: { amount: 4600 } });
  const { amounts, holds, status } = await shop.record();
  expect([status, amounts.held, amounts.released]).toEqual(['authorized', 4600, 0]);
  expect(holds.map(({ state }) => state)).toEqual(['released', 'held']);
  expect(await shop.timeline()).toEqual([
    'order_accepted',
    'hold_placed',
    'hold_released',
    'renewal_due',
    'hold_placed',
  ]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('killed at every call: never two holds, never none that is not asked for', async () => {
  const shop = await due();
  for (const call of ['release', 'authorize'] as const) {
    const step = shop.stepFor(deadline);
    await expect(shop.attempt(step, killedBefore(shop.gateway, call))).rejects.toThrow(WorkerKilled);
    await expect(shop.attempt(step, killedAfter(shop.gateway, call))).rejects.toThrow(WorkerKilled);
    shop.learn(step, await shop.attempt(step));
  }
  expect(await shop.requests(CREATE)).toBe(2);
  expect((await shop.record()).holds.map(({ state }) => state)).toEqual(['released', 'held']);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a plan that waited longer than a key is trusted is asked under its key all the same', async () => {
  const shop = await due();
  await shop.handle(deadline);
  await shop.pass(2 * DAY);
  expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_placed' });
  expect(await shop.discrepancies()).toEqual([]);
});

test('declined: the order waits for another card, which then bears the hold and is kept', async () => {
  const shop = await due();
  await shop.handle(deadline);
  await decline(shop);
  expect(await shop.handle(deadline)).toMatchObject({
    kind: 'hold_awaited',
    hold: { state: 'requires_payment_method' },
  });
  const { status, attention } = await shop.record();
  expect(status).toBe('requires_payment_method');
  expect(attention.map(({ code }) => code)).toEqual(['reauthorization_failed']);
  const secondsLeft = (Date.parse(deadlineOf(shop.payment) ?? '') - shop.clock().getTime()) / 1000;
  expect(Math.abs(secondsLeft - DAY)).toBeLessThan(60);
  expect(await shop.discrepancies()).toEqual([]);

  // The bank's answer left nothing to confirm, so the hold is begun anew, with the buyer there.
  expect(await shop.handle(confirmation())).toMatchObject({ kind: 'hold_placed', hold: { amount: 4600 } });
  expect(shop.payment.hold).toMatchObject({ card: { customer: shop.order.payment.customer } });
  expect((await shop.record()).amounts).toMatchObject({ held: 4600, released: 0 });
  expect(await shop.discrepancies()).toEqual([]);
});

test('another card confirms a renewal that waits for the buyer, and pays the next renewal too', async () => {
  const shop = await shopKeepingCard(place, {
    paymentMethod: 'pm_card_authenticationRequired',
    policy: { reauthorization: 'after_release' },
  });
  await shop.authorize();
  await shop.authenticate();
  const event = { eventId: 'evt_1', type: 'any', about: 'hold', paymentIntentId: null, chargeId: null } as const;
  await shop.handle({ kind: 'provider_event', event });
  await shop.pass(6.6 * DAY);
  await shop.handle(deadline);
  expect(await shop.handle(deadline)).toMatchObject({
    kind: 'hold_awaited',
    hold: { state: 'requires_payment_method', amount: 4600, clientSecret: expect.any(String) as string },
  });
  expect(await shop.handle(confirmation())).toMatchObject({ kind: 'hold_placed' });
  expect(shop.payment.hold).toMatchObject({ state: 'held', card: { paymentMethod: expect.any(String) as string } });
  expect(await shop.discrepancies()).toEqual([]);
  await shop.pass(6.6 * DAY);
  await shop.handle(deadline);
  expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_placed' });
  expect((await shop.record()).holds).toMatchObject([{ renews: null }, { renews: 1 }, { renews: 2 }]);
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([
  ['nobody gives another card', deadline, 'deadline'],
  [
    'the shop gives up',
    {
      kind: 'cancel_lines',
      cancellation: { cancellationId: 'c', reason: 'r', contentHash: 'c', requestId: 'r' },
    } as const,
    'requested',
  ],
])('declined, and %s: the order ends, and nothing is held', async (_what, input, cancelReason) => {
  const shop = await due();
  await shop.handle(deadline);
  await decline(shop);
  await shop.handle(deadline);
  const cancellation = input.kind === 'cancel_lines' ? { released: 4600 } : null;
  expect(await shop.handle(input)).toMatchObject({ kind: 'hold_ended', hold: { released: 0, lost: 0 }, cancellation });
  expect(await shop.record()).toMatchObject({ status: 'canceled', cancelReason, amounts: { held: 0, released: 4600 } });
  expect(await shop.discrepancies()).toEqual([]);
});

test('all is canceled before the card is asked again: it is not asked', async () => {
  const shop = await due();
  await shop.handle(deadline);
  const cancellation = { cancellationId: 'c', reason: 'r', contentHash: 'c', requestId: 'r' };
  await shop.handle({ kind: 'cancel_lines', cancellation });
  expect(await shop.record()).toMatchObject({ status: 'canceled', cancelReason: 'requested' });
  expect(await shop.requests(CREATE)).toBe(1);
  expect(await shop.discrepancies()).toEqual([]);
});

test('part is canceled between two holds, then all: together they say what the buyer has back', async () => {
  const shop = await due();
  await shop.handle(deadline);
  await decline(shop);
  await shop.handle(deadline);
  const command = { reason: 'r', contentHash: 'c', requestId: 'r' };
  await shop.handle({ kind: 'cancel_lines', cancellation: { ...command, cancellationId: 'c', lines: two } });
  await shop.handle({ kind: 'cancel_lines', cancellation: { ...command, cancellationId: 'd' } });
  expect(shop.payment.cancellations.map(({ released }) => released)).toEqual([2300, 2300]);
  const [, last] = await place.database
    .selectFrom('cancellations')
    .selectAll()
    .where('order_id', '=', shop.orderId)
    .orderBy('requested_at')
    .execute();
  expect(last).toMatchObject({ released_amount: 2300 });
  expect(await shop.discrepancies()).toEqual([]);
});

test('part is canceled before the card is asked again: only the rest is held', async () => {
  const shop = await due();
  await shop.handle(deadline);
  const cancellation = { cancellationId: 'c', lines: two, reason: 'r', contentHash: 'c', requestId: 'r' };
  await shop.handle({ kind: 'cancel_lines', cancellation });
  expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_placed', hold: { amount: 2300 } });
  expect((await shop.record()).amounts).toMatchObject({ held: 2300, released: 2300 });
  expect(await shop.discrepancies()).toEqual([]);
});

describe('a card that allows one capture', () => {
  test('ends its hold with every shipment, and holds what is left anew until the last', async () => {
    const shop = await singleCapture();
    expect(shop.payment.hold).toMatchObject({ plan: 'capture_then_reauthorize' });
    for (const [shipmentId, left] of [
      ['A', 2],
      ['B', 1],
    ] as const) {
      const fact = await shop.ship(shipmentId, '1:1');
      expect(fact).toMatchObject({ kind: 'shipment_captured', ended: { state: 'captured' } });
      expect((await shop.record()).status).toBe('processing');
      expect(await shop.discrepancies()).toEqual([]);
      expect(await shop.handle(deadline)).toMatchObject({ kind: 'hold_placed' });
      expect((await shop.record()).lines).toMatchObject([{ quantity: 3, shipped: 3 - left }]);
      expect(await shop.discrepancies()).toEqual([]);
    }
    await shop.ship('C', '1:1');
    const { amounts, holds } = await shop.record();
    expect(amounts).toMatchObject({ captured: amounts.total, held: 0, released: 0, lost: 0 });
    expect(holds.map(({ state, renews }) => [state, renews])).toEqual([
      ['captured', null],
      ['captured', 1],
      ['captured', 2],
    ]);
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('killed after the capture: the next hold is planned once, and placed', async () => {
    const shop = await singleCapture();
    const step = shop.stepFor({ kind: 'capture_shipment', shipment: shipmentOf('A', one) });
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'capture'))).rejects.toThrow(WorkerKilled);
    shop.learn(step, await shop.attempt(step));
    expect(await shop.attempt(step)).toMatchObject({ kind: 'shipment_captured', ended: { state: 'captured' } });
    await shop.handle(deadline);
    expect((await shop.record()).holds).toHaveLength(2);
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('at the deadline what is left is released, as the policy says', async () => {
    const shop = await singleCapture();
    await shop.ship('A', '1:1');
    await shop.handle(deadline);
    await shop.handle(deadline);
    const { amounts } = await shop.record();
    expect(amounts.captured + amounts.released).toBe(amounts.total);
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('a lost hold is not renewed when the policy is to release', async () => {
    const shop = await singleCapture();
    await shop.pass(8 * DAY);
    await shop.ship('A', '1:1');
    expect(await shop.record()).toMatchObject({ status: 'canceled', cancelReason: 'hold_lost' });
    expect(await shop.discrepancies()).toEqual([]);
  });
});
