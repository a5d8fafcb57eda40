import type { Input } from '../../libs/domain/orders/inputs';
import { CardDesk, first } from '../../test/setup/desks/card-desk';
import { parcel } from '../../test/examples/payments';
import { createShopDatabase, Shop, type ShopDatabase } from '../../test/setup/desks/shop';

/** A release of Holdfast that asks in other words than the one before meets keys that Stripe knows from another request. */

const CREATE = '/v1/payment_intents';
const CAPTURE = '/v1/payment_intents/*/capture';
const CANCEL = '/v1/payment_intents/*/cancel';
const shipOne: Input = { kind: 'capture_shipment', shipment: parcel('A', [{ lineId: '1', quantity: 1 }]) };
const failed = { kind: 'step_failed', message: 'as the workflow learns it' } as const;

let place: ShopDatabase;
beforeAll(async () => {
  place = await createShopDatabase();
});
afterAll(() => place.drop());

/** Stripe refuses one request; `stored`: for as long as it knows the key, as what failed after it was begun. */
async function refuseOnce(shop: Shop, path: string, type: string, stored: boolean): Promise<void> {
  const effect = { kind: 'error', status: 400, type, code: null, stored };
  await shop.control('faults', { match: { method: 'POST', path, nth: 1, times: 1 }, effect });
}

const INVALID = 'invalid_request_error';
const OTHER_REQUEST = 'idempotency_error';
/** The stored refusal is answered again; or the request was mended, and is another one now. */
const SPENT = [{ how: 'stored' }, { how: 'mended' }] as const;

/** A request fails by our mistake, which is mended; its key stays spent. */
async function failOnce(shop: Shop, path: string, input: Input, how: 'stored' | 'mended'): Promise<void> {
  await refuseOnce(shop, path, INVALID, how === 'stored');
  const step = shop.stepFor(input);
  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse' });
  shop.learn(step, failed);
  if (how === 'mended') await refuseOnce(shop, path, OTHER_REQUEST, false);
}

test.each([
  { how: 'stored', type: INVALID },
  { how: 'mended', type: OTHER_REQUEST },
])('a release takes the next key at once: $how', async ({ how, type }) => {
  const shop = new Shop(place);
  await shop.handle({ kind: 'authorize' });
  await refuseOnce(shop, CANCEL, type, how === 'stored');
  const step = shop.stepFor({ kind: 'deadline' });
  const attempts = how === 'stored' ? 2 : 1;
  for (let attempt = 1; attempt <= attempts; attempt += 1)
    await expect(shop.attempt(step, shop.gateway, attempt)).rejects.toMatchObject({ type: 'ProviderMisuse' });
  expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ kind: 'hold_ended', hold: { released: 4600 } });
  expect(await shop.discrepancies()).toEqual([]);
});

test.each(SPENT)('a capture is read, then has a key of its own: $how', async ({ how }) => {
  const shop = new Shop(place);
  await shop.handle({ kind: 'authorize' });
  await failOnce(shop, CAPTURE, shipOne, how);
  shop.passHere(31);
  expect(await shop.handle(shipOne)).toMatchObject({ kind: 'capture_refused', reason: 'key_spent' });
  expect(await shop.handle(shipOne)).toMatchObject({ kind: 'shipment_captured', generation: 2, mismatch: false });
  expect(await shop.discrepancies()).toEqual([]);
});

test.each(SPENT)('a charge is searched for, then has a key of its own: $how', async ({ how }) => {
  const desk = await CardDesk.saved(place);
  await failOnce(desk, CREATE, first, how);
  desk.passHere(31);
  expect(await desk.handle(first)).toMatchObject({ kind: 'capture_refused', reason: 'key_spent' });
  expect(await desk.handle(first)).toMatchObject({ kind: 'shipment_charged' });
  expect((await desk.paymentIntents()).map(({ amount_received }) => amount_received)).toEqual([2300]);
  expect(await desk.discrepancies()).toEqual([]);
});

test('soon after, a capture is left alone: the request before may be on its way', async () => {
  const shop = new Shop(place);
  await shop.handle({ kind: 'authorize' });
  await failOnce(shop, CAPTURE, shipOne, 'mended');
  shop.passHere(10);
  await expect(shop.attempt(shop.stepFor(shipOne))).rejects.toMatchObject({ type: 'ProviderMisuse' });
});
