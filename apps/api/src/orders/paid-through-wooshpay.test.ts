import { openApiShop } from '../../../../test/setup/shop/api-shop';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { eventually } from '../../../../test/setup/eventually';
import { units } from '../../../../test/setup/shop/units';
import { monthReportSchema, type MonthReport } from '../reports/month.schema';
import { INBOX_SWEEP } from '../../../../workflows/inbox-sweep/messages';
import { TASK_QUEUE } from '../../../../workflows/order-payment/messages';

const shop = openApiShop({ atWooshPay: true, webhooks: true });

const CAPTURES = '/v1/payment_intents/*/capture';
const HOUR_MS = 60 * 60 * 1000;

/** Two lines, 46.00 in all: 23.00 each. */
function placed(payment: object = {}, policy: object = {}): Promise<ApiOrder> {
  return shop.placeOrder({ paymentMethod: 'pm_card_visa', ...payment, provider: 'wooshpay' }, { policy });
}

async function keptCard(): Promise<object> {
  return { customer: await shop.wooshPay.createCustomer(), saveForLater: true };
}

/** What no event tells of is found by the sweep, once it is time to look. */
async function sweepFinds({ orderId }: ApiOrder): Promise<void> {
  await shop.sql('update authorizations set look_due_at = now() where order_id = $1', [orderId]);
  const { client } = shop.holdfast;
  await client.workflow.execute(INBOX_SWEEP, { workflowId: `sweep-${orderId}`, taskQueue: TASK_QUEUE });
}

/** By the report of the month that it is now. */
async function movedThisMonth(): Promise<MonthReport['feesUnknown'][number]> {
  const answer = await shop.api.get(`/v1/reports/months/${new Date().toISOString().slice(0, 7)}`);
  const [moved] = monthReportSchema.parse(answer.json()).feesUnknown;
  const nothing = { opening: 0, received: 0, returned: 0, closing: 0, late: [] };
  return moved ?? { provider: 'wooshpay', currency: 'usd', ...nothing };
}

