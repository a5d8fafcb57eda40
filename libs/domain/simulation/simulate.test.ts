import fc from 'fast-check';
import { accept, newOrder, withPolicy } from '../../../test/examples/orders';
import { shipmentOf } from '../../../test/examples/payments';
import type { AcceptedOrder } from '../orders/order';
import type { RefundCommand } from '../refunds/refund';
import { simulate, type SimulatedEvent, type SimulatedMoment } from './simulate';
import type { SimulatedCard } from './simulated-hold';
import type { SimulatedNews } from './simulated-provider';

const PLACED = '2026-12-01T08:00:00.000Z';
const DAY_MS = 24 * 60 * 60 * 1000;

const USUAL: SimulatedCard = {
  multicapture: true,
  overcapture: false,
  incrementalAuthorization: false,
  validSeconds: 7 * 24 * 60 * 60,
  declines: false,
  authenticates: false,
};

function day(days: number): string {
  return new Date(Date.parse(PLACED) + days * DAY_MS).toISOString();
}

function ship(days: number, shipmentId: string, lineId: string): SimulatedEvent {
  const shipment = shipmentOf(shipmentId, [{ lineId, quantity: 1 }]);
  return { at: day(days), kind: 'command', id: shipmentId, input: { kind: 'capture_shipment', shipment } };
}

function cancel(days: number, cancellationId: string): SimulatedEvent {
  const cancellation = { cancellationId, reason: 'sold out', contentHash: 'c', requestId: 'r' };
  return { at: day(days), kind: 'command', id: cancellationId, input: { kind: 'cancel_lines', cancellation } };
}

function refund(days: number, refundId: string, what: Partial<RefundCommand>): SimulatedEvent {
  const nothing = { shipmentId: null, lines: null, amount: null, reason: 'broken', contentHash: refundId };
  const command = { ...nothing, refundId, acceptanceId: 'a', requestId: 'r', ...what };
  return { at: day(days), kind: 'refund', command };
}

/** The buyer gives another card. */
function pay(days: number): SimulatedEvent {
  const confirmation = { paymentMethod: `pm_${days.toString()}`, returnUrl: null, requestId: 'r' };
  return { at: day(days), kind: 'command', id: null, input: { kind: 'confirm_payment', confirmation } };
}

function buyer(days: number, news: SimulatedNews): SimulatedEvent {
  return { at: day(days), kind: 'news', news };
}

const WITH_3DS = { ...USUAL, authenticates: true };

function renewable(): AcceptedOrder {
  const { payment } = newOrder();
  const kept = { ...payment, customer: 'cus_1', saveForLater: true };
  return accept(newOrder({ ...withPolicy({ onDeadline: 'reauthorize' }), payment: kept }), PLACED);
}

function words(moments: readonly SimulatedMoment[]): string[] {
  return moments.map(({ at, what }) => `${((Date.parse(at) - Date.parse(PLACED)) / DAY_MS).toString()} ${what}`);
}

test('two shipments in time capture all of it, the last one finally', () => {
  const moments = simulate(accept(newOrder(), PLACED), USUAL, [ship(3, 'B', '2'), ship(1, 'A', '1')]);
  expect(words(moments)).toEqual(['0 hold_placed', '1 shipment_captured', '3 shipment_captured']);
  expect(moments.map(({ requests }) => requests)).toMatchObject([
    [{ kind: 'authorize', amount: 4600 }],
    [{ kind: 'capture', amount: 2300, final: false }],
    [{ kind: 'capture', amount: 2300, final: true }],
  ]);
  expect(moments.at(-1)).toMatchObject({ status: 'completed', held: 0, captured: 4600, released: 0 });
});

test('a card of one capture pays each shipment, also after its hold would have expired', () => {
  const payment = { ...newOrder().payment, customer: 'cus_1', saveForLater: true };
  const policy = withPolicy({ withoutMulticapture: 'charge_on_ship' });
  const order = accept(newOrder({ payment, ...policy }), PLACED);
  const moments = simulate(order, { ...USUAL, multicapture: false }, [ship(1, 'A', '1'), ship(30, 'B', '2')]);
  expect(words(moments)).toEqual(['0 hold_placed', '0 hold_ended', '1 shipment_charged', '30 shipment_charged']);
  expect(moments.map(({ requests }) => requests)).toMatchObject([
    [{ kind: 'authorize', amount: 4600 }],
    [{ kind: 'cancel' }],
    [{ kind: 'charge', amount: 2300 }],
    [{ kind: 'charge', amount: 2300 }],
  ]);
  expect(moments.at(-1)).toMatchObject({ status: 'completed', held: 0, captured: 4600, released: 0 });
});

