import { eventually } from '../../test/setup/eventually';
import type { WorkflowOrder } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { EVERYTHING } from '../../test/setup/shop/units';

const shop = openWorkflowShop();

/** Until an operator's list of workflows shows whether the order needs a person. */
async function untilListed(order: WorkflowOrder, needsPerson: boolean): Promise<void> {
  await eventually(
    () => order.searchAttribute('HoldfastAttention'),
    (answer) => answer === needsPerson,
  );
}

test('the attention of our own mistake is closed once it is mended, where people list orders', async () => {
  const order = await shop.placeOrder();
  const match = { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 };
  const wrong = { kind: 'error', status: 401, type: 'invalid_request_error', message: 'wrong key', stored: false };
  await shop.stripe.fault(match, wrong);
  expect(await order.ship('A', EVERYTHING)).toMatchObject({
    refusal: { code: 'temporarily_unavailable' },
  });
  await untilListed(order, true);
  expect((await order.read()).attention).toMatchObject([{ code: 'provider_misuse' }]);

  expect(await order.ship('A', EVERYTHING)).toMatchObject({ kind: 'accepted' });
  await untilListed(order, false);
  expect((await order.read()).attention).toEqual([]);
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  await order.recordHistory('mistake-mended');
});

test('the attention of a hold that Stripe calls gone and still shows ends with the next capture', async () => {
  const order = await shop.placeOrder();
  const match = { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 };
  const gone = { type: 'invalid_request_error', code: 'charge_expired_for_capture', message: 'expired' };
  await shop.stripe.fault(match, { kind: 'error', status: 400, ...gone, stored: false });
  expect(await order.ship('A', EVERYTHING)).toMatchObject({
    refusal: { code: 'hold_lost' },
  });
  await untilListed(order, true);
  expect(await order.read()).toMatchObject({
    status: 'authorized',
    attention: [{ code: 'hold_lost', message: expect.stringContaining('ship nothing') as string }],
  });

  expect(await order.ship('A', EVERYTHING)).toMatchObject({ kind: 'accepted' });
  await untilListed(order, false);
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600, lost: 0 });
  await order.recordHistory('hold-in-doubt');
});