describe('an order through WooshPay', () => {
  test('is held, covers what ships, is captured once, and the rest goes back', async () => {
    const order = await placed();
    const { amounts, payment, policy } = order.placed;
    expect(payment).toMatchObject({ provider: 'wooshpay', plan: 'capture_once', captureBeforeIsEstimate: true });
    expect(policy.marginSeconds).toBe(24 * 60 * 60);
    expect(Date.parse(payment.captureBefore ?? '') - Date.parse(payment.releaseAt ?? '')).toBe(24 * HOUR_MS);
    expect(amounts).toMatchObject({ held: 4600, captured: 0 });
    expect(amounts).not.toHaveProperty('feesUnknown');

    const before = await shop.wooshPay.requestsTo(CAPTURES);
    expect((await order.ship('A', '1:1')).json()).toMatchObject({ status: 'covered' });
    expect(await shop.wooshPay.requestsTo(CAPTURES)).toBe(before);
    await order.cancel('c1');

    const completed = await order.untilStatus('completed');
    expect(await shop.wooshPay.requestsTo(CAPTURES)).toBe(before + 1);
    expect(completed.amounts).toMatchObject({
      ...{ captured: 2300, settled: 2300, released: 2300, lost: 0, feesUnknown: true, fees: [] },
    });
    expect(completed.shipments.map(({ status }) => status)).toEqual(['settled']);
    expect(await order.attention()).toEqual([]);
    const { balances } = await order.ledger();
    expect(balances.find(({ account }) => account === 'wooshpay_balance')?.balance.amount).toBe(2300);
    await order.expectConsistentRecords();
  });

  test('is captured with its last shipment, for all that left', async () => {
    const order = await placed();
    await order.ship('A', '1:1');
    expect((await order.ship('B', '2:1')).json()).toMatchObject({ final: true, amount: 2300 });
    expect((await order.untilStatus('completed')).amounts).toMatchObject({
      captured: 4600,
      settled: 4600,
      released: 0,
    });
  });

  test('gives everything back when it is canceled', async () => {
    const order = await placed();
    await order.cancel('all');
    expect((await order.untilStatus('canceled')).amounts).toMatchObject({ captured: 0, released: 4600 });
  });

  test('calls a person when more is left to capture than there should be', async () => {
    await shop.wooshPay.account({ rest_after_capture: 'kept' });
    const order = await placed();
    await order.ship('A', '1:1');
    await order.cancel('c1');
    await order.untilAttention('amount_mismatch');
    expect((await order.read()).amounts).toMatchObject({ captured: 2300, released: 2300 });
    await shop.wooshPay.account({ rest_after_capture: 'released' });
  });

  test('knows by its webhook alone that its hold was canceled by hand', async () => {
    const order = await placed();
    await shop.wooshPay.byHand(await order.paymentIntentId(), 'cancel');
    await order.untilAttention('hold_lost');
    expect((await order.read()).amounts).toMatchObject({ lost: 4600, released: 0 });
  });

  test('refunds what was captured', async () => {
    const order = await placed();
    await order.ship('A', '1:1');
    await order.ship('B', '2:1');
    await order.untilStatus('completed');
    expect((await order.refund('R1', { lines: units('1:1') })).json()).toMatchObject({ amount: 2300 });
    await order.until(({ amounts }) => amounts.refunded === 2300);
    const { balances } = await order.ledger();
    expect(balances.find(({ account }) => account === 'wooshpay_balance')?.balance.amount).toBe(2300);
  });

  test('books a refund that somebody made in the pages of WooshPay', async () => {
    const order = await placed();
    await order.ship('A', '1:1,2:1');
    await order.untilStatus('completed');
    await shop.wooshPay.refundByHand(await order.paymentIntentId(), 500);
    await order.until(({ amounts }) => amounts.refunded === 500);
    expect((await order.timeline()).entries.at(-1)).toMatchObject({ who: 'wooshpay', kind: 'refund_succeeded' });
  });

  test('does not refund twice when the answer is lost', async () => {
    const order = await placed();
    await order.ship('A', '1:1,2:1');
    await order.untilStatus('completed');
    await shop.wooshPay.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, { kind: 'commit_then_drop' });
    expect((await order.refund('R1', { amount: 1000 })).json()).toMatchObject({ amount: 1000, status: 'succeeded' });
    await order.expectConsistentRecords();
  });
});

describe('a buyer at WooshPay', () => {
  const returnUrl = 'https://shop.example/return';

  test('authenticates, and the order is authorized though no event tells', async () => {
    const order = await placed({ paymentMethod: 'pm_card_threeDSecureRequired', returnUrl });
    expect(order.placed).toMatchObject({
      status: 'requires_action',
      payment: { nextAction: { type: 'redirect_to_url' } },
    });
    await order.authenticate();
    await sweepFinds(order);
    await order.untilStatus('authorized');
    await order.cancel('all');
    await order.untilStatus('canceled');
  });

  test('pays with another card when the first one is declined', async () => {
    const order = await placed({ paymentMethod: 'pm_card_chargeDeclined' });
    expect(order.placed).toMatchObject({
      status: 'requires_payment_method',
      payment: { lastError: { code: 'card_declined' } },
    });
    expect((await order.confirm('pm_card_visa')).json()).toMatchObject({ status: 'authorized' });
    await order.cancel('all');
    await order.untilStatus('canceled');
  });

  test('lets a card be saved, and authenticates the shipment that it pays', async () => {
    const customer = await shop.wooshPay.createCustomer();
    const asked = { customer, paymentMethod: 'pm_card_threeDSecureRequired', returnUrl };
    const order = await placed(asked, { fulfilment: 'charge_on_ship' });
    expect(order.placed.status).toBe('requires_action');
    await order.authenticate();
    await order.untilStatus('card_saved');
    // The database knows it a moment before the workflow does, which takes no shipment until then.
    await eventually(
      () => order.details(),
      (details) => details.includes('each shipment is charged to the saved card'),
    );
    expect((await order.ship('A', '1:1,2:1')).json()).toMatchObject({ status: 'pending' });
    await order.authenticate();
    expect((await order.untilStatus('completed')).amounts).toMatchObject({ captured: 4600, settled: 4600 });
    expect(await order.attention()).toEqual([]);
  });
});

