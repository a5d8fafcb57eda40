import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { eventually } from '../../../../test/setup/eventually';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { shipCheckSchema } from '../ship-check/ship-check.schema';

/**
 * Somebody cancels or captures in Stripe's own Dashboard: it comes back by webhook alone, and everything says the
 * truth.
 */
const shop = openApiShop({ webhooks: true, stripe: { cancel_after_capture: 'allowed' }, ordersAudited: false });
const SECURE = 'pm_card_threeDSecure2Required';
const PROCESSING = 'pm_card_emulatorProcessing';

/**
 * What each of the order's other faces says: timeline, ship check, ledger balances, and the details of the Temporal UI,
 * which follow the rows a moment later.
 * @param details what these say in the end
 */
async function faces(
  order: ApiOrder,
  details = '',
): Promise<{ told: string[]; mayShip: string; records: object; card: string }> {
  const { entries } = await order.timeline();
  const { balances } = await order.ledger();
  return {
    told: entries.filter(({ who }) => who === 'stripe').map(({ kind, message }) => `${kind}: ${message}`),
    mayShip: shipCheckSchema.parse(await order.shipCheck()).reason,
    records: Object.fromEntries(balances.map(({ account, balance }) => [account, balance.amount])),
    card: await eventually(
      () => order.details(),
      (text) => text.includes(details),
    ),
  };
}

describe('an order that is canceled at Stripe before anything was held', () => {
  test.each([
    { card: null, status: 'requires_payment_method' },
    { card: 'pm_card_visa_chargeDeclined', status: 'requires_payment_method' },
    { card: SECURE, status: 'requires_action' },
    { card: PROCESSING, status: 'processing' },
  ])('is abandoned from $status, card $card', async ({ card, status }) => {
    const order = await shop.placeOrder(card ?? {});
    expect(order.placed.status).toBe(status);
    await shop.stripe.byHand(await order.paymentIntentId(), 'cancel');
    const canceled = await order.until((each) => each.status === 'canceled');
    expect(canceled).toMatchObject({
      cancelReason: 'abandoned',
      amounts: { held: 0, captured: 0, released: 4600, lost: 0 },
      payment: { clientSecret: null, nextAction: null },
      attention: [],
    });
    const { told, mayShip } = await faces(order, '| status | canceled (abandoned) |');
    expect(told.at(-1)).toBe('order_canceled: The order ended before anything was held: it was canceled at Stripe');
    expect(mayShip).toBe('order_closed');
    expect((await order.confirm()).problem().code).toBe('order_closed');
  });
});

