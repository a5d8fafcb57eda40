import type { Input } from '../../libs/domain/orders/inputs';
import { paidWith } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const INCREMENT = '/v1/payment_intents/*/increment_authorization';
const DAY = 24 * 3600;

const place = openShopDatabase();

/** A shipment of one unit, worth 23.00 without its adjustment. */
function ship(shipmentId: string, lineId: string, amount?: number): Input {
  const shipment = shipmentOf(shipmentId, [{ lineId, quantity: 1 }]);
  if (amount === undefined) return { kind: 'capture_shipment', shipment };
  return { kind: 'capture_shipment', shipment: { ...shipment, amountAdjustment: { amount, reason: 'weighed' } } };
}

test('more is held first, then the shipment is captured with what it is worth', async () => {
  const shop = await OrderDesk.authorized(place);
  expect(await shop.handle(ship('A', '1', 500))).toMatchObject({ kind: 'hold_raised', amount: 5100 });
  expect(await shop.record()).toMatchObject({ amounts: { held: 5100, raised: 500 } });
  expect(await shop.discrepancies()).toEqual([]);
  expect(await shop.handle(ship('A', '1', 500))).toMatchObject({ kind: 'shipment_captured' });
  expect(await shop.record()).toMatchObject({
    amounts: { captured: 2800, held: 2300 },
    shipments: [{ amount: 2800, breakdown: { adjustment: 500 } }],
  });
  await shop.handle(ship('B', '2'));
  expect(await shop.record()).toMatchObject({ amounts: { total: 4600, captured: 5100, raised: 500, released: 0 } });
  expect(await shop.timeline()).toContain('hold_incremented');
  expect(await shop.discrepancies()).toEqual([]);
});

test('a card that bears no increment leaves the hold as it is, and its units ship at their worth', async () => {
  const shop = await OrderDesk.authorized(place, paidWith('pm_card_credit_disableEnterpriseCardFeatures'));
  expect(await shop.handle(ship('A', '1', 500))).toMatchObject({ kind: 'raise_refused', reason: 'declined' });
  expect(await shop.record()).toMatchObject({ status: 'authorized', amounts: { held: 4600 }, shipments: [] });
  expect(await shop.timeline()).toContain('increment_refused');
  expect(await shop.handle(ship('A', '1'))).toMatchObject({ kind: 'shipment_covered' });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a hold that is gone is told at once', async () => {
  const shop = await OrderDesk.authorized(place);
  await shop.pass(8 * DAY);
  expect(await shop.handle(ship('A', '1', 500))).toMatchObject({
    ...{ kind: 'raise_refused', reason: 'hold_gone' },
    ended: { state: 'expired', lost: 4600 },
  });
  expect(await shop.record()).toMatchObject({ status: 'canceled', cancelReason: 'hold_lost' });
  expect(await shop.discrepancies()).toEqual([]);
});

test('the last shipment takes more than is left of the hold, where the card allows it', async () => {
  const shop = await OrderDesk.authorized(place);
  await shop.handle(ship('A', '1'));
  await shop.handle(ship('B', '2', 690));
  expect(await shop.record()).toMatchObject({
    amounts: { total: 4600, captured: 5290, raised: 690, held: 0, released: 0 },
    shipments: [{ amount: 2300 }, { amount: 2990, final: true }],
  });
  expect(await shop.requests(INCREMENT)).toBe(0);
  expect(await shop.discrepancies()).toEqual([]);
});

test('covered shipments keep their adjustments until their capture', async () => {
  const shop = await OrderDesk.authorized(place, paidWith('pm_card_credit_disableEnterpriseCardFeatures'));
  await shop.handle(ship('A', '1', -300));
  await shop.handle(ship('B', '2', 200));
  expect(await shop.record()).toMatchObject({
    amounts: { captured: 4500, released: 100 },
    shipments: [{ amount: 2000 }, { amount: 2500 }],
  });
  expect(await shop.discrepancies()).toEqual([]);
});
