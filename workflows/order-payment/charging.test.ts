import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { AuthorizationResult, ShipmentResult } from '../../libs/domain/lifecycle/answers';
import type { NewOrder } from '../../libs/domain/orders/order';
import type { NextAction } from '../../libs/domain/provider/payment-gateway';
import type { OrderRecord } from '../../libs/postgres/records/order-record';
import { fulfilled } from '../../test/examples/cards';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { createCustomer } from '../../test/setup/emulator';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { expectConsistentRecords, expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { cancelLines, captureShipment, confirmPayment } from './messages';

const ALWAYS_SECURE = 'pm_card_authenticationRequired';
const SECURE_ON_SETUP = 'pm_card_authenticationRequiredOnSetup';
const one = [{ lineId: '1', quantity: 1 }];
const two = [{ lineId: '2', quantity: 1 }];

let holdfast: Holdfast;
let customer: string;

beforeAll(async () => {
  holdfast = await startHoldfast();
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
  customer = await createCustomer(holdfast.stripe);
});

afterAll(async () => {
  await holdfast.stop();
});

afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

interface Placed {
  readonly orderId: string;
  readonly workflow: OrderWorkflow;
  readonly result: AuthorizationResult;
}

async function placed(
  fulfilment: 'charge_on_ship' | 'immediate',
  paymentMethod: string | null,
  policy: Partial<NewOrder['policy']> = {},
): Promise<Placed> {
  const orderId = `g-${randomUUID()}`;
  const terms = fulfilled(fulfilment, { customer, paymentMethod }, policy);
  return { orderId, ...(await holdfast.authorize(accept(newOrder({ orderId, ...terms })))) };
}

/** An order whose card wanted 3-D Secure when it was saved, which the buyer has completed. */
async function saved(paymentMethod: string, policy: Partial<NewOrder['policy']> = {}): Promise<Placed> {
  const order = await placed('charge_on_ship', paymentMethod, policy);
  await authenticate(order.result.nextAction);
  await tell(order.workflow, 'hold', 'setup_intent.succeeded');
  await untilSaved(order);
  return order;
}

function ship({ workflow }: Placed, shipmentId: string, lines = one): Promise<ShipmentResult> {
  return workflow.executeUpdate(captureShipment, { args: [shipmentOf(shipmentId, lines)] });
}

function until(orderId: string, isIt: (order: OrderRecord) => boolean): Promise<OrderRecord | undefined> {
  return eventually(
    () => holdfast.reader.findOrder(orderId),
    (order) => order !== undefined && isIt(order),
  );
}

async function authenticate(action: NextAction | null, outcome = 'complete'): Promise<void> {
  if (action?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
  await fetch(action.url, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' });
}

/** As the page of the shop does that waits for the buyer. */
async function authenticateOrder(orderId: string): Promise<void> {
  await authenticate((await holdfast.reader.findOrder(orderId))?.authorization?.nextAction ?? null);
}

async function settle({ workflow }: Placed): Promise<void> {
  await tell(workflow, 'settlement', 'charge.updated');
}

async function refusalOf(update: Promise<unknown>): Promise<string | null | undefined> {
  const error: unknown = await update.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
  return error.cause.type;
}

async function details({ workflow }: Placed): Promise<string> {
  return (await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
}

/** The database knows it a moment before the workflow does, which takes no shipment until then. */
async function untilSaved(order: Placed): Promise<void> {
  await eventually(
    () => details(order),
    (card) => card.includes('each shipment is charged to the saved card'),
  );
}

test('two shipments are charged one by one to the saved card', async () => {
  const order = await placed('charge_on_ship', 'pm_card_visa');
  expect(order.result).toMatchObject({ status: 'card_saved', clientSecret: null });
  expect(await details(order)).toContain('2 units to ship; each shipment is charged to the saved card');
  expect(await ship(order, 'A')).toMatchObject({ kind: 'accepted', status: 'captured', amount: 2300, final: false });
  expect(await ship(order, 'A')).toMatchObject({ replayed: true });
  expect(await ship(order, 'B', two)).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
  await settle(order);
  await settle(order);
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 4600, released: 0, lost: 0 });
  await expectConsistentRecords(holdfast, order.orderId);
  await recordHistory('charge-on-ship-two-parcels', await holdfast.history(order.workflow));
});

test('the card wants 3-D Secure when it is saved, after another that failed; then it is charged without the buyer', async () => {
  const order = await placed('charge_on_ship', SECURE_ON_SETUP);
  expect(order.result).toMatchObject({
    status: 'requires_action',
    clientSecret: expect.stringMatching(/^seti_/) as string,
  });
  expect(await refusalOf(ship(order, 'A'))).toBe('order_not_capturable');
  await authenticate(order.result.nextAction, 'fail');
  await tell(order.workflow, 'hold', 'setup_intent.setup_failed');
  await until(order.orderId, ({ status }) => status === 'requires_payment_method');
  const args = [{ paymentMethod: SECURE_ON_SETUP, returnUrl: null, requestId: 'r' }] as const;
  const confirmed = await order.workflow.executeUpdate(confirmPayment, { args: [...args] });
  if (confirmed.kind === 'refused') throw new Error(confirmed.refusal.message);
  await authenticate(confirmed.nextAction);
  await tell(order.workflow, 'hold', 'setup_intent.succeeded');
  await untilSaved(order);

  expect(await ship(order, 'all', [...one, ...two])).toMatchObject({ status: 'captured', amount: 4600, final: true });
  await settle(order);
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await expectConsistentRecords(holdfast, order.orderId);
  await recordHistory('charge-on-ship-setup-authenticated', await holdfast.history(order.workflow));
});

test('the bank wants the buyer for a shipment: it waits, others are refused, and it is paid when they come', async () => {
  const order = await saved(ALWAYS_SECURE);
  const { orderId, workflow } = order;
  expect(await ship(order, 'A')).toMatchObject({ kind: 'accepted', status: 'pending', amount: 2300, replayed: false });
  expect(await ship(order, 'A')).toMatchObject({ status: 'pending', replayed: true });
  expect(await details(order)).toContain('the buyer must authenticate the payment of shipment A until ');
  expect(await refusalOf(ship(order, 'B', two))).toBe('order_not_capturable');
  await authenticateOrder(orderId);
  await tell(workflow, 'hold', 'payment_intent.succeeded');
  await until(orderId, ({ status }) => status === 'partially_captured');
  expect((await holdfast.reader.findOrder(orderId))?.attention).toEqual([]);
  const cancellation = { cancellationId: 'c', reason: 'sold out', contentHash: 'h', requestId: 'r' };
  expect(await workflow.executeUpdate(cancelLines, { args: [cancellation] })).toMatchObject({ released: 2300 });
  await settle(order);
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 2300, released: 2300 });
  await expectConsistentRecords(holdfast, orderId);
  await recordHistory('charge-on-ship-authenticated-later', await holdfast.history(workflow));
});

