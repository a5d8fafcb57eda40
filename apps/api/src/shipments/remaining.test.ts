import { EXAMPLE_ORDER } from '../testing/example-order';
import { seconds } from '../../../../test/setup/pace';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { units } from '../../../../test/setup/shop/units';

const shop = openApiShop({ stripe: { capture_window_seconds: seconds(4) } });
const CAPTURE_REMAINING = { ...EXAMPLE_ORDER.policy, onDeadline: 'capture_remaining' };

test('units captured at the deadline may leave, and are refused as a shipment with the reason', async () => {
  const order = await shop.placeOrder('pm_card_visa', { policy: { ...CAPTURE_REMAINING, marginSeconds: seconds(2) } });
  await order.untilStatus('captured');

  expect(await order.shipCheck('1:1')).toEqual({ mayShip: true, reason: 'already_paid', heldUntil: null });
  const refused = (await order.ship('A', '1:1')).problem();
  expect([refused.code, refused.detail]).toEqual(['order_closed', expect.stringContaining('they are paid')]);
  const refunded = await order.refund('R', { shipmentId: 'holdfast.remaining', lines: units('1:1') });
  expect(refunded.json()).toMatchObject({ amount: 2300 });
  expect(await order.shipCheck('2:1')).toMatchObject({ mayShip: false, reason: 'order_closed' });

  await order.complete();
  expect((await order.ship('B', '2:1')).problem().detail).toContain('they are paid');
});

test('what could not be captured at the deadline is not called paid', async () => {
  // From the last call to the drop by the network there are three seconds, for a machine that is busy.
  await shop.stripe.account({ capture_window_seconds: seconds(12) });
  const declined = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', message: 'no' } as const;
  await shop.stripe.fault({ method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 2 }, declined);
  const order = await shop.placeOrder('pm_card_visa', { policy: { ...CAPTURE_REMAINING, marginSeconds: seconds(6) } });
  await order.workflow.result();
  const { status, shipments } = await order.read();
  expect([status, shipments]).toEqual(['canceled', [expect.objectContaining({ status: 'refused' })]]);
  const late = (await order.ship('A', '1:1')).problem();
  expect([late.code, late.detail]).toEqual(['order_closed', expect.not.stringContaining('paid')]);
});
