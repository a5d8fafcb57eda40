import { randomUUID } from 'node:crypto';
import { freePort } from '../../../../libs/local/port';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { orderPaymentId } from '../../../../workflows/order-payment/messages';
import { ledgerSchema } from '../ledger/ledger.schema';
import { orderSchema, type Order } from '../orders/order.schema';
import { shipCheckSchema } from '../ship-check/ship-check.schema';
import { driveApi, type ApiDriver } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { timelineSchema } from '../timeline/timeline.schema';

/** Somebody cancels or captures in Stripe's own Dashboard: it comes back by webhook alone, and everything says the truth. */

const SECURE = 'pm_card_threeDSecure2Required';
const PROCESSING = 'pm_card_emulatorProcessing';

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  await holdfast.stripe.account({ settlement_delay_seconds: 0, cancel_after_capture: 'allowed' });
  const port = await freePort();
  const secret = await holdfast.stripe.sendEventsTo(`http://127.0.0.1:${port.toString()}/v1/webhooks/stripe`);
  api = await driveApi({ ...holdfast, webhookSecrets: [secret] });
  await api.app.listen({ port, host: '127.0.0.1' });
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

afterEach(() => holdfast.stripe.requireSound());

async function placed(paymentMethod: string | null): Promise<{ orderId: string; intent: string; order: Order }> {
  const orderId = `o-${randomUUID()}`;
  const payment = paymentMethod === null ? {} : { paymentMethod };
  const answer = await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment });
  const order = orderSchema.parse(answer.json());
  return { orderId, order, intent: order.payment.paymentIntentId ?? '' };
}

async function ship(orderId: string, lineId: string): Promise<void> {
  const priced = { shipmentId: lineId, lines: [{ lineId, quantity: 1 }] };
  expect((await api.post(`/v1/orders/${orderId}/shipments`, priced)).status).toBe(201);
}

async function read(orderId: string): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

function until(orderId: string, isIt: (order: Order) => boolean): Promise<Order> {
  return eventually(() => read(orderId), isIt);
}

/** What each of the order's other faces says: timeline's last kinds, ship check, ledger balances, card. */
async function faces(orderId: string): Promise<{ told: string[]; mayShip: string; records: object; card: string }> {
  const { entries } = timelineSchema.parse((await api.get(`/v1/orders/${orderId}/timeline`)).json());
  const check = shipCheckSchema.parse((await api.get(`/v1/orders/${orderId}/ship-check`)).json());
  const { balances } = ledgerSchema.parse((await api.get(`/v1/orders/${orderId}/ledger`)).json());
  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return {
    told: entries.filter(({ who }) => who === 'stripe').map(({ kind, message }) => `${kind}: ${message}`),
    mayShip: check.reason,
    records: Object.fromEntries(balances.map(({ account, balance }) => [account, balance.amount])),
    card: currentDetails,
  };
}

describe('canceled before anything was held', () => {
  test.each([
    { card: null, status: 'requires_payment_method' },
    { card: 'pm_card_visa_chargeDeclined', status: 'requires_payment_method' },
    { card: SECURE, status: 'requires_action' },
    { card: PROCESSING, status: 'processing' },
  ])('in $status, card $card', async ({ card, status }) => {
    const { orderId, order, intent } = await placed(card);
    expect(order.status).toBe(status);
    await holdfast.stripe.byHand(intent, 'cancel');
    const canceled = await until(orderId, (each) => each.status === 'canceled');
    expect(canceled).toMatchObject({
      cancelReason: 'abandoned',
      amounts: { held: 0, captured: 0, released: 4600, lost: 0 },
      payment: { clientSecret: null, nextAction: null },
      attention: [],
    });
    const { told, mayShip, card: shown } = await faces(orderId);
    expect(told.at(-1)).toBe(
      'order_canceled: The order ended before anything was held: it was canceled at the provider',
    );
    expect(mayShip).toBe('order_closed');
    expect(shown).toContain('| status | canceled (abandoned) |');
    expect((await api.post(`/v1/orders/${orderId}/confirm`, { paymentMethod: 'pm_card_visa' })).problem().code).toBe(
      'order_closed',
    );
  });
});