describe('a hold that somebody changed at Stripe', () => {
  test('is lost when it was canceled with nothing captured, and opens an attention', async () => {
    const order = await shop.placeOrder();
    await shop.stripe.byHand(await order.paymentIntentId(), 'cancel');
    const seen = await order.until(({ status }) => status === 'canceled');
    expect(seen).toMatchObject({ cancelReason: 'hold_lost', amounts: { held: 0, released: 0, lost: 4600 } });
    expect(seen.attention.map(({ code }) => code)).toEqual(['hold_lost']);
    const { told, mayShip, records, card } = await faces(order, '| attention | hold_lost |');
    expect(told).toEqual(['hold_lost: 46.00 USD of the hold is gone: it was canceled at Stripe', expect.any(String)]);
    expect([mayShip, records]).toEqual(['hold_lost', { card_holds: 0, cardholder_authorizations: 0 }]);
    expect(card).toMatch(/\| status \| canceled \(hold_lost\) \|[^]*\| attention \| hold_lost \|/);
  });

  test('keeps what was captured when it was canceled after a shipment, where Stripe allows it', async () => {
    const order = await shop.placeOrder();
    expect((await order.ship('1', '1:1')).status).toBe(201);
    await shop.stripe.byHand(await order.paymentIntentId(), 'cancel');
    const seen = await order.until(({ amounts }) => amounts.lost > 0);
    expect(seen).toMatchObject({ cancelReason: null, amounts: { held: 0, captured: 2300, lost: 2300 } });
    expect(seen.attention.map(({ code }) => code)).toEqual(['hold_lost']);
    const { mayShip, records } = await faces(order);
    expect([mayShip, records]).toEqual(['order_closed', expect.objectContaining({ card_holds: 0, sales_goods: 2000 })]);
  });

  test.each([
    { shipments: [], by: 2300, captured: 2300, released: 2300 },
    { shipments: ['1'], by: 1000, captured: 3300, released: 1300 },
    { shipments: [], by: 4600, captured: 4600, released: 0 },
  ])('is paid as far as it was captured to its end by hand after $shipments, $by', async (row) => {
    const order = await shop.placeOrder();
    for (const lineId of row.shipments) expect((await order.ship(lineId, `${lineId}:1`)).status).toBe(201);
    await shop.stripe.byHand(await order.paymentIntentId(), 'capture', {
      amount_to_capture: row.by.toString(),
      ...byHandLine(row.by.toString()),
    });
    const seen = await order.until(({ status }) => status === 'completed');
    const { captured, released } = row;
    expect(seen).toMatchObject({ cancelReason: null, amounts: { held: 0, captured, released, lost: 0 } });
    expect(seen.attention.map(({ code }) => code)).toEqual(['amount_mismatch']);
    const external = (await order.readShipment('holdfast.external-1')).json();
    expect(external).toMatchObject({ status: 'settled', amount: row.by, lines: [], final: true });
    const worth = `${(row.by / 100).toFixed(2)} USD`;
    const { told, mayShip } = await faces(order, `| holdfast.external-1 | ${worth} | settled, final |`);
    const shipment = 'shipment holdfast.external-1';
    expect(told).toContain(`shipment_captured: ${worth} was captured at Stripe, and not by Holdfast: ${shipment}`);
    expect(told.join()).not.toMatch(/expired|is gone/);
    expect(mayShip).toBe('order_closed');
    expect((await order.refund('R1', { amount: 1000 })).json()).toMatchObject({ amount: 1000, status: 'succeeded' });
    expect((await order.refund('R2', { shipmentId: 'holdfast.external-1' })).status).toBe(201);
    expect((await order.read()).amounts.refunded).toBe(Math.min(1000 + row.by, captured));
    await order.expectConsistentRecords();
  });

  test.each([
    { shipments: [], cancel: 'allowed' },
    { shipments: [], cancel: 'refused' },
    { shipments: ['1'], cancel: 'refused' },
  ])(
    'lives on when it was captured in part by hand after $shipments, cancel then $cancel',
    async ({ shipments, cancel }) => {
      await shop.stripe.account({ cancel_after_capture: cancel });
      const order = await shop.placeOrder();
      for (const lineId of shipments) expect((await order.ship(lineId, `${lineId}:1`)).status).toBe(201);
      await shop.stripe.captureByHand(await order.paymentIntentId(), 700);
      const seen = await order.until(({ amounts }) => amounts.captured === 2300 * shipments.length + 700);
      expect(seen.attention).toMatchObject([{ code: 'amount_mismatch' }]);
      const { told, mayShip } = await faces(order, '| attention | amount_mismatch |');
      expect(told.join('\n')).toContain('attention_opened');
      expect(mayShip).toBe('hold_too_small');
      expect((await order.cancel('c')).status).toBe(201);
      expect((await order.read()).amounts).toMatchObject({ held: 0, released: seen.amounts.held, lost: 0 });
      const intent = await order.paymentIntentId();
      const atStripe = (await shop.stripe.paymentIntents()).find(({ id }) => id === intent);
      expect(atStripe).toMatchObject({ amount_capturable: 0 });
      await order.expectConsistentRecords();
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
    const order = await shop.placeOrder(card);
    expect(order.placed.status).toBe('processing');
    expect((await order.read()).status).toBe('processing');
    await faces(order, '| next | Stripe is processing it |');
    const early = await order.confirm();
    expect(early.problem()).toMatchObject({ code: 'order_not_capturable', orderStatus: 'processing' });
    await shop.stripe.advance(61);
    const later = await order.until((each) => each.status === status);
    expect(later.amounts.held).toBe(held);
    const { told } = await faces(order);
    expect(told.at(-1)).toMatch(status === 'authorized' ? /^hold_placed: / : /^payment_failed: /);
  });
});
