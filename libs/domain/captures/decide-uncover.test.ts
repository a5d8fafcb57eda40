import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf } from '../../../test/examples/payments';
import { decide } from '../lifecycle/decide';
import { evolve } from '../lifecycle/evolve';
import type { Input } from '../orders/inputs';
import type { AcceptedOrder } from '../orders/order';
import { carriedPayment } from '../payment/carried-payment';
import { openUnits, type Payment } from '../payment/payment';
import type { Step } from '../payment/steps';

/** Five units of one line, which ship a few at a time; the card allows one capture. */
function fiveUnits(shippingAllocation: 'proportional' | 'first_shipment' = 'proportional'): AcceptedOrder {
  const [line] = newOrder().lines;
  const lines = line === undefined ? [] : [{ ...line, quantity: 5, taxAmount: 10 }];
  return accept(newOrder({ lines, policy: { ...newOrder().policy, shippingAllocation } }));
}

function ship(shipmentId: string, quantity: number): Input {
  return { kind: 'capture_shipment', shipment: shipmentOf(shipmentId, [{ lineId: '1', quantity }]) };
}

function undo(shipmentId: string): Input {
  return { kind: 'cancel_shipment', cancellation: { shipmentId, reason: 'not picked up', requestId: 'r' } };
}

function stepOf(payment: Payment, input: Input): Exclude<Step, { kind: 'authorize' } | { kind: 'read_hold' }> {
  const decision = decide(payment, input);
  if (decision.kind !== 'do') throw new Error(JSON.stringify(decision));
  const { step } = decision;
  if (step.kind === 'authorize' || step.kind === 'read_hold') throw new Error(step.kind);
  return step;
}

function after(payment: Payment, ...inputs: Input[]): Payment {
  return inputs.reduce((now, input) => {
    const step = stepOf(now, input);
    return evolve(now, step, obey(step, now));
  }, payment);
}

function covering(order = fiveUnits()): Payment {
  return authorized(order, { plan: 'capture_once' });
}

test('units that were in the middle are open again, and the next shipment takes them first', () => {
  const payment = after(covering(), ship('A', 1), ship('B', 1), ship('C', 1), undo('B'));
  expect(openUnits(payment)).toEqual([{ lineId: '1', quantity: 3 }]);
  const { covered } = after(payment, ship('D', 2));
  expect(covered.map(({ shipmentId, spans }) => [shipmentId, spans])).toEqual([
    ['A', [{ lineId: '1', fromUnit: 0, units: 1 }]],
    ['C', [{ lineId: '1', fromUnit: 2, units: 1 }]],
    [
      'D',
      [
        { lineId: '1', fromUnit: 1, units: 1 },
        { lineId: '1', fromUnit: 3, units: 1 },
      ],
    ],
  ]);
});

test('the capture of the others is named by the first of them, or stays as it is', () => {
  const payment = after(covering(), ship('A', 1), ship('B', 1));
  const of = (shipmentId: string): object => ({ shipmentId, generation: 1 });
  expect(stepOf(payment, undo('A'))).toMatchObject({ capture: of('A'), captureOfOthers: of('B'), own: of('A') });
  expect(stepOf(payment, undo('B'))).toMatchObject({ capture: of('A'), captureOfOthers: of('A'), own: of('B') });
  expect(stepOf(after(covering(), ship('A', 1)), undo('A'))).toMatchObject({ captureOfOthers: null });
});

test('shipping as a whole goes on to the next that left', () => {
  const payment = after(covering(fiveUnits('first_shipment')), ship('A', 1), ship('B', 1));
  const [first = 0, second = 0] = payment.covered.map(({ amount }) => amount);
  const undone = after(payment, undo('A'));
  expect(undone.covered.map(({ shipmentId, amount }) => [shipmentId, amount])).toEqual([['B', second + 400]]);
  expect(after(undone, undo('B'), ship('C', 1)).covered).toMatchObject([{ amount: first }]);
});

test('a run that took over knows which units are left of those that left', () => {
  const payment = after(covering(), ship('A', 1), ship('B', 2), ship('C', 1));
  const { order, ...rest } = payment;
  const carried: Payment = { order, ...carriedPayment(rest) };
  const spans = [{ lineId: '1', fromUnit: 1, units: 2 }];
  const step = stepOf(carried, undo('B'));
  const undone = evolve(carried, step, { kind: 'shipment_uncovered', shipmentId: 'B', spans });
  expect(openUnits(undone)).toEqual([{ lineId: '1', quantity: 3 }]);
  expect(undone.covered.flatMap((each) => each.spans)).toEqual([
    { lineId: '1', fromUnit: 0, units: 1 },
    { lineId: '1', fromUnit: 3, units: 1 },
  ]);
});

test.each([
  ['was never accepted', covering(), 'Z', 'never accepted'],
  ['is captured', after(authorized(fiveUnits()), ship('A', 1)), 'A', 'refund it'],
  ['may be captured already', { ...after(covering(), ship('A', 1)), captureInDoubt: 'A' }, 'A', 'not known yet'],
])('a shipment that %s is not undone', (_what, payment, shipmentId, why) => {
  expect(decide(payment, undo(shipmentId))).toMatchObject({
    kind: 'refuse',
    refusal: { code: 'shipment_not_cancelable', message: expect.stringContaining(why) as string },
  });
});

test('an undone shipment is known: the same again is a repeat, other content a conflict', () => {
  const payment = after(covering(), ship('A', 1), undo('A'));
  expect(decide(payment, undo('A'))).toEqual({ kind: 'repeat' });
  expect(decide(payment, ship('A', 1))).toEqual({ kind: 'repeat' });
  expect(decide(payment, ship('A', 2))).toMatchObject({ refusal: { code: 'shipment_conflict' } });
});
