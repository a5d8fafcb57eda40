import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { units } from '../../../../test/setup/shop/units';

const shop = openApiShop();

/** The order of the documentation, 46.00, of which half is paid by a gift card and a deposit. */
const HALF_PAID = {
  credits: [
    { creditId: 'gift-1', amount: 1800, description: 'gift card' },
    { creditId: 'deposit', amount: 500 },
  ],
};

test('the card is held for what credits leave, and each shipment takes its share', async () => {
  const order = await shop.placeOrder('pm_card_visa', HALF_PAID);
  expect(order.placed).toMatchObject({
    amounts: { total: 2300, held: 2300 },
    credits: [
      { creditId: 'gift-1', amount: 1800, description: 'gift card', used: 0, returned: 0 },
      { creditId: 'deposit', amount: 500, description: null, used: 0, returned: 0 },
    ],
    lines: [{ amount: 1150 }, { amount: 1150 }],
  });
  const breakdown = { goods: 2000, tax: 200, discount: 100, shipping: 200, adjustment: 0, credit: 1150 };
  const { currentDetails } = await order.workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain('| paid by credits | 23.00 USD |');
  expect((await order.ship('A', '1:1')).json()).toMatchObject({ amount: 1150, breakdown });
  expect((await order.ship('B', '2:1')).json()).toMatchObject({ amount: 1150, breakdown });
  expect((await order.read()).amounts).toMatchObject({ captured: 2300, held: 0 });
  expect((await order.read()).credits).toMatchObject([{ used: 1800 }, { used: 500 }]);
  const { balances } = await order.ledger();
  expect(balances).toContainEqual({
    account: 'sales_credits',
    balance: { amount: 2300, currency: 'usd' },
  });
  await order.expectConsistentRecords();
});

test('returned units give each means back what it paid, and say what is the shop’s to give', async () => {
  const order = await shop.placeOrder('pm_card_visa', HALF_PAID);
  await order.ship('A', '1:1');
  await order.ship('B', '2:1');
  expect((await order.refund('R1', { shipmentId: 'A' })).json()).toMatchObject({
    status: 'succeeded',
    amount: 1150,
    credits: [{ creditId: 'gift-1', amount: 1150 }],
  });
  expect((await order.refund('R2', { lines: units('2:1') })).json()).toMatchObject({
    amount: 1150,
    credits: [
      { creditId: 'gift-1', amount: 650 },
      { creditId: 'deposit', amount: 500 },
    ],
  });
  const { actions, amounts, credits } = await order.read();
  expect([actions, amounts, credits]).toMatchObject([
    [],
    { captured: 2300, refunded: 2300 },
    [{ returned: 1800 }, { returned: 500 }],
  ]);
  expect((await order.refund('R3', { lines: units('1:1') })).problem().code).toBe('units_not_available');
  await order.expectConsistentRecords();
});

test('units that never left leave their credits to the shop, and the order says how much', async () => {
  const order = await shop.placeOrder('pm_card_credit_disableEnterpriseCardFeatures', HALF_PAID);
  await order.ship('A', '1:1');
  expect((await order.cancel('C')).json()).toMatchObject({
    order: {
      credits: [
        { amount: 1800, used: 1150 },
        { amount: 500, used: 0 },
      ],
    },
  });
});

test.each([
  { refundTo: undefined, amount: 1150, credits: [{ creditId: 'gift-1', amount: 250 }] },
  { refundTo: 'card', amount: 1150, credits: [{ creditId: 'gift-1', amount: 250 }] },
  { refundTo: 'credits', amount: 250, credits: [{ creditId: 'gift-1', amount: 1150 }] },
])('a restocking fee leaves 14.00: $refundTo gets it first', async ({ refundTo, ...given }) => {
  const order = await shop.placeOrder('pm_card_visa', HALF_PAID);
  await order.ship('A', '1:1');
  const most = await order.refund('R1', { shipmentId: 'A', amount: 2301 });
  expect(most.problem()).toMatchObject({ maximumAmount: 2300, errors: [{ path: 'amount' }] });
  const answer = await order.refund('R1', { shipmentId: 'A', amount: 1400, refundTo });
  expect(answer.json()).toMatchObject({ status: 'succeeded', ...given });
  await order.expectConsistentRecords();
});

test('what credits can bear alone asks nothing of Stripe, and counts as returned', async () => {
  const order = await shop.placeOrder('pm_card_visa', HALF_PAID);
  await order.ship('A', '1:1');
  const answer = await order.refund('R1', { shipmentId: 'A', amount: 1000, refundTo: 'credits' });
  expect([answer.status, answer.json()]).toMatchObject([
    201,
    { status: 'succeeded', amount: 0, credits: [{ creditId: 'gift-1', amount: 1000 }], stripeRefundId: null },
  ]);
  expect((await order.read()).amounts).toMatchObject({ captured: 1150, refunded: 0 });
  expect((await order.refund('R2', { shipmentId: 'A' })).problem().code).toBe('units_not_available');
  await order.expectConsistentRecords();
});

test('an order that credits pay in full ships and is returned without Stripe', async () => {
  const credits = [{ creditId: 'gift-1', amount: 4600 }];
  const before = await shop.stripe.paymentIntents();
  const order = await shop.placeOrder({}, { credits });
  expect(order.placed).toMatchObject({ status: 'no_payment_required', amounts: { total: 0, held: 0 } });
  expect((await order.ship('A', '1:1')).json()).toMatchObject({ amount: 0, breakdown: { goods: 2000, credit: 2300 } });
  expect((await order.refund('R1', { shipmentId: 'A' })).json()).toMatchObject({
    status: 'succeeded',
    amount: 0,
    credits: [{ creditId: 'gift-1', amount: 2300 }],
  });
  expect(await shop.stripe.paymentIntents()).toEqual(before);
});

test.each([
  { credits: [{ creditId: 'a', amount: 4601 }], path: 'credits' },
  {
    credits: [
      { creditId: 'a', amount: 100 },
      { creditId: 'a', amount: 100 },
    ],
    path: 'credits[1].creditId',
  },
  { credits: [{ creditId: 'a', amount: 0 }], path: 'credits[0].amount' },
])('$path is refused by its name', async ({ credits, path }) => {
  const { answer } = await shop.askForOrder('pm_card_visa', { credits });
  expect([answer.status, answer.problem().errors]).toMatchObject([400, [{ path }]]);
});

test('what is left for the card must be what Stripe takes at least', async () => {
  const { answer } = await shop.askForOrder('pm_card_visa', { credits: [{ creditId: 'a', amount: 4580 }] });
  expect(answer.problem()).toMatchObject({ code: 'amount_too_small', minimumAmount: 50 });
});
