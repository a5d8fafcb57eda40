import type { AuthorizationRecord, HoldRecord, OrderRecord } from '../../../../libs/postgres/records/order-record';
import type { LineQuantity } from '../../../../libs/domain/orders/shipment-price';
import type { AcceptedOrder } from '../../../../libs/domain/orders/order';
import { accept, newOrder } from '../../../../test/examples/orders';
import { mayShip } from './may-ship';

const now = '2026-11-28T10:00:00.000Z';
const releaseAt = '2026-11-28T22:00:00.000Z';

const hold: AuthorizationRecord = {
  authorizationId: '1042/1',
  generation: 1,
  state: 'held',
  paymentIntentId: 'pi_1',
  setupIntentId: null,
  chargeId: 'ch_1',
  clientSecret: null,
  nextAction: null,
  lastError: null,
  captureBefore: '2026-11-29T10:00:00.000Z',
  releaseAt,
  warnAt: null,
  capabilities: null,
  plan: 'multicapture',
  cardKept: true,
};

const { customerReference, discountAmount, metadata, payment, policy, shipping } = newOrder();
const given = {
  ...{ customerReference, discountAmount, metadata, policy, shipping },
  payment: { ...payment, provider: 'stripe' as const },
  ...{ orderNumber: null, description: null, receiptEmail: null, shippingAddress: null },
};

function line(lineId: string, quantity: number, shipped: number): OrderRecord['lines'][number] {
  const prices = { unitPrice: 1, amount: quantity, taxAmount: 0, discountAmount: 0 };
  const codes = { productCode: null, unitOfMeasure: null, commodityCode: null };
  return { lineId, name: lineId, quantity, shipped, canceled: 0, ...prices, ...codes };
}

/** What is left of the hold pays for all that is open. */
const live: HoldRecord = {
  generation: 1,
  state: 'held',
  paymentIntentId: 'pi_1',
  amount: 4,
  held: 3,
  captured: 1,
  released: 0,
  lost: 0,
  renews: null,
};

/** Three units of line 1, one of them shipped; one of line 2. */
const order: OrderRecord = {
  orderId: '1042',
  contentHash: 'h',
  acceptanceId: 'a',
  status: 'partially_captured',
  cancelReason: null,
  currency: 'usd',
  given,
  awaitedUntil: '2026-11-23T10:00:00.000Z',
  connect: null,
  amounts: { total: 4, held: 3, captured: 1, settled: 0, released: 0, refunded: 0, lost: 0, fees: [] },
  authorization: hold,
  authorizationGeneration: 1,
  captureInDoubt: false,
  holds: [live],
  lines: [line('1', 3, 1), line('2', 1, 0)],
  credits: [],
  shipments: [],
  doubts: [],
  attention: [],
  workflowId: 'order-payment/1042',
  workflowRunId: null,
  createdAt: now,
  updatedAt: now,
};

/** The same order as it was accepted: every unit is worth one minor unit. */
const accepted: AcceptedOrder = {
  ...accept(newOrder()),
  allocation: order.lines.map(({ lineId, quantity }) => run(lineId, 0, quantity, 1)),
};

function run(lineId: string, fromUnit: number, units: number, goods: number): AcceptedOrder['allocation'][number] {
  return { lineId, fromUnit, units, goods, tax: 0, discount: 0, shipping: 0 };
}

const all = [
  { lineId: '1', quantity: 2 },
  { lineId: '2', quantity: 1 },
];

function held(changes: Partial<AuthorizationRecord>): Partial<OrderRecord> {
  return { authorization: { ...hold, ...changes } };
}

/** Nothing is held: the shipments are charged to a saved card. */
function saved(state: AuthorizationRecord['state']): Partial<OrderRecord> {
  return held({ state, plan: 'charge_on_ship', captureBefore: null, releaseAt: null });
}

/** As `order`, after one more unit of line 1 was given up. */
const reduced: Partial<OrderRecord> = {
  lines: order.lines.map((line) => (line.lineId === '1' ? { ...line, canceled: 1 } : line)),
};

