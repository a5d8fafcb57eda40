import { shipmentOf } from '../../test/examples/payments';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const place = openShopDatabase();

test('a shipment that failed by our mistake is captured as the final one when it has become that', async () => {
  const shop = new OrderDesk(place);
  await shop.authorize();
  const wrong = { kind: 'error', status: 401, type: 'invalid_request_error', message: 'wrong key', stored: false };
  const match = { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 };
  await shop.control('faults', { match, effect: wrong });
  const shipment = shipmentOf('A', [{ lineId: '1', quantity: 1 }]);
  const failed = shop.stepFor({ kind: 'capture_shipment', shipment });
  await expect(shop.attempt(failed)).rejects.toMatchObject({ type: 'ProviderMisuse' });
  shop.learn(failed, { kind: 'step_failed', message: 'as the workflow learns it' });

  const lines = [{ lineId: '2', quantity: 1 }];
  const cancellation = { cancellationId: 'c', reason: 'r', contentHash: 'c', requestId: 'r', lines };
  await shop.handle({ kind: 'cancel_lines', cancellation });
  // The earlier intent was for a shipment that is not the last: its key is given up, and the next one asks.
  expect(await shop.handle({ kind: 'capture_shipment', shipment })).toMatchObject({ reason: 'key_spent' });
  expect(await shop.handle({ kind: 'capture_shipment', shipment })).toMatchObject({
    kind: 'shipment_captured',
    ended: { state: 'captured', released: 2300 },
  });
  expect(await shop.discrepancies()).toEqual([]);
});
