import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { dryRunSchema } from '../dry-run/dry-run.schema';
import type { HttpAnswer } from '../testing/api-driver';
import { lineChangeSchema } from './line.schema';

const shop = openApiShop({ atWooshPay: true, webhooks: true });

const CUSHION = { lineId: '3', name: 'Cushion', quantity: 2, unitPrice: 1500, taxAmount: 300 };
const MORE = { changeId: 'more', lines: [CUSHION] };
const NO_INCREMENTS = 'pm_card_credit_disableEnterpriseCardFeatures';

function keptCard(paymentMethod = 'pm_card_visa'): object {
  return { paymentMethod, customer: shop.customer, saveForLater: true };
}

function add({ path }: ApiOrder, body: object = MORE): Promise<HttpAnswer> {
  return shop.api.post(`${path}/lines`, body);
}

async function untilReplaced(order: ApiOrder): Promise<void> {
  await order.until(({ payment: { holds } }) => holds?.map(({ state }) => state).join() === 'replaced,held');
}

test('after a shipment lines are held on a second hold of the kept card', async () => {
  const order = await shop.placeOrder(keptCard());
  await order.ship('A', '1:1');
  const foreseen = dryRunSchema.parse((await shop.api.post(`${order.path}/lines?dryRun=true`, MORE)).json());
  expect(foreseen).toMatchObject({
    refusal: null,
    requests: [
      { kind: 'authorize', amount: 5600 },
      { kind: 'capture', amount: 0, final: true },
    ],
    amounts: { held: 5600, released: 0, incremented: 0 },
  });

  const answer = await add(order);
  expect([answer.status, answer.json()]).toMatchObject([201, { amount: 3300, order: { amounts: { total: 7900 } } }]);
  await untilReplaced(order);
  const grown = await order.read();
  expect(grown.amounts).toMatchObject({ total: 7900, captured: 2300, held: foreseen.amounts.held, released: 0 });
  expect(grown.lines[2]).toMatchObject({ lineId: '3', open: 2, amount: 3300 });
  expect((await add(order)).headers['idempotent-replayed']).toBe('true');

  expect((await order.ship('B', '3:1')).json()).toMatchObject({ amount: 1650, final: false });
  expect((await order.ship('C', '2:1,3:1')).json()).toMatchObject({ amount: 3950, final: true });
  expect((await order.refund('R', { lines: [{ lineId: '3', quantity: 2 }] })).json()).toMatchObject({ amount: 3300 });
  await order.untilStatus('completed');
  expect((await order.read()).amounts).toMatchObject({ total: 7900, captured: 7900, released: 0, refunded: 3300 });
});

test('a bank that declines the increment is asked for a second hold', async () => {
  const order = await shop.placeOrder(keptCard(NO_INCREMENTS));
  await order.cancel('gone', '1:1');
  const answer = await add(order);
  expect([answer.status, lineChangeSchema.parse(answer.json()).amount]).toEqual([201, 3300]);
  await untilReplaced(order);
  expect((await order.read()).amounts).toMatchObject({ total: 7900, held: 5600, released: 2300 });
  expect((await order.timeline()).entries.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['increment_refused', 'hold_placed', 'lines_added', 'hold_released']),
  );
  await order.ship('A', '2:1,3:2');
  await order.untilStatus('completed');
});

test('where no card is kept the buyer pays for the lines with one that they give', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const given = { ...MORE, paymentMethod: 'pm_card_mastercard' };
  const refusing = { ...MORE, paymentMethod: 'pm_card_visa_chargeDeclined' };
  expect((await add(order)).problem()).toMatchObject({
    code: 'amount_exceeds_hold',
    detail: expect.stringContaining('paymentMethod') as string,
  });
  expect((await add(order, refusing)).problem().code).toBe('payment_declined');
  expect((await order.read()).amounts).toMatchObject({ total: 4600, held: 2300 });
  expect((await add(order, given)).status).toBe(201);
  expect((await add(order, given)).headers['idempotent-replayed']).toBe('true');
  await untilReplaced(order);
  expect((await order.read()).amounts).toMatchObject({ total: 7900, captured: 2300, held: 5600 });
  await order.ship('B', '2:1,3:2');
  await order.untilStatus('completed');
});

test('a card given with lines is refused by name where none is held on', async () => {
  const payment = { customer: shop.customer, paymentMethod: 'pm_card_visa' };
  const order = await shop.placeOrder(payment, { policy: { fulfilment: 'charge_on_ship' } });
  const refused = (await add(order, { ...MORE, paymentMethod: 'pm_card_mastercard' })).problem();
  expect(refused).toMatchObject({ code: 'invalid_request', errors: [{ path: 'paymentMethod' }] });
  const withCredits = await add(order, { ...MORE, credits: [{ creditId: 'gift', amount: 100 }] });
  expect([withCredits.status, withCredits.text]).toEqual([400, expect.stringContaining('credits')]);
  await order.cancel('c');
});

test('a card that refuses the second hold changes nothing, and the lines can be sent again', async () => {
  const order = await shop.placeOrder(keptCard());
  await order.ship('A', '1:1');
  await shop.stripe.fault(
    { method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 },
    { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', message: 'Declined.' },
  );
  expect((await add(order)).problem()).toMatchObject({
    code: 'payment_declined',
    detail: expect.stringMatching(/^The payment method was not taken, and another one can be given: /) as string,
  });
  expect((await order.read()).amounts).toMatchObject({ total: 4600, captured: 2300, held: 2300, released: 0 });
  expect((await add(order)).status).toBe(201);
  await order.ship('B', '2:1,3:2');
  await order.untilStatus('completed');
});

test('an order at WooshPay, where no hold is incremented, grows by a second hold', async () => {
  const customer = await shop.wooshPay.createCustomer();
  const payment = { provider: 'wooshpay', paymentMethod: 'pm_card_visa', customer };
  const kept = await shop.placeOrder({ ...payment, saveForLater: true });
  expect((await add(kept)).status).toBe(201);
  await untilReplaced(kept);
  expect((await kept.read()).amounts).toMatchObject({ total: 7900, held: 7900, released: 0 });
  await kept.ship('A', '1:1,2:1,3:2');
  await kept.untilStatus('completed');

  const single = await shop.placeOrder(payment);
  const { code, detail } = (await add(single)).problem();
  expect([code, detail]).toEqual(['amount_exceeds_hold', expect.stringContaining('its card is not kept')]);
  await single.ship('A', '1:1,2:1');
  await single.untilStatus('completed');
});
