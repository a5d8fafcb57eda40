import type { NewOrder } from '../../libs/domain/orders/order';
import { fulfilled } from '../../test/examples/cards';
import { eventually } from '../../test/setup/eventually';
import { refusalOf, type WorkflowOrder } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { EVERYTHING } from '../../test/setup/shop/units';

const shop = openWorkflowShop();
const ALWAYS_SECURE = 'pm_card_authenticationRequired';
const SECURE_ON_SETUP = 'pm_card_authenticationRequiredOnSetup';

function placed(
  fulfilment: 'charge_on_ship' | 'immediate',
  paymentMethod: string | null,
  policy: Partial<NewOrder['policy']> = {},
): Promise<WorkflowOrder> {
  return shop.placeOrder(fulfilled(fulfilment, { customer: shop.customer, paymentMethod }, policy));
}

/** An order whose card wanted 3-D Secure when it was saved, which the buyer has completed. */
async function saved(paymentMethod: string, policy: Partial<NewOrder['policy']> = {}): Promise<WorkflowOrder> {
  const order = await placed('charge_on_ship', paymentMethod, policy);
  await order.authenticate();
  await order.tell('hold', 'setup_intent.succeeded');
  await untilSaved(order);
  return order;
}

/** The database knows it a moment before the workflow does, which takes no shipment until then. */
async function untilSaved(order: WorkflowOrder): Promise<void> {
  await eventually(
    () => order.details(),
    (details) => details.includes('each shipment is charged to the saved card'),
  );
}

test('two shipments are charged one by one to the saved card', async () => {
  const order = await placed('charge_on_ship', 'pm_card_visa');
  expect(order.result).toMatchObject({ status: 'card_saved', clientSecret: null });
  expect(await order.details()).toContain('2 units to ship; each shipment is charged to the saved card');
  expect(await order.ship('A', '1:1')).toMatchObject({
    kind: 'accepted',
    status: 'captured',
    amount: 2300,
    final: false,
  });
  expect(await order.ship('A', '1:1')).toMatchObject({ replayed: true });
  expect(await order.ship('B', '2:1')).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  await order.settle();
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600, released: 0, lost: 0 });
  await order.expectConsistentRecords();
  await order.recordHistory('charge-on-ship-two-parcels');
});

test('a card that wants 3-D Secure when it is saved is then charged without the buyer', async () => {
  const order = await placed('charge_on_ship', SECURE_ON_SETUP);
  expect(order.result).toMatchObject({
    status: 'requires_action',
    clientSecret: expect.stringMatching(/^seti_/) as string,
  });
  expect(await refusalOf(order.ship('A', '1:1'))).toBe('order_not_capturable');
  await order.authenticate('fail');
  await order.tell('hold', 'setup_intent.setup_failed');
  await order.untilStatus('requires_payment_method');
  expect(await order.confirm(SECURE_ON_SETUP)).toMatchObject({ kind: 'accepted' });
  await order.authenticate();
  await order.tell('hold', 'setup_intent.succeeded');
  await untilSaved(order);

  expect(await order.ship('all', EVERYTHING)).toMatchObject({ status: 'captured', amount: 4600, final: true });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  await order.expectConsistentRecords();
  await order.recordHistory('charge-on-ship-setup-authenticated');
});

test('a shipment that needs authentication waits, others are refused, and it is paid at last', async () => {
  const order = await saved(ALWAYS_SECURE);
  expect(await order.ship('A', '1:1')).toMatchObject({
    kind: 'accepted',
    status: 'pending',
    amount: 2300,
    replayed: false,
  });
  expect(await order.ship('A', '1:1')).toMatchObject({ status: 'pending', replayed: true });
  expect(await order.details()).toContain('the buyer must authenticate the payment of shipment A by ');
  expect(await refusalOf(order.ship('B', '2:1'))).toBe('order_not_capturable');
  await order.authenticate();
  await order.tell('hold', 'payment_intent.succeeded');
  await order.untilStatus('partially_captured');
  expect((await order.read()).attention).toEqual([]);
  expect(await order.cancel('c1')).toMatchObject({ released: 2300 });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 2300, released: 2300 });
  await order.expectConsistentRecords();
  await order.recordHistory('charge-on-ship-authenticated-later');
});

test('a shipment whose buyer does not authenticate is given up, and opens an attention', async () => {
  // No shop can ask for less than a minute, which is too long for a test to wait.
  await shop.sql('alter table orders drop constraint orders_authentication_timeout_seconds_check');
  const order = await saved(ALWAYS_SECURE, { authenticationTimeoutSeconds: 10 });
  expect(await order.ship('A', '1:1')).toMatchObject({ status: 'pending' });
  const left = await order.untilStatus('card_saved');
  expect(left).toMatchObject({
    attention: [{ code: 'charge_declined' }],
    shipments: [{ shipmentId: 'A', status: 'refused' }],
  });
  const intent = left.shipments[0]?.capture.paymentIntentId;
  expect((await shop.stripe.paymentIntents()).find(({ id }) => id === intent)?.status).toBe('canceled');
  expect(await order.cancel('c1')).toMatchObject({ released: 4600 });
  expect(await order.workflow.result()).toMatchObject({
    status: 'canceled',
    cancelReason: 'requested',
    released: 4600,
  });
  await order.recordHistory('charge-on-ship-authentication-timeout');
});

test('a declined shipment is refused with the status; a stored failure is asked with a new key', async () => {
  const declined = await placed('charge_on_ship', 'pm_card_chargeCustomerFail');
  expect(await declined.ship('A', '1:1')).toMatchObject({
    kind: 'refused',
    refusal: {
      code: 'order_not_capturable',
      status: 'card_saved',
      message: 'shipment A was not paid (generic_decline): Your card was declined.',
    },
  });
  expect(await declined.details()).toContain('charge_declined');
  await declined.workflow.terminate();

  const order = await placed('charge_on_ship', 'pm_card_visa');
  const failure = { kind: 'error', status: 500, type: 'api_error', message: 'An unknown error occurred', stored: true };
  await shop.stripe.fault({ method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 }, failure);
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', status: 'captured' });
  await order.expectConsistentRecords();
  await order.workflow.terminate();
});

test('an order that is fulfilled at once is paid at once', async () => {
  const order = await placed('immediate', 'pm_card_visa');
  expect(order.result).toMatchObject({ status: 'captured', clientSecret: null });
  expect(await refusalOf(order.ship('A', '1:1'))).toBe('order_closed');
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600, released: 0 });
  await order.expectConsistentRecords();
  await order.recordHistory('immediate');
});

test('an order that is fulfilled at once is paid by the buyer in the browser', async () => {
  const order = await placed('immediate', null);
  expect(order.result).toMatchObject({
    status: 'requires_payment_method',
    clientSecret: expect.stringMatching(/^pi_/) as string,
  });
  expect(await refusalOf(order.ship('A', '1:1'))).toBe('order_not_capturable');
  const intent = await order.paymentIntentId();
  await shop.stripe.confirmInBrowser(intent, 'pm_card_visa');
  await order.tell('hold', 'payment_intent.succeeded');
  await order.untilStatus('captured');
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  await order.expectConsistentRecords();
  await order.recordHistory('immediate-in-the-browser');
});
