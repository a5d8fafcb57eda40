import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { EVERYTHING } from '../../test/setup/shop/units';
import { paidWith } from '../../test/examples/orders';

/** Shipments that are worth more or less than their units, through the workflow. */
const shop = openWorkflowShop();

function adjusted(amount: number): { amountAdjustment: { amount: number; reason: string } } {
  return { amountAdjustment: { amount, reason: 'weighed' } };
}

test('a heavier first shipment increments the hold, and everything is captured', async () => {
  const order = await shop.placeOrder();
  expect(await order.ship('A', '1:1', adjusted(500))).toMatchObject({ kind: 'accepted', amount: 2800, final: false });
  expect(await order.ship('A', '1:1', adjusted(500))).toMatchObject({ replayed: true, amount: 2800 });
  expect(await order.ship('B', '2:1')).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 5100, released: 0 });
  const { actions } = await order.cost();
  // One activity more than without the adjustment.
  expect(actions).toBeLessThanOrEqual(15);
  await order.recordHistory('raised-then-captured');
});

test('a heavier last shipment is captured above the hold', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1', adjusted(-100));
  expect(await order.ship('B', '2:1', adjusted(800))).toMatchObject({ kind: 'accepted', amount: 3100, final: true });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 5300, released: 0 });
  const details = await order.details();
  expect(details).toContain('| adjustments of shipments | 7.00 USD |');
  await order.recordHistory('captured-above-the-hold');
});

test('a card that bears no more is told so with what the shipment can take, and ships for that', async () => {
  const order = await shop.placeOrder(paidWith('pm_card_credit_disableEnterpriseCardFeatures'));
  expect(await order.ship('A', '1:1', adjusted(500))).toMatchObject({
    refusal: { code: 'amount_exceeds_hold', maximumAmount: 2300 },
  });
  expect(await order.ship('all', EVERYTHING)).toMatchObject({ amount: 4600 });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  await order.recordHistory('raise-declined');
});