const oneOfMany: HoldRecord = {
  generation: 0,
  state: 'captured',
  paymentIntentId: 'pi',
  amount: 1,
  held: 0,
  captured: 1,
  released: 0,
  lost: 0,
  renews: null,
};

const allOfReduced = [
  { lineId: '1', quantity: 1 },
  { lineId: '2', quantity: 1 },
];

test.each<[string, Partial<OrderRecord>, readonly LineQuantity[] | undefined, string]>([
  ['what is open', {}, [{ lineId: '1', quantity: 2 }], 'ok'],
  ['all that is open', {}, all, 'ok'],
  ['whatever is open', {}, undefined, 'ok'],
  ['more than is open', {}, [{ lineId: '1', quantity: 3 }], 'units_not_available'],
  ['the last second', held({ releaseAt: '2026-11-28T10:00:01.000Z' }), undefined, 'ok'],
  ['the moment Holdfast acts', held({ releaseAt: now }), undefined, 'deadline_passed'],
  ['a hold that the network dropped', held({ state: 'expired' }), undefined, 'hold_lost'],
  ['a part, with a card that allows one capture', held({ plan: 'capture_once' }), [all[1] ?? all].flat(), 'ok'],
  [
    'while the final capture is in trouble',
    { attention: [{ code: 'final_capture_failed', message: 'm', since: now, step: null }] },
    undefined,
    'final_capture_failed',
  ],
  [
    'while captures of the hold are refused',
    { attention: [{ code: 'hold_lost', message: 'm', since: now, step: 'hold 1' }] },
    undefined,
    'hold_lost',
  ],
  [
    'after another hold of the order was lost',
    { attention: [{ code: 'hold_lost', message: 'm', since: now, step: null }] },
    undefined,
    'ok',
  ],
  ['all, with a card that allows one capture', held({ plan: 'capture_once' }), all, 'ok'],
  ['a part, with such a card that is kept', held({ plan: 'capture_then_reauthorize' }), all.slice(1), 'ok'],
  [
    'a part, with such a card that was asked as often as it may be',
    { ...held({ plan: 'capture_then_reauthorize' }), holds: [...Array.from({ length: 12 }, () => oneOfMany), live] },
    all.slice(1),
    'must_ship_together',
  ],
  [
    'an order between two holds',
    { status: 'processing', ...held({ state: 'requested' }) },
    all,
    'order_not_authorized',
  ],
  ['what was given up', reduced, all, 'units_not_available'],
  ['all that is left after some were given up', reduced, allOfReduced, 'ok'],
  [
    'what is open, with a saved card',
    { ...saved('saved'), status: 'card_saved' },
    [{ lineId: '1', quantity: 2 }],
    'ok',
  ],
  ['more than is open, with a saved card', saved('saved'), [{ lineId: '1', quantity: 3 }], 'units_not_available'],
  [
    'a shipment, while another waits for the buyer',
    { ...saved('requires_action'), status: 'requires_action' },
    undefined,
    'payment_pending',
  ],
  [
    'a shipment, while the bank works on another',
    { ...saved('processing'), status: 'processing' },
    undefined,
    'payment_pending',
  ],
  ['an order whose card is done', { ...saved('captured'), status: 'captured' }, undefined, 'order_closed'],
  [
    'an order that waits for a card',
    { status: 'requires_payment_method', authorization: null },
    undefined,
    'order_not_authorized',
  ],
  ['an order that is completed', { status: 'completed', ...held({ state: 'captured' }) }, undefined, 'order_closed'],
  ['an order that is canceled', { status: 'canceled', cancelReason: 'requested' }, undefined, 'order_closed'],
  ['an order that lost its hold', { status: 'canceled', cancelReason: 'hold_lost' }, undefined, 'hold_lost'],
])('asked for %s: %j', (_what, changes, asked, reason) => {
  const answer = mayShip({ order: { ...order, ...changes }, accepted }, asked, now);
  expect(answer).toMatchObject({ mayShip: reason === 'ok', reason });
});

