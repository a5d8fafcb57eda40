import { randomUUID } from 'node:crypto';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast } from '../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { captureShipment } from './messages';

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast({ retryPauses: { firstMs: 20, mostMs: 100 } });
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
});

afterAll(async () => {
  await holdfast.stop();
});

afterEach(() => expectConsistentRecordsOfEnded(holdfast));

test('a checkout that Stripe does not answer is told of after ten attempts, and the call ends with it', async () => {
  const match = { method: 'POST', path: '/v1/payment_intents', nth: 1, times: 11 };
  await holdfast.stripe.fault(match, { kind: 'error', status: 500, stored: false });
  const order = accept(newOrder({ orderId: `f-${randomUUID()}` }));
  const authorized = holdfast.authorize(order);
  const [call] = await eventually(
    async () => (await holdfast.reader.findOrder(order.orderId))?.attention ?? [],
    (calls) => calls.length > 0,
  );
  expect(call).toMatchObject({ code: 'step_failing', step: 'authorize' });
  expect(call?.message).toMatch(/^authorize has not succeeded since .* status 500.* It is tried until /);
  const { workflow } = await authorized;
  expect((await holdfast.reader.findOrder(order.orderId))?.attention).toEqual([]);
  const lines = order.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  await workflow.executeUpdate(captureShipment, { args: [shipmentOf('A', lines)] });
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
});
