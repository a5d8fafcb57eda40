import { fulfilled } from '../../test/examples/cards';
import { newOrder } from '../../test/examples/orders';
import { createCustomer } from '../../test/setup/emulator';
import { orderKeepingCard } from '../../test/setup/desks/kept-card';
import { expectConsistentRecords, expectConsistentRecordsOfEnded } from '../../test/setup/consistent-records';
import { AWAY, StoppedOrders } from '../../test/setup/stopped-orders';

const SINGLE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';
const ALWAYS_SECURE = 'pm_card_authenticationRequired';

let orders: StoppedOrders;
let customer: string;

beforeAll(async () => {
  orders = await StoppedOrders.open();
  customer = await createCustomer(orders.holdfast.stripe);
});

afterAll(() => orders.close());
beforeEach(() => orders.holdfast.stripe.account({ capture_window_seconds: 604_800 }));
afterEach(() => orders.holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(orders.holdfast));

describe.each(AWAY)('%s', (how) => {
  test('an authorized order goes on: both shipments are captured', async () => {
    const orderId = await orders.place();
    await orders.stopAndMend(orderId, how);
    await orders.expectSamePayment(orderId);
    expect(await orders.ship(orderId, 'A', '1')).toMatchObject({ kind: 'accepted', amount: 2300, final: false });
    expect(await orders.ship(orderId, 'B', '2')).toMatchObject({ kind: 'accepted', amount: 2300, final: true });
    expect((await orders.completed(orderId)).amounts).toMatchObject({ captured: 4600, settled: 4600, held: 0 });
  });

  test('a partially captured order knows its shipment, and gives the rest back', async () => {
    const orderId = await orders.place();
    await orders.ship(orderId, 'A', '1');
    await orders.stopAndMend(orderId, how);
    await orders.expectSamePayment(orderId);
    expect(await orders.ship(orderId, 'A', '1')).toMatchObject({ kind: 'accepted', replayed: true });
    expect(await orders.cancelRest(orderId)).toMatchObject({ released: 2300 });
    expect((await orders.completed(orderId)).amounts).toMatchObject({ captured: 2300, released: 2300, held: 0 });
  });

  test('an order that waits for the buyer is authorized by what the buyer did meanwhile', async () => {
    const payment = { ...newOrder().payment, paymentMethod: 'pm_card_threeDSecure2Required' };
    const orderId = await orders.place({ payment });
    expect((await orders.record(orderId)).status).toBe('requires_action');
    await orders.takeAway(orderId, how);
    await orders.authenticate(orderId);
    await orders.mended(orderId, how);
    // Who has only been asked to end needs the webhook that a real buyer brings.
    if (how === 'cancel') await orders.tell(orderId, 'hold');
    await orders.until(orderId, ({ status }) => status === 'authorized');
    expect(await orders.cancelRest(orderId)).toMatchObject({ kind: 'accepted' });
    expect(await orders.record(orderId)).toMatchObject({ status: 'canceled', amounts: { held: 0, released: 4600 } });
  });

  test('shipments that were covered are captured with the last one', async () => {
    const orderId = await orders.place({ payment: { ...newOrder().payment, paymentMethod: SINGLE_CAPTURE } });
    expect(await orders.ship(orderId, 'A', '1')).toMatchObject({ status: 'covered' });
    await orders.stopAndMend(orderId, how);
    await orders.expectSamePayment(orderId);
    expect(await orders.ship(orderId, 'A', '1')).toMatchObject({ status: 'covered', replayed: true });
    expect(await orders.ship(orderId, 'B', '2')).toMatchObject({ final: true });
    expect((await orders.completed(orderId)).amounts).toMatchObject({ captured: 4600, held: 0 });
  });

  test('a hold whose time comes while nobody looks after it is given back', async () => {
    await orders.holdfast.stripe.account({ capture_window_seconds: 8 });
    const orderId = await orders.place({ policy: { ...newOrder().policy, marginSeconds: 6 } });
    await orders.stopAndMend(orderId, how);
    const ended = await orders.until(orderId, ({ status }) => status === 'canceled');
    expect(ended).toMatchObject({ cancelReason: 'deadline', amounts: { held: 0, released: 4600, lost: 0 } });
  });

  test('an order whose hold was renewed knows both holds, and captures from the new one', async () => {
    await orders.holdfast.stripe.account({ capture_window_seconds: 6 });
    const orderId = await orders.place(orderKeepingCard(customer, { policy: { marginSeconds: 3 } }));
    await orders.holdfast.stripe.account({ capture_window_seconds: 604_800 });
    await orders.until(orderId, ({ holds }) => holds.map(({ state }) => state).join() === 'replaced,held');
    await orders.stopAndMend(orderId, how);
    await orders.expectSamePayment(orderId);
    expect(await orders.ship(orderId, 'A', '1')).toMatchObject({ kind: 'accepted', amount: 2300 });
    expect(await orders.cancelRest(orderId)).toMatchObject({ released: 2300 });
    expect((await orders.completed(orderId)).amounts).toMatchObject({ captured: 2300, held: 0, lost: 0 });
  });

  test('an order that holds nothing charges its shipments to the saved card, and knows the one that waits for the bank', async () => {
    const orderId = await orders.place(fulfilled('charge_on_ship', { customer, paymentMethod: ALWAYS_SECURE }));
    await orders.authenticate(orderId);
    await orders.tell(orderId, 'hold');
    await orders.until(orderId, ({ status }) => status === 'authorized');
    await orders.ship(orderId, 'A', '1');
    await orders.until(orderId, ({ status }) => status === 'requires_action');
    await orders.stopAndMend(orderId, how);
    await orders.expectSamePayment(orderId);
    await orders.authenticate(orderId);
    await orders.tell(orderId, 'hold');
    await orders.until(orderId, ({ amounts }) => amounts.captured === 2300);
    await orders.cancelRest(orderId);
    expect((await orders.completed(orderId)).amounts).toMatchObject({ captured: 2300, released: 2300 });
  });

  test('an order that only waits for its settlement completes', async () => {
    const orderId = await orders.place();
    await orders.ship(orderId, 'A', '1');
    await orders.ship(orderId, 'B', '2');
    await orders.stopAndMend(orderId, how);
    await orders.expectSamePayment(orderId);
    expect((await orders.completed(orderId)).amounts).toMatchObject({ captured: 4600, settled: 4600 });
  });
});

