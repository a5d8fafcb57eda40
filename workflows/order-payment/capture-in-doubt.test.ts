import { randomUUID } from 'node:crypto';
import { accept, newOrder } from '../../test/examples/orders';
import { shipmentOf } from '../../test/examples/payments';
import { startHoldfast, tell, type Holdfast } from '../../test/setup/holdfast';
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

test('a capture whose answer was lost is read before its units can leave under another name, whatever we do wrong meanwhile', async () => {
  const order = accept(newOrder({ orderId: `d-${randomUUID()}` }));
  const { workflow } = await holdfast.authorize(order);
  const [first, second] = order.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  if (first === undefined || second === undefined) throw new Error('the example has two lines');
  const capture = { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 };
  await holdfast.stripe.fault(capture, { kind: 'commit_then_drop' });
  const read = { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 1 };
  const wrong = { kind: 'error', status: 401, type: 'invalid_request_error', message: 'wrong key', stored: false };
  await holdfast.stripe.fault(read, wrong);

  const waitForStage = 'ACCEPTED';
  const shipped = await workflow.startUpdate(captureShipment, { args: [shipmentOf('A', [first])], waitForStage });
  const again = workflow.executeUpdate(captureShipment, { args: [shipmentOf('A-again', [first])] });
  expect(await shipped.result()).toMatchObject({ kind: 'accepted' });
  expect(await again).toMatchObject({ kind: 'refused', refusal: { code: 'units_not_available' } });
  expect(await holdfast.stripe.requests('/v1/payment_intents/*/capture')).toHaveLength(1);

  expect(await workflow.executeUpdate(captureShipment, { args: [shipmentOf('B', [second])] })).toMatchObject({
    kind: 'accepted',
  });
  expect((await holdfast.reader.findOrder(order.orderId))?.attention).toEqual([]);
  await tell(workflow, 'settlement', 'charge.updated');
  expect(await workflow.result()).toMatchObject({ status: 'completed', captured: 4600 });
  await recordHistory('capture-in-doubt', await holdfast.history(workflow));
});
