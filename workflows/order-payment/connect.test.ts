import { historyCost } from '../../libs/temporal/history-cost';
import { connectTerms } from '../../test/examples/arbitrary-connect';
import { newOrder, ofOneLine } from '../../test/examples/orders';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';

const shop = openWorkflowShop({ settlementReadAfterSeconds: 1 });
/** Three units of one line, of which a seller gets all but a fee of 1.00. */
const CONNECT = {
  ...ofOneLine(3),
  payment: { ...newOrder().payment, connect: connectTerms({ applicationFeeAmount: 100 }) },
};

test('three shipments split with a seller cost no more Actions; a refund brings back its share', async () => {
  const order = await shop.placeOrder(CONNECT);
  for (const [index, shipmentId] of ['A', 'B', 'C'].entries()) {
    await order.ship(shipmentId, '1:1');
    await order.settle();
    await order.until(({ shipments }) => shipments.filter(({ status }) => status === 'settled').length === index + 1);
  }
  expect(await order.workflow.result()).toMatchObject({ status: 'completed' });
  const cost = await order.cost();
  expect(cost.events).toBeLessThanOrEqual(75);
  expect(cost.actions).toBeLessThanOrEqual(18);
  await order.expectConsistentRecords();
  await order.recordHistory('connect-three-parcels');

  expect(await order.refund('r', { shipmentId: 'A' })).toMatchObject({ status: 'succeeded' });
  const refund = order.refundWorkflow('r');
  await refund.result();
  expect(historyCost(await refund.fetchHistory()).actions).toBeLessThanOrEqual(4);
  expect((await order.read()).connect).toMatchObject({
    applicationFees: [{ amount: 100 }],
    applicationFeesRefunded: [{ amount: 34 }],
  });
  await order.expectConsistentRecords();
  await order.recordRefundHistory('connect', 'r');
});

test('a refund before the settlement is answered at once, and then brings the seller’s share', async () => {
  await shop.stripe.account({ settlement_delay_seconds: 3600 });
  const order = await shop.placeOrder(CONNECT);
  await order.ship('A', '1:1');
  expect(await order.refund('r', { amount: 500 })).toMatchObject({ status: 'succeeded' });
  await shop.stripe.advance(3601);
  const refund = order.refundWorkflow('r');
  await refund.result();
  const record = await order.readRefund('r');
  expect(record?.reversals.map(({ kind, amount, state }) => [kind, amount.amount, state])).toEqual([
    ['transfer', 500, 'done'],
    ['application_fee', expect.any(Number), 'done'],
  ]);
  await order.expectConsistentRecords();
  await order.recordRefundHistory('connect-before-settlement', 'r');
});
