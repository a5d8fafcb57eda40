import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast } from '../../../../test/setup/holdfast';
import { orderPaymentId } from '../../../../workflows/order-payment/messages';
import { orderSchema, type Order } from '../orders/order.schema';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  api = await driveApi(holdfast);
  await holdfast.stripe.account({ settlement_delay_seconds: 0, capture_window_seconds: 4 });
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

const first = { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }] };
const second = { shipmentId: 'B', lines: [{ lineId: '2', quantity: 1 }] };

test('what was captured at the deadline may leave, and is refused as a shipment with the reason', async () => {
  const orderId = `r-${randomUUID()}`;
  const path = `/v1/orders/${orderId}`;
  const ship = (shipment: object): Promise<HttpAnswer> => api.post(`${path}/shipments`, shipment);
  const shipCheck = async (lines: string): Promise<unknown> =>
    (await api.get(`${path}/ship-check?lines=${lines}`)).json();
  const order = async (): Promise<Order> => orderSchema.parse((await api.get(path)).json());
  const policy = { ...EXAMPLE_ORDER.policy, onDeadline: 'capture_remaining', marginSeconds: 2 };
  const payment = { paymentMethod: 'pm_card_visa' };
  expect((await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment, policy })).status).toBe(201);
  await eventually(order, ({ status }) => status === 'captured');

  expect(await shipCheck('1:1')).toEqual({ mayShip: true, reason: 'already_paid', heldUntil: null });
  const refused = (await ship(first)).problem();
  expect([refused.code, refused.detail]).toEqual(['order_closed', expect.stringContaining('they are paid')]);
  const refund = { refundId: 'R', shipmentId: 'holdfast.remaining', lines: first.lines, reason: 'never left' };
  expect((await api.post(`${path}/refunds`, refund)).json()).toMatchObject({ amount: 2300 });
  expect(await shipCheck('2:1')).toMatchObject({ mayShip: false, reason: 'order_closed' });

  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  await tell(workflow, 'settlement', 'charge.updated');
  await workflow.result();
  expect((await ship(second)).problem().detail).toContain('they are paid');
  await holdfast.stripe.requireSound();
});

test('what could not be captured at the deadline is not called paid', async () => {
  const orderId = `r-${randomUUID()}`;
  const path = `/v1/orders/${orderId}`;
  // From the last call to the drop by the network there are three seconds, for a machine that is busy.
  await holdfast.stripe.account({ capture_window_seconds: 12 });
  const policy = { ...EXAMPLE_ORDER.policy, onDeadline: 'capture_remaining', marginSeconds: 6 };
  const payment = { paymentMethod: 'pm_card_visa' };
  const declined = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', message: 'no' } as const;
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 2 }, declined);
  expect((await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment, policy })).status).toBe(201);
  await holdfast.client.workflow.getHandle(orderPaymentId(orderId)).result();
  const { status, shipments } = orderSchema.parse((await api.get(path)).json());
  expect([status, shipments]).toEqual(['canceled', [expect.objectContaining({ status: 'refused' })]]);
  const late = (await api.post(`${path}/shipments`, first)).problem();
  expect([late.code, late.detail]).toEqual(['order_closed', expect.not.stringContaining('paid')]);
  await holdfast.stripe.requireSound();
});
