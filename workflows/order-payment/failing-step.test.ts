import { randomUUID } from 'node:crypto';
import { eventually } from '../../test/setup/eventually';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';

const shop = openWorkflowShop({ retryPauses: { firstMs: 20, mostMs: 100 } });

test('a checkout that Stripe does not answer opens an attention after ten attempts', async () => {
  const match = { method: 'POST', path: '/v1/payment_intents', nth: 1, times: 11 };
  await shop.stripe.fault(match, { kind: 'error', status: 500, stored: false });
  const orderId = `f-${randomUUID()}`;
  const placing = shop.placeOrder({ orderId });
  const [call] = await eventually(
    async () => (await shop.holdfast.reader.findOrder(orderId))?.attention ?? [],
    (calls) => calls.length > 0,
  );
  expect(call).toMatchObject({ code: 'step_failing', step: 'authorize' });
  expect(call?.message).toMatch(/^authorize has not succeeded since .* status 500.* Holdfast tries until /);
  const order = await placing;
  expect((await order.read()).attention).toEqual([]);
  expect(await order.shipAll()).toMatchObject({ status: 'completed', captured: 4600 });
});