/** As `order`, after what was open was captured at the deadline. */
const paid: Partial<OrderRecord> = {
  status: 'captured',
  authorization: { ...hold, state: 'captured' },
  shipments: [
    {
      orderId: '1042',
      shipmentId: 'holdfast.remaining',
      contentHash: 'h',
      status: 'captured',
      lines: all,
      part: null,
      amount: 3,
      breakdown: { goods: 3, tax: 0, discount: 0, shipping: 0, adjustment: 0 },
      final: true,
      carrier: null,
      trackingNumber: null,
      coveredAt: null,
      shippedAt: null,
      capture: {
        captureId: '1042/holdfast.remaining/1',
        paymentIntentId: 'pi_1',
        chargeId: 'ch_1',
        balanceTransactionId: null,
        fee: null,
        net: null,
        settlementCurrency: null,
        transfer: null,
        applicationFee: null,
        capturedAt: now,
        settledAt: null,
      },
    },
  ],
};

const paidAtOnce: Partial<OrderRecord> = {
  shipments: (paid.shipments ?? []).map((priced) => ({ ...priced, shipmentId: 'holdfast.immediate' })),
};

test.each<[string, Partial<OrderRecord>, readonly LineQuantity[] | undefined, string]>([
  ['all of it', {}, undefined, 'already_paid'],
  ['a part of it', {}, [{ lineId: '1', quantity: 2 }], 'already_paid'],
  ['what left before', {}, [{ lineId: '1', quantity: 3 }], 'order_closed'],
  ['all of an order that was paid at once', paidAtOnce, undefined, 'already_paid'],
  [
    'while nobody looks after its refund',
    { attention: [{ code: 'workflow_missing', message: 'm', since: now, step: 'refund/R' }] },
    undefined,
    'workflow_missing',
  ],
  ['after a refund', { amounts: { ...order.amounts, refunded: 1 } }, undefined, 'order_closed'],
])('units that were paid ahead, asked for %s', (_what, changes, asked, reason) => {
  const answer = mayShip({ order: { ...order, ...paid, ...changes }, accepted }, asked, now);
  expect(answer).toEqual({ mayShip: reason === 'already_paid', reason, heldUntil: null });
});

test('a hold says until when; without one there is no such time', () => {
  expect(mayShip({ order, accepted }, undefined, now).heldUntil).toBe(releaseAt);
  const released = { ...order, ...held({ state: 'released' }) };
  expect(mayShip({ order: released, accepted }, undefined, now).heldUntil).toBeNull();
});

test.each<[string, Partial<OrderRecord>, AcceptedOrder['allocation'], readonly LineQuantity[], string]>([
  [
    'a free line would stay alone, and the card allows one capture',
    held({ plan: 'capture_then_reauthorize' }),
    [run('1', 0, 3, 1), run('2', 0, 1, 0)],
    all.slice(0, 1),
    'must_ship_together',
  ],
  [
    'a free unit of a line that is not free would stay alone, and the card allows one capture',
    held({ plan: 'capture_then_reauthorize' }),
    [run('1', 0, 2, 1), run('1', 2, 1, 0), run('2', 0, 1, 1)],
    [
      { lineId: '1', quantity: 1 },
      { lineId: '2', quantity: 1 },
    ],
    'must_ship_together',
  ],
  [
    'units would wait for the final capture while the outcome of a capture is not known',
    { ...held({ plan: 'capture_once' }), captureInDoubt: true },
    accepted.allocation,
    all.slice(0, 1),
    'payment_pending',
  ],
  [
    'a capture has an unknown outcome, and the hold takes others beside it',
    { captureInDoubt: true },
    accepted.allocation,
    all.slice(0, 1),
    'ok',
  ],
  [
    'the outcome of a payment with the saved card is not known',
    { ...saved('saved'), captureInDoubt: true },
    accepted.allocation,
    all.slice(0, 1),
    'payment_pending',
  ],
  [
    'the saved card was asked as often as it may be',
    { ...saved('saved'), authorizationGeneration: 500 },
    accepted.allocation,
    all.slice(0, 1),
    'order_not_authorized',
  ],
])('the ship check says what the workflow will: %s', (_what, changes, allocation, asked, reason) => {
  const checked = { order: { ...order, ...changes }, accepted: { ...accepted, allocation } };
  expect(mayShip(checked, asked, now)).toMatchObject({ mayShip: reason === 'ok', reason });
});