test('a second shipment that is nine days late finds its hold released, after a warning', () => {
  const moments = simulate(accept(newOrder(), PLACED), USUAL, [ship(1, 'A', '1'), ship(9, 'B', '2')]);
  expect(words(moments)).toEqual([
    '0 hold_placed',
    '1 shipment_captured',
    '5.5 hold_warned',
    '6.5 hold_ended',
    '9 refused',
  ]);
  expect(moments[2]?.attention).toEqual(['hold_expiring']);
  expect(moments[3]).toMatchObject({ by: 'clock', captured: 2300, released: 2300, held: 0 });
  expect(moments[4]).toMatchObject({ id: 'B', refusal: { code: 'order_closed' } });
});

test('with a kept card what has not shipped is held anew, and captured nine days later', () => {
  const moments = simulate(renewable(), USUAL, [ship(1, 'A', '1'), ship(9, 'B', '2')]);
  expect(moments.filter(({ what }) => what === 'hold_placed').map(({ held }) => held)).toEqual([4600, 2300]);
  expect(moments.at(-1)).toMatchObject({ at: day(9), status: 'completed', captured: 4600, released: 0, lost: 0 });
});

test('lines after a shipment are held on a second hold, unless the card declines it', () => {
  const lines = newOrder()
    .lines.slice(0, 1)
    .map((line) => ({ ...line, lineId: '3', quantity: 1, discountAmount: 0 }));
  const add = (days: number): SimulatedEvent => {
    const addition = { changeId: 'more', lines, contentHash: 'more', requestId: 'r' };
    return { at: day(days), kind: 'command', id: 'more', input: { kind: 'add_lines', addition } };
  };
  const said = (days: number, declines: boolean): SimulatedEvent => ({ at: day(days), kind: 'card', declines });
  const grown = [said(2, true), add(2.1), said(2.2, false), add(3), ship(4, 'B', '2'), ship(4.1, 'C', '3')];
  const moments = simulate(renewable(), USUAL, [ship(1, 'A', '1'), ...grown]);
  expect(words(moments).slice(2, 6)).toEqual(['2.1 confirm_refused', '3 hold_placed', '3 lines_added', '3 hold_ended']);
  expect(moments[2]).toMatchObject({ held: 2300, attention: [] });
  expect(moments[5]).toMatchObject({ by: 'clock', released: 0, held: 4500 });
  expect(moments.at(-1)).toMatchObject({ status: 'completed', captured: 6800, released: 0, lost: 0 });
});

test('a card that declines the renewal leaves the old hold for a while, and calls for a person', () => {
  const declines: SimulatedEvent = { at: day(2), kind: 'card', declines: true };
  const moments = simulate(renewable(), USUAL, [ship(1, 'A', '1'), declines, ship(9, 'B', '2')]);
  const refused = moments.find(({ what }) => what === 'renewal_refused');
  expect(refused).toMatchObject({ held: 2300, attention: ['reauthorization_failed'] });
  expect(moments.at(-1)).toMatchObject({ what: 'refused', captured: 2300, released: 2300, held: 0 });
});

test('what the network drops is lost, and the next shipment learns it', () => {
  const moments = simulate(accept(newOrder(), PLACED), USUAL, [
    ship(1, 'A', '1'),
    { at: day(2), kind: 'news', news: 'hold_lost' },
    ship(3, 'B', '2'),
  ]);
  expect(words(moments)).toEqual(['0 hold_placed', '1 shipment_captured', '2 hold_ended', '3 refused']);
  expect(moments[2]).toMatchObject({ by: 'network', lost: 2300, attention: ['hold_lost'] });
});

test('a refund gives back what was captured for its units, once, also after the order is over', () => {
  const moments = simulate(accept(newOrder(), PLACED), USUAL, [
    ship(1, 'A', '1'),
    refund(2, 'R1', { amount: 500 }),
    ship(3, 'B', '2'),
    refund(4, 'R2', { shipmentId: 'A' }),
    refund(5, 'R2', { shipmentId: 'A' }),
    refund(6, 'R3', { amount: 2301 }),
  ]);
  expect(words(moments.slice(4))).toEqual(['4 refund_succeeded', '5 repeated', '6 refused']);
  expect(moments.map(({ refunded }) => refunded)).toEqual([0, 0, 500, 500, 2800, 2800, 2800]);
  expect(moments[4]?.requests).toEqual([{ kind: 'refund', id: 'ch_simulated_1', amount: 2300, final: null }]);
  expect(moments[6]?.refusal).toMatchObject({ code: 'not_refundable', maximumAmount: 1800 });
});

