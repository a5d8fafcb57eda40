import { randomUUID } from 'node:crypto';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { eventually } from '../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast, type OrderWorkflow } from '../../test/setup/holdfast';
import { recordHistory } from '../../test/setup/recorded-histories';
import { expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { captureShipment } from './messages';

let holdfast: Holdfast;

beforeAll(async () => {
  holdfast = await startHoldfast();
  await holdfast.stripe.account({ settlement_delay_seconds: 0 });
});

afterAll(async () => {
  await holdfast.stop();
});

afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

/** What an operator's list of workflows is filtered by. */
async function needsPerson(workflow: OrderWorkflow): Promise<unknown> {
  const { typedSearchAttributes } = await workflow.describe();
  return typedSearchAttributes.getAll().find(({ key }) => key.name === 'HoldfastAttention')?.value;
}

test('a mistake of ours that is mended: the call for a person ends where it can be seen', async () => {
  const order = accept(newOrder({ orderId: `m-${randomUUID()}` }));
  const { workflow } = await holdfast.authorize(order);
  const match = { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 };
  const wrong = { kind: 'error', status: 401, type: 'invalid_request_error', message: 'wrong key', stored: false };
  await holdfast.stripe.fault(match, wrong);
  const lines = order.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const shipment = shipmentOf('A', lines);
  expect(await workflow.executeUpdate(captureShipment, { args: [shipment] })).toMatchObject({
    refusal: { code: 'temporarily_unavailable' },
  });
  await eventually(
    () => needsPerson(workflow),
    (answer) => answer === true,
  );
  expect((await holdfast.reader.findOrder(order.orderId))?.attention).toMatchObject([{ code: 'provider_misuse' }]);

  expect(await workflow.executeUpdate(captureShipment, { args: [shipment] })).toMatchObject({ kind: 'accepted' });
  await eventually(
    () => needsPerson(workflow),
    (answer) => answer === false,
  );
  expect((await holdfast.reader.findOrder(order.orderId))?.attention).toEqual([]);
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await recordHistory('mistake-mended', await holdfast.history(workflow));
});

test('a hold that Stripe calls gone and still shows: the call for a person ends with the next capture', async () => {
  const order = accept(newOrder({ orderId: `g-${randomUUID()}` }));
  const { workflow } = await holdfast.authorize(order);
  const match = { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 };
  const gone = { type: 'invalid_request_error', code: 'charge_expired_for_capture', message: 'expired' };
  await holdfast.stripe.fault(match, { kind: 'error', status: 400, ...gone, stored: false });
  const lines = order.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const shipment = shipmentOf('A', lines);
  expect(await workflow.executeUpdate(captureShipment, { args: [shipment] })).toMatchObject({
    refusal: { code: 'hold_lost' },
  });
  await eventually(
    () => needsPerson(workflow),
    (answer) => answer === true,
  );
  expect(await holdfast.reader.findOrder(order.orderId)).toMatchObject({
    status: 'authorized',
    attention: [{ code: 'hold_lost', message: expect.stringContaining('nothing should leave') as string }],
  });

  expect(await workflow.executeUpdate(captureShipment, { args: [shipment] })).toMatchObject({ kind: 'accepted' });
  await eventually(
    () => needsPerson(workflow),
    (answer) => answer === false,
  );
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600, lost: 0 });
  await recordHistory('hold-in-doubt', await holdfast.history(workflow));
});