describe('of a hold', () => {
  test('canceled with nothing captured: lost, and a person is called', async () => {
    const { orderId, intent } = await placed('pm_card_visa');
    await holdfast.stripe.byHand(intent, 'cancel');
    const order = await until(orderId, ({ status }) => status === 'canceled');
    expect(order).toMatchObject({ cancelReason: 'hold_lost', amounts: { held: 0, released: 0, lost: 4600 } });
    expect(order.attention.map(({ code }) => code)).toEqual(['hold_lost']);
    const { told, mayShip, records, card } = await faces(orderId);
    expect(told).toEqual([
      'hold_lost: 46.00 USD of the hold is gone: it was canceled at the provider',
      expect.any(String),
    ]);
    expect([mayShip, records]).toEqual(['hold_lost', { card_holds: 0, cardholder_authorizations: 0 }]);
    expect(card).toMatch(/\| status \| canceled \(hold_lost\) \|[^]*\| attention \| hold_lost \|/);
  });

  test('canceled after a shipment, where Stripe allows it: what was captured stays', async () => {
    const { orderId, intent } = await placed('pm_card_visa');
    await ship(orderId, '1');
    await holdfast.stripe.byHand(intent, 'cancel');
    const order = await until(orderId, ({ amounts }) => amounts.lost > 0);
    expect(order).toMatchObject({ cancelReason: null, amounts: { held: 0, captured: 2300, lost: 2300 } });
    expect(order.attention.map(({ code }) => code)).toEqual(['hold_lost']);
    const { mayShip, records } = await faces(orderId);
    expect([mayShip, records]).toEqual(['order_closed', expect.objectContaining({ card_holds: 0, sales: 2300 })]);
  });

  test.each([
    { shipments: [], by: '2300', status: 'canceled', captured: 0, lost: 4600 },
    { shipments: ['1'], by: '1000', status: 'completed', captured: 2300, lost: 2300 },
  ])('captured to its end by hand after $shipments: not ours, and said so', async (row) => {
    const { orderId, intent } = await placed('pm_card_visa');
    for (const priced of row.shipments) await ship(orderId, priced);
    await holdfast.stripe.byHand(intent, 'capture', { amount_to_capture: row.by, ...byHandLine(row.by) });
    const order = await until(orderId, ({ status }) => status === row.status);
    expect(order.amounts).toMatchObject({ held: 0, captured: row.captured, released: 0, lost: row.lost });
    expect(order.attention.map(({ code }) => code).sort()).toEqual(['amount_mismatch', 'hold_lost']);
    const { told } = await faces(orderId);
    expect(told.join('\n')).toContain('of the hold is gone: it was captured at the provider');
    expect(told.join('\n')).not.toContain('expired');
  });

  test.each([
    { shipments: [], cancel: 'allowed' },
    { shipments: [], cancel: 'refused' },
    { shipments: ['1'], cancel: 'refused' },
  ])(
    'captured in part by hand after $shipments, and it lives on, cancel then $cancel: a person is called, and it ends when it is to',
    async ({ shipments, cancel }) => {
      await holdfast.stripe.account({ cancel_after_capture: cancel });
      const { orderId, intent } = await placed('pm_card_visa');
      for (const priced of shipments) await ship(orderId, priced);
      const by = { amount_to_capture: '700', final_capture: 'false', ...byHandLine('700') };
      await holdfast.stripe.byHand(intent, 'capture', by);
      const order = await until(orderId, ({ attention }) => attention.length > 0);
      expect(order.attention).toMatchObject([{ code: 'amount_mismatch' }]);
      const { card, told } = await faces(orderId);
      expect(told.join('\n')).toContain('attention_opened');
      expect(card).toContain('| attention | amount_mismatch |');
      const cancellation = { cancellationId: 'c', reason: 'sort it out' };
      expect((await api.post(`/v1/orders/${orderId}/cancellations`, cancellation)).status).toBe(201);
      expect((await read(orderId)).amounts).toMatchObject({ held: 0, lost: 700 });
      const atStripe = (await holdfast.stripe.paymentIntents()).find(({ id }) => id === intent);
      expect(atStripe).toMatchObject({ amount_capturable: 0 });
      await holdfast.stripe.account({ cancel_after_capture: 'allowed' });
    },
  );
});

/** Once there are line items, every capture must have some. */
function byHandLine(amount: string): Record<string, string> {
  const line = 'amount_details[line_items][0]';
  return { [`${line}[product_name]`]: 'by hand', [`${line}[unit_cost]`]: amount, [`${line}[quantity]`]: '1' };
}

describe('a payment that takes its time', () => {
  test.each([
    { card: PROCESSING, status: 'authorized', held: 4600 },
    { card: 'pm_card_emulatorProcessingDeclined', status: 'requires_payment_method', held: 0 },
  ])('$card is processing, then $status', async ({ card, status, held }) => {
    const { orderId, order } = await placed(card);
    expect(order.status).toBe('processing');
    expect((await read(orderId)).status).toBe('processing');
    expect((await faces(orderId)).card).toContain('| next | Stripe is working on it |');
    const early = await api.post(`/v1/orders/${orderId}/confirm`, { paymentMethod: 'pm_card_visa' });
    expect(early.problem()).toMatchObject({ code: 'order_not_capturable', orderStatus: 'processing' });
    await holdfast.stripe.advance(61);
    const later = await until(orderId, (each) => each.status === status);
    expect(later.amounts.held).toBe(held);
    const { told } = await faces(orderId);
    expect(told.at(-1)).toMatch(status === 'authorized' ? /^hold_placed: / : /^payment_method_required: /);
  });
});