describe('plans at WooshPay', () => {
  test('with a kept card each shipment is captured, and what is open is held again', async () => {
    const order = await placed(await keptCard());
    expect(order.placed.payment.plan).toBe('capture_then_reauthorize');
    expect((await order.ship('A', '1:1')).json()).toMatchObject({ amount: 2300 });
    await order.until(({ payment }) => payment.holds?.map(({ state }) => state).join() === 'captured,held');
    expect((await order.ship('B', '2:1')).json()).toMatchObject({ amount: 2300 });
    expect((await order.untilStatus('completed')).amounts).toMatchObject({ captured: 4600, settled: 4600 });
  });

  test('a saved card is charged shipment by shipment', async () => {
    const order = await placed({ customer: await shop.wooshPay.createCustomer() }, { fulfilment: 'charge_on_ship' });
    expect(order.placed.payment.plan).toBe('charge_on_ship');
    expect((await order.ship('A', '1:1')).json()).toMatchObject({ amount: 2300, status: 'settled' });
    expect((await order.ship('B', '2:1')).json()).toMatchObject({ amount: 2300, final: true });
    expect((await order.untilStatus('completed')).amounts).toMatchObject({ captured: 4600, settled: 4600 });
  });

  test('an order that is paid at once is settled by the next sweep', async () => {
    const order = await placed({}, { fulfilment: 'immediate' });
    expect(order.placed.amounts).toMatchObject({ captured: 4600 });
    await sweepFinds(order);
    expect((await order.untilStatus('completed')).amounts).toMatchObject({ captured: 4600, settled: 4600 });
  });
});

test('both providers are paid through in one deployment, each on task queues of its own', async () => {
  const one = await placed();
  const other = await shop.placeOrder();
  expect([one.placed.payment.provider, other.placed.payment.provider]).toEqual(['wooshpay', 'stripe']);
  const queues = await Promise.all([one, other].map(async ({ workflow }) => (await workflow.describe()).taskQueue));
  expect(new Set(queues).size).toBe(2);
  await Promise.all([one.cancel('all'), other.cancel('all')]);
  await Promise.all([one.untilStatus('canceled'), other.untilStatus('canceled')]);
});

test('a payment that the shop made at WooshPay itself becomes that of an order', async () => {
  const paymentIntent = await shop.wooshPay.holdByHand(4600);
  const order = await shop.placeOrder({ provider: 'wooshpay', paymentIntent });
  expect(order.placed).toMatchObject({ status: 'authorized', payment: { paymentIntentId: paymentIntent } });
  await order.ship('A', '1:1,2:1');
  expect((await order.untilStatus('completed')).amounts).toMatchObject({ captured: 4600, settled: 4600 });
});

test('a month lists what moved through WooshPay, whose fees nobody knows', async () => {
  const before = await movedThisMonth();
  const order = await placed();
  await order.ship('A', '1:1,2:1');
  await order.refund('R1', { amount: 1000 });
  await order.until(({ amounts }) => amounts.refunded === 1000);
  const { provider, currency, received, returned } = await movedThisMonth();
  expect([provider, currency]).toEqual(['wooshpay', 'usd']);
  expect([received - before.received, returned - before.returned]).toEqual([4600, 1000]);
});

test('what WooshPay cannot do is refused before anything is stored', async () => {
  const payment = { paymentMethod: 'pm_card_visa', provider: 'wooshpay', connect: { destination: 'acct_1' } };
  const { answer } = await shop.askForOrder(payment);
  expect(answer.problem()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'payment.connect' }] });
});

test('an event that WooshPay did not sign is refused', async () => {
  const answer = await shop.api.post('/v1/webhooks/wooshpay', '{}', { 'wooshpay-signature': 't=1,v1=00' });
  expect([answer.status, answer.problem().code]).toEqual([400, 'invalid_signature']);
});
