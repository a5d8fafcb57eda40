import type { Fact } from '../../libs/domain/payment/facts';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { shipping } from '../../test/examples/inputs';

/** Stripe refuses a capture as of a hold that is gone, and its own reading shows the hold as it was. */

const DAY = 24 * 3600;
const CAPTURE = '/v1/payment_intents/*/capture';
const GONE = 'capture_charge_authorization_expired';

const place = openShopDatabase();

/** Line 1 was refused so. */
async function refused(): Promise<{ shop: OrderDesk; fact: Fact }> {
  const shop = new OrderDesk(place);
  await shop.authorize();
  const effect = { kind: 'error', status: 400, type: 'invalid_request_error', code: GONE, stored: false };
  await shop.control('faults', { match: { method: 'POST', path: CAPTURE, times: 1 }, effect });
  return { shop, fact: await shop.handle(shipping('A', '1:1')) };
}

/** What is asked of a person, wherever it is kept. */
async function calls(shop: OrderDesk): Promise<object> {
  const { attention } = await shop.record();
  return { known: shop.payment.attention, shown: attention.map(({ message, step }) => ({ message, step })) };
}

const nobody = { known: [], shown: [] };

test('the order stays what the reading says, and a person is called', async () => {
  const { shop, fact } = await refused();
  expect(fact).toMatchObject({ kind: 'capture_refused', reason: 'hold_gone', ended: null, raised: 'hold_lost' });
  expect(await shop.record()).toMatchObject({ status: 'authorized', amounts: { held: 4600, lost: 0 } });
  expect(await calls(shop)).toEqual({
    known: ['hold_lost'],
    shown: [{ message: expect.stringContaining(GONE) as string, step: 'hold 1' }],
  });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a capture that works ends the call', async () => {
  const { shop } = await refused();
  expect(await shop.handle(shipping('B', '2:1'))).toMatchObject({ kind: 'shipment_captured', closed: ['hold_lost'] });
  expect(await calls(shop)).toEqual(nobody);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a release that gives all of it back closes the attention too', async () => {
  const { shop } = await refused();
  await shop.pass(6.6 * DAY);
  await shop.handle({ kind: 'deadline', at: shop.clock().toISOString() });
  expect(await shop.record()).toMatchObject({ status: 'canceled', amounts: { released: 4600, lost: 0 } });
  expect(await calls(shop)).toEqual(nobody);
  expect(await shop.discrepancies()).toEqual([]);
});

test('once the network has taken it, the call is about what is lost, and stays', async () => {
  const { shop } = await refused();
  await shop.pass(8 * DAY);
  await shop.handle({ kind: 'deadline', at: shop.clock().toISOString() });
  expect(await shop.record()).toMatchObject({ status: 'canceled', cancelReason: 'hold_lost', amounts: { lost: 4600 } });
  const lost = '46.00 USD of the hold is gone: it expired at Stripe';
  expect(await calls(shop)).toEqual({ known: ['hold_lost'], shown: [{ message: lost, step: null }] });
  expect(await shop.discrepancies()).toEqual([]);
});
