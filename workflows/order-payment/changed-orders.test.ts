import { accept, newOrder, paidWith, withPolicy } from '../../test/examples/orders';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import type { WorkflowOrder } from '../../test/setup/shop/workflow-order';
import type { LineAddition } from '../../libs/domain/orders/inputs';
import { addLines, changeDeadline, lowerLine } from './messages';

/** Orders that are captured by amount, and orders that change while they are open. */
const shop = openWorkflowShop();
const REQUEST = { requestId: 'r' };

test('an order is captured by amounts, and the last of them is final', async () => {
  const order = await shop.placeOrder();
  expect(await order.ship('A', '', { lines: [], amount: 1000 })).toMatchObject({ kind: 'accepted', final: false });
  expect(await order.ship('B', '', { lines: [], amount: 2300 })).toMatchObject({ amount: 2300, final: false });
  expect(await order.ship('C', '', { lines: [], amount: 1300 })).toMatchObject({ amount: 1300, final: true });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600, released: 0 });
  await order.expectConsistentRecords();
  await order.recordHistory('three-amounts');
});

test('amounts that a card with one capture covers are captured together', async () => {
  const order = await shop.placeOrder(paidWith('pm_card_credit_disableEnterpriseCardFeatures'));
  await order.ship('A', '', { lines: [], amount: 1000 });
  await order.ship('B', '', { lines: [], amount: 600 });
  expect(await order.undo('A')).toMatchObject({ kind: 'accepted' });
  await order.expectConsistentRecords();
  expect(await order.ship('C', '1:1,2:1')).toMatchObject({ status: 'captured', amount: 4000, final: true });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  await order.recordHistory('covered-amounts');
});

test('an order grows, gets cheaper and gets another deadline before it ships', async () => {
  const order = await shop.placeOrder();
  const [line] = newOrder().lines;
  const lines = line === undefined ? [] : [{ ...line, lineId: '3', discountAmount: 0 }];
  const addition = { changeId: 'more', lines, contentHash: 'more', ...REQUEST };
  expect(await order.workflow.executeUpdate(addLines, { args: [addition] })).toMatchObject({ amount: 2200 });
  const reduction = { changeId: 'less', lineId: '2', unitPrice: 1000, reason: 'r', contentHash: 'less', ...REQUEST };
  expect(await order.workflow.executeUpdate(lowerLine, { args: [reduction] })).toMatchObject({ amount: 1106 });
  const change = { onDeadline: 'capture_remaining', marginSeconds: 3600, ...REQUEST } as const;
  expect(await order.workflow.executeUpdate(changeDeadline, { args: [change] })).toMatchObject({ replayed: false });
  const details = await order.details();
  expect(details).toContain('| lines changed | 2 times |');
  expect(details).toContain('what is left is captured at');
  await order.expectConsistentRecords();
  expect(await order.ship('A', '1:1,2:1,3:1')).toMatchObject({ amount: 6800 - 1106, final: true });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 6800 - 1106, released: 1106 });
  await order.recordHistory('grown-and-shrunk');
});

test('a hold that the shop does not want is released with the request that placed it', async () => {
  const refused = {
    ...paidWith('pm_card_credit_disableEnterpriseCardFeatures'),
    ...withPolicy({ withoutMulticapture: 'refuse' }),
  };
  const order = await shop.placeOrder(refused);
  expect(order.result.status).toBe('canceled');
  expect(await order.workflow.result()).toMatchObject({ cancelReason: 'multicapture_unavailable', released: 4600 });
  await order.recordHistory('single-capture-refused');
});

test('a hold that can be captured once gives way to its card, with the request that placed it', async () => {
  const paymentMethod = 'pm_card_credit_disableEnterpriseCardFeatures';
  const order = await shop.placeOrder({
    payment: { ...newOrder().payment, paymentMethod, saveForLater: true },
    ...withPolicy({ withoutMulticapture: 'charge_on_ship' }),
  });
  expect(order.result.status).toBe('card_saved');
  expect(await order.details()).toContain('| fulfilment | charge_on_ship |');
  expect(await order.ship('A', '1:1')).toMatchObject({ status: 'captured', final: false });
  await order.expectConsistentRecords();
  expect(await order.ship('B', '2:1')).toMatchObject({ status: 'captured', final: true });
  // Each charge settles by itself.
  await order.settle();
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600, released: 0 });
  await order.recordHistory('charged-instead');
});

test('an order that costs nothing ships without Stripe', async () => {
  const [line] = newOrder().lines;
  const lines = line === undefined ? [] : [{ ...line, quantity: 2, unitPrice: 0, taxAmount: 0 }];
  const shipping = { ...newOrder().shipping, amount: 0 };
  expect(accept(newOrder({ lines, shipping, discountAmount: 0 })).total).toBe(0);
  const order = await shop.placeOrder({ lines, shipping, discountAmount: 0 });
  expect(await order.ship('A', '1:1')).toMatchObject({ amount: 0, final: false });
  expect(await order.ship('B', '1:1')).toMatchObject({ amount: 0, final: true });
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 0 });
  await order.recordHistory('nothing-due');
});

/** An order whose card is kept, and what its buyer wants besides: 22.00 more. */
async function growing(paymentMethod: string): Promise<{ order: WorkflowOrder; addition: LineAddition }> {
  const kept = { paymentMethod, customer: shop.customer, saveForLater: true };
  const order = await shop.placeOrder({ payment: { ...newOrder().payment, ...kept } });
  const lines = newOrder()
    .lines.slice(0, 1)
    .map((line) => ({ ...line, lineId: '3', discountAmount: 0 }));
  return { order, addition: { changeId: 'more', lines, contentHash: 'more', ...REQUEST } };
}

test('lines that the hold has no room for are held on a second hold of the kept card', async () => {
  const { order, addition } = await growing('pm_card_visa');
  await order.ship('A', '1:1');
  expect(await order.workflow.executeUpdate(addLines, { args: [addition] })).toMatchObject({ amount: 2200 });
  expect(await order.workflow.executeUpdate(addLines, { args: [addition] })).toMatchObject({ replayed: true });
  expect(await order.details()).toContain('| earlier holds | 1 |');
  expect(await order.ship('B', '2:1,3:1')).toMatchObject({ amount: 4500, final: true });
  await order.settle();
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 6800, released: 0 });
  await order.expectConsistentRecords();
  await order.recordHistory('grown-by-second-hold');
});

test('a second hold follows an increment that the bank declined', async () => {
  const { order, addition } = await growing('pm_card_credit_disableEnterpriseCardFeatures');
  expect(await order.workflow.executeUpdate(addLines, { args: [addition] })).toMatchObject({ amount: 2200 });
  expect(await order.ship('A', '1:1,2:1,3:1')).toMatchObject({ amount: 6800, final: true });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 6800, released: 0 });
  await order.expectConsistentRecords();
  await order.recordHistory('grown-after-a-declined-increment');
});
