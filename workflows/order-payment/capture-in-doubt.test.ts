import { parcel } from '../../test/examples/payments';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { units } from '../../test/setup/shop/units';
import { captureShipment } from './messages';

const shop = openWorkflowShop();

test('a capture whose answer was lost is read before its units can leave under another name', async () => {
  const order = await shop.placeOrder();
  const capture = { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 };
  await shop.stripe.fault(capture, { kind: 'commit_then_drop' });
  const read = { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 1 };
  const wrong = { kind: 'error', status: 401, type: 'invalid_request_error', message: 'wrong key', stored: false };
  await shop.stripe.fault(read, wrong);

  const waitForStage = 'ACCEPTED';
  const shipped = await order.workflow.startUpdate(captureShipment, {
    args: [parcel('A', units('1:1'))],
    waitForStage,
  });
  const again = order.ship('A-again', '1:1');
  expect(await shipped.result()).toMatchObject({ kind: 'accepted' });
  expect(await again).toMatchObject({ kind: 'refused', refusal: { code: 'units_not_available' } });
  expect(await shop.stripe.requests('/v1/payment_intents/*/capture')).toHaveLength(1);

  expect(await order.ship('B', '2:1')).toMatchObject({
    kind: 'accepted',
  });
  expect((await order.read()).attention).toEqual([]);
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  await order.recordHistory('capture-in-doubt');
});
