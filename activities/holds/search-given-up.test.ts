import type { Input } from '../../libs/domain/orders/inputs';
import type { Step } from '../../libs/domain/payment/steps';
import { CardDesk } from '../../test/setup/desks/card-desk';
import { shopKeepingCard } from '../../test/setup/desks/kept-card';
import { killedAfter, WorkerKilled } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

/** Stripe lists only so much of a busy day: what a lost answer left behind is then looked for in vain. */

const LIST = { method: 'GET', path: '/v1/payment_intents', times: 99 };
const LAST_ATTEMPT = 10;
const DAY = 24 * 3600;

const canceling: Input = {
  kind: 'cancel_lines',
  cancellation: { cancellationId: 'c', reason: 'r', contentHash: 'h', requestId: 'r' },
};

const place = openShopDatabase();

/** The provider was asked for a hold, its answer was lost, and from now on it cannot be searched. */
async function lostAnswer(shop: OrderDesk, step: Step): Promise<void> {
  await expect(shop.attempt(step, killedAfter(shop.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
  await shop.control('faults', { match: LIST, effect: { kind: 'error', status: 500, stored: false } });
}

async function expectAttention(shop: OrderDesk, generation = 1): Promise<void> {
  const { attention } = await shop.record();
  expect(attention).toContainEqual(
    expect.objectContaining({
      code: 'provider_misuse',
      message:
        `authorization ${shop.orderId}/${generation.toString()} may have left a hold behind, ` +
        'and Stripe cannot be searched',
    }),
  );
}

test.each([
  { what: 'a hold', open: () => Promise.resolve(new OrderDesk(place)) },
  { what: 'a payment at once', open: () => CardDesk.open(place, 'immediate', { paymentMethod: 'pm_card_visa' }) },
])('the order is canceled: $what that may be there is left to a person, and the order ends', async ({ open }) => {
  const shop = await open();
  const step = shop.stepFor({ kind: 'authorize' });
  await lostAnswer(shop, step);
  shop.learn(step, { kind: 'step_failed', message: 'given up' });

  const release = shop.stepFor(canceling);
  await expect(shop.attempt(release, shop.gateway, LAST_ATTEMPT - 1)).rejects.toMatchObject({
    type: 'ProviderUnavailable',
  });
  expect((await shop.record()).status).not.toBe('canceled');
  expect(shop.learn(release, await shop.attempt(release, shop.gateway, LAST_ATTEMPT))).toMatchObject({
    kind: 'hold_ended',
  });
  expect(await shop.record()).toMatchObject({ status: 'canceled', cancelReason: 'requested' });
  await expectAttention(shop);
});

test('a renewal counts as refused, with an attention, and the old hold serves to its last call', async () => {
  const shop = await shopKeepingCard(place);
  await shop.authorize();
  await shop.pass(6.6 * DAY);
  const step = shop.stepFor({ kind: 'deadline' });
  await lostAnswer(shop, step);
  shop.passHere(31);

  await expect(shop.resolveRenewal(step, LAST_ATTEMPT - 1)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
  expect(shop.learn(step, await shop.resolveRenewal(step, LAST_ATTEMPT))).toMatchObject({ kind: 'renewal_refused' });
  const { holds, attention } = await shop.record();
  expect(holds.map(({ state }) => state)).toEqual(['held']);
  expect(attention.map(({ code }) => code).sort()).toEqual(['provider_misuse', 'reauthorization_failed']);
  await expectAttention(shop, 2);
});
