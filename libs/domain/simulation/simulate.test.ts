import fc from 'fast-check';
import { accept, newOrder, withPolicy } from '../../../test/examples/orders';
import { shipmentOf } from '../../../test/examples/payments';
import type { AcceptedOrder } from '../orders/order';
import { simulate, type SimulatedEvent, type SimulatedMoment } from './simulate';
import type { SimulatedCard } from './simulated-provider';

const PLACED = '2026-12-01T08:00:00.000Z';
const DAY_MS = 24 * 60 * 60 * 1000;

const USUAL: SimulatedCard = {
  multicapture: true,
  overcapture: false,
  incrementalAuthorization: false,
  validSeconds: 7 * 24 * 60 * 60,
  declines: false,
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
    { at: day(2), kind: 'hold_lost' },
    ship(3, 'B', '2'),
  ]);
  expect(words(moments)).toEqual(['0 hold_placed', '1 shipment_captured', '2 hold_ended', '3 refused']);
  expect(moments[2]).toMatchObject({ by: 'network', lost: 2300, attention: ['hold_lost'] });
});

const event = fc.oneof(
  fc.constantFrom('1', '2').map((line) => (days: number) => ship(days, `S${line}`, line)),
  fc.constant((days: number) => cancel(days, 'C')),
  fc.boolean().map((declines) => (days: number): SimulatedEvent => ({ at: day(days), kind: 'card', declines })),
  fc.constant((days: number): SimulatedEvent => ({ at: day(days), kind: 'hold_lost' })),
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
      fc.array(fc.tuple(event, fc.integer({ min: 0, max: 20 })), { maxLength: 8 }),
      (order, multicapture, happens) => {
        const moments = simulate(
          order,
          { ...USUAL, multicapture },
          happens.map(([at, days]) => at(days)),
        );
        const { captured, covered, held, released, lost, status } = moments.at(-1) ?? fail();
        expect(['completed', 'canceled']).toContain(status);
        expect([captured + released + lost, held, covered]).toEqual([order.total, 0, 0]);
      },
    ),
  );
});

function fail(): never {
  throw new Error('nothing happened');
}