/** No shop can ask for less than a minute, which is too long for a test to wait. */
async function allowShortTimes(): Promise<void> {
  const client = new Client({ connectionString: holdfast.databaseUrl });
  await client.connect();
  await client.query('alter table orders drop constraint orders_authentication_timeout_seconds_check');
  await client.end();
}

test('the buyer whom the bank wants does not come: the shipment is given up, and a person is told', async () => {
  await allowShortTimes();
  const order = await saved(ALWAYS_SECURE, { authenticationTimeoutSeconds: 10 });
  const { orderId, workflow } = order;
  expect(await ship(order, 'A')).toMatchObject({ status: 'pending' });
  const left = await until(orderId, ({ status }) => status === 'card_saved');
  expect(left).toMatchObject({
    attention: [{ code: 'charge_declined' }],
    shipments: [{ shipmentId: 'A', status: 'refused' }],
  });
  const intent = left?.shipments[0]?.capture.paymentIntentId;
  expect((await holdfast.stripe.paymentIntents()).find(({ id }) => id === intent)?.status).toBe('canceled');
  const cancellation = { cancellationId: 'c', reason: 'not paid', contentHash: 'h', requestId: 'r' };
  expect(await workflow.executeUpdate(cancelLines, { args: [cancellation] })).toMatchObject({ released: 4600 });
  expect(await workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'requested', released: 4600 });
  await recordHistory('charge-on-ship-authentication-timeout', await holdfast.history(workflow));
});

test('a card that declines on ship: refused with the status, and a stored failure is asked again under a new key', async () => {
  const declined = await placed('charge_on_ship', 'pm_card_chargeCustomerFail');
  expect(await ship(declined, 'A')).toMatchObject({
    kind: 'refused',
    refusal: {
      code: 'order_not_capturable',
      status: 'card_saved',
      message: 'shipment A was not paid (generic_decline): Your card was declined.',
    },
  });
  expect(await details(declined)).toContain('charge_declined');
  await declined.workflow.terminate();

  const order = await placed('charge_on_ship', 'pm_card_visa');
  const failure = { kind: 'error', status: 500, type: 'api_error', message: 'An unknown error occurred', stored: true };
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 }, failure);
  expect(await ship(order, 'A')).toMatchObject({ kind: 'accepted', status: 'captured' });
  await expectConsistentRecords(holdfast, order.orderId);
  await order.workflow.terminate();
});

test('an order that is fulfilled at once is paid at once', async () => {
  const order = await placed('immediate', 'pm_card_visa');
  expect(order.result).toMatchObject({ status: 'captured', clientSecret: null });
  expect(await refusalOf(ship(order, 'A'))).toBe('order_closed');
  await settle(order);
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 4600, released: 0 });
  await expectConsistentRecords(holdfast, order.orderId);
  await recordHistory('immediate', await holdfast.history(order.workflow));
});

test('an order that is fulfilled at once is paid by the buyer in the browser', async () => {
  const order = await placed('immediate', null);
  expect(order.result).toMatchObject({
    status: 'requires_payment_method',
    clientSecret: expect.stringMatching(/^pi_/) as string,
  });
  expect(await refusalOf(ship(order, 'A'))).toBe('order_not_capturable');
  const intent = (await holdfast.reader.findOrder(order.orderId))?.authorization?.paymentIntentId ?? '';
  await holdfast.stripe.confirmInBrowser(intent, 'pm_card_visa');
  await tell(order.workflow, 'hold', 'payment_intent.succeeded');
  await until(order.orderId, ({ status }) => status === 'captured');
  await settle(order);
  expect(await order.workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await expectConsistentRecords(holdfast, order.orderId);
  await recordHistory('immediate-in-the-browser', await holdfast.history(order.workflow));
});