test('a buyer who authenticates has the money held; one who does not can give another card', () => {
  const [asked, held] = simulate(accept(newOrder(), PLACED), WITH_3DS, [buyer(0.5, 'authenticated')]);
  expect(asked).toMatchObject({ what: 'hold_awaited', status: 'requires_action', held: 0 });
  expect(held).toMatchObject({ what: 'hold_placed', by: 'buyer', status: 'authorized', held: 4600 });

  const failed = simulate(accept(newOrder(), PLACED), WITH_3DS, [
    buyer(0.1, 'authentication_failed'),
    pay(0.2),
    buyer(0.3, 'authenticated'),
    cancel(0.4, 'C'),
  ]);
  expect(failed.map(({ status }) => status)).toEqual([
    ...['requires_action', 'requires_payment_method', 'requires_action', 'authorized', 'canceled'],
  ]);
  expect(failed.at(-1)).toMatchObject({ released: 4600, captured: 0 });
});

test('an order whose buyer never authenticates is given up a day later', () => {
  const moments = simulate(accept(newOrder(), PLACED), WITH_3DS, []);
  expect(words(moments)).toEqual(['0 hold_awaited', '1 hold_ended']);
  expect(moments.at(-1)).toMatchObject({ status: 'canceled', by: 'clock' });
});

test('a card that is saved waits for its buyer too, and pays shipment by shipment', () => {
  const { payment } = newOrder();
  const saved = {
    ...newOrder(withPolicy({ fulfilment: 'charge_on_ship' })),
    payment: { ...payment, customer: 'cus_1' },
  };
  const moments = simulate(accept(saved, PLACED), WITH_3DS, [
    buyer(0.5, 'authenticated'),
    ship(1, 'A', '1'),
    refund(2, 'R', { shipmentId: 'A' }),
  ]);
  expect(moments.map(({ what }) => what)).toEqual([
    ...['hold_awaited', 'card_saved', 'shipment_charged', 'refund_succeeded'],
  ]);
});

test('at WooshPay shipments are covered, and the first capture ends the hold', () => {
  const order = newOrder();
  const atWooshPay = { ...order, payment: { ...order.payment, provider: 'wooshpay' as const } };
  const moments = simulate(accept(atWooshPay, PLACED), USUAL, [ship(1, 'A', '1'), ship(2, 'B', '2')]);
  expect(words(moments)).toEqual(['0 hold_placed', '1 shipment_covered', '2 shipment_captured']);
  expect(moments.at(-1)).toMatchObject({ captured: 4600, status: 'completed' });
});

const event = fc.oneof(
  fc.constantFrom('1', '2').map((line) => (days: number) => ship(days, `S${line}`, line)),
  fc.constant((days: number) => cancel(days, 'C')),
  fc.boolean().map((declines) => (days: number): SimulatedEvent => ({ at: day(days), kind: 'card', declines })),
  fc
    .constantFrom('hold_lost' as const, 'authenticated' as const, 'authentication_failed' as const)
    .map((news) => (days: number): SimulatedEvent => ({ at: day(days), kind: 'news', news })),
  fc
    .integer({ min: 1, max: 4600 })
    .map((amount) => (days: number) => refund(days, `R${amount.toString()}`, { amount })),
  fc.constant((days: number) => refund(days, 'RA', { shipmentId: 'S1' })),
  fc.constant((days: number) => pay(days)),
);

test('whatever happens a simulation ends, and every cent of the order is accounted for', () => {
  const orders = [accept(newOrder(), PLACED), renewable()];
  const policies = (['capture_remaining', 'release'] as const).map((onDeadline) =>
    accept(newOrder(withPolicy({ onDeadline })), PLACED),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...orders, ...policies),
      fc.boolean(),
      fc.boolean(),
      fc.array(fc.tuple(event, fc.integer({ min: 0, max: 20 })), { maxLength: 8 }),
      (order, multicapture, authenticates, happens) => {
        const moments = simulate(
          order,
          { ...USUAL, multicapture, authenticates },
          happens.map(([at, days]) => at(days)),
        );
        const { captured, covered, held, released, lost, refunded, status } = moments.at(-1) ?? fail();
        expect(['completed', 'canceled']).toContain(status);
        // Before its first hold is placed nothing of it was ever held.
        const wasHeld = moments.some(({ held: then, captured: paid }) => then + paid > 0);
        expect([captured + released + lost, held, covered]).toEqual([wasHeld ? order.total : 0, 0, 0]);
        expect(refunded).toBeLessThanOrEqual(captured);
      },
    ),
  );
});

function fail(): never {
  throw new Error('nothing happened');
}