test('an order that is over has no workflow, and is not given one', async () => {
  const orderId = await orders.place();
  await orders.cancelRest(orderId);
  expect(await orders.mend(orderId)).toEqual({ kind: 'well' });
  expect((await orders.workflow(orderId).describe()).status.name).toBe('COMPLETED');
});

test('a capture that was lost with its workflow is found out before anything else is captured', async () => {
  const orderId = await orders.place();
  const { stripe } = orders.holdfast;
  const lost = await stripe.fault(
    { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 },
    { kind: 'commit_then_drop' },
  );
  const unread = await stripe.fault(
    { method: 'GET', path: '/v1/payment_intents/*', nth: 1, times: 100 },
    { kind: 'error', status: 500, stored: false },
  );
  const asking = orders.ship(orderId, 'A', '1').catch(() => undefined);
  await orders.until(orderId, ({ shipments }) => shipments.length === 1);
  await orders.workflow(orderId).terminate('by hand');
  await asking;
  await stripe.endFault(lost);
  await stripe.endFault(unread);
  expect(await orders.mend(orderId)).toEqual({ kind: 'started_again' });
  await orders.until(orderId, ({ amounts }) => amounts.captured === 2300);
  expect(await orders.ship(orderId, 'A', '1')).toMatchObject({ kind: 'accepted', replayed: true });
  await expectConsistentRecords(orders.holdfast, orderId);
});
