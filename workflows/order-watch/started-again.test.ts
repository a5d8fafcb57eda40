import { fulfilled } from '../../test/examples/cards';
import { orderKeepingCard } from '../../test/setup/desks/kept-card';
import { seconds } from '../../test/setup/pace';
import { AWAY, openStoppedOrdersShop } from '../../test/setup/shop/stopped-orders';
import { paidWith, withPolicy } from '../../test/examples/orders';

const SINGLE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';
const ALWAYS_SECURE = 'pm_card_authenticationRequired';

const shop = openStoppedOrdersShop();

describe.each(AWAY)('%s', (how) => {
  test('an authorized order goes on: both shipments are captured', async () => {
    const order = await shop.placeOrder();
    await order.stopAndMend(how);
    await order.expectSamePayment();
    expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', amount: 2300, final: false });
    expect(await order.ship('B', '2:1')).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
    expect((await order.completed()).amounts).toMatchObject({ captured: 4600, settled: 4600, held: 0 });
  });

  test('a partially captured order knows its shipment, and gives the rest back', async () => {
    const order = await shop.placeOrder();
    await order.ship('A', '1:1');
    await order.stopAndMend(how);
    await order.expectSamePayment();
    expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', replayed: true });
    expect(await order.cancel('C')).toMatchObject({ released: 2300 });
    expect((await order.completed()).amounts).toMatchObject({ captured: 2300, released: 2300, held: 0 });
  });

  test('an order that waits for the buyer is authorized by what the buyer did meanwhile', async () => {
    const order = await shop.placeOrder(paidWith('pm_card_threeDSecure2Required'));
    expect((await order.read()).status).toBe('requires_action');
    await order.takeAway(how);
    await order.authenticate();
    await order.mended(how);
    // Who has only been asked to end needs the webhook that a real buyer brings.
    if (how === 'cancel') await order.tell('hold', 'any');
    await order.untilStatus('authorized');
    expect(await order.cancel('C')).toMatchObject({ kind: 'accepted' });
    expect(await order.read()).toMatchObject({ status: 'canceled', amounts: { held: 0, released: 4600 } });
  });

  test('shipments that were covered are captured with the last one', async () => {
    const order = await shop.placeOrder(paidWith(SINGLE_CAPTURE));
    expect(await order.ship('A', '1:1')).toMatchObject({ status: 'covered' });
    await order.stopAndMend(how);
    await order.expectSamePayment();
    expect(await order.ship('A', '1:1')).toMatchObject({ status: 'covered', replayed: true });
    expect(await order.ship('B', '2:1')).toMatchObject({ final: true });
    expect((await order.completed()).amounts).toMatchObject({ captured: 4600, held: 0 });
  });

  test('a hold whose time comes while nobody looks after it is given back', async () => {
    await shop.stripe.account({ capture_window_seconds: seconds(8) });
    const order = await shop.placeOrder(withPolicy({ marginSeconds: seconds(6) }));
    await order.stopAndMend(how);
    const ended = await order.untilStatus('canceled');
    expect(ended).toMatchObject({ cancelReason: 'deadline', amounts: { held: 0, released: 4600, lost: 0 } });
  });

  test('an order whose hold was renewed knows both holds, and captures from the new one', async () => {
    await shop.stripe.account({ capture_window_seconds: seconds(6) });
    const order = await shop.placeOrder(orderKeepingCard(shop.customer, { policy: { marginSeconds: seconds(3) } }));
    await shop.stripe.account({ capture_window_seconds: 604_800 });
    await order.until(({ holds }) => holds.map(({ state }) => state).join() === 'replaced,held');
    await order.stopAndMend(how);
    await order.expectSamePayment();
    expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', amount: 2300 });
    expect(await order.cancel('C')).toMatchObject({ released: 2300 });
    expect((await order.completed()).amounts).toMatchObject({ captured: 2300, held: 0, lost: 0 });
  });

  test('an order that holds nothing knows its saved card, and the shipment that waits for the bank', async () => {
    const order = await shop.placeOrder(
      fulfilled('charge_on_ship', { customer: shop.customer, paymentMethod: ALWAYS_SECURE }),
    );
    await order.authenticate();
    await order.tell('hold', 'any');
    await order.untilStatus('card_saved');
    await order.ship('A', '1:1');
    await order.untilStatus('requires_action');
    await order.stopAndMend(how);
    await order.expectSamePayment();
    await order.authenticate();
    await order.tell('hold', 'any');
    await order.until(({ amounts }) => amounts.captured === 2300);
    await order.cancel('C');
    expect((await order.completed()).amounts).toMatchObject({ captured: 2300, released: 2300 });
  });

  test('an order that only waits for its settlement completes', async () => {
    const order = await shop.placeOrder();
    await order.ship('A', '1:1');
    await order.ship('B', '2:1');
    await order.stopAndMend(how);
    await order.expectSamePayment();
    expect((await order.completed()).amounts).toMatchObject({ captured: 4600, settled: 4600 });
  });
});

test('an order that is over has no workflow, and is not given one', async () => {
  const order = await shop.placeOrder();
  await order.cancel('C');
  expect(await order.mend()).toEqual({ kind: 'well' });
  expect((await order.workflow.describe()).status.name).toBe('COMPLETED');
});

test('a capture that was lost with its workflow is found out before anything else is captured', async () => {
  const order = await shop.placeOrder();
  const { stripe } = shop.holdfast;
  const lost = await stripe.fault(
    { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 },
    { kind: 'commit_then_drop' },
  );
  const unread = await stripe.fault(
    { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 100 },
    { kind: 'error', status: 500, stored: false },
  );
  const asking = order.ship('A', '1:1').catch(() => undefined);
  await order.until(({ shipments }) => shipments.length === 1);
  await order.workflow.terminate('by hand');
  await asking;
  await stripe.endFault(lost);
  await stripe.endFault(unread);
  expect(await order.mend()).toEqual({ kind: 'started_again' });
  await order.until(({ amounts }) => amounts.captured === 2300);
  expect(await order.ship('A', '1:1')).toMatchObject({ kind: 'accepted', replayed: true });
  await order.expectConsistentRecords();
});
