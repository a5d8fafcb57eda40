import { accept, newOrder } from '../../../test/examples/orders';
import { authorized, obey, parcel } from '../../../test/examples/payments';
import { addSeconds } from '../orders/deadline';
import { decide } from '../lifecycle/decide';
import { deadlineOf } from '../lifecycle/decide-deadline';
import { evolve } from '../lifecycle/evolve';
import type { Payment } from '../payment/payment';
import type { Step } from '../payment/steps';

/** Of two parcels one has left, and the card allows one capture. */
function oneParcelLeft(): Payment {
  const payment = authorized(accept(newOrder()), { plan: 'capture_once' });
  const decision = decide(payment, { kind: 'capture_shipment', shipment: parcel('A', [{ lineId: '1', quantity: 1 }]) });
  if (decision.kind !== 'do' || decision.step.kind !== 'cover') throw new Error(JSON.stringify(decision));
  return evolve(payment, decision.step, obey(decision.step, payment));
}

/** The capture that the clock leads to at the instant of the deadline. */
function captureDue(payment: Payment): Extract<Step, { kind: 'capture' }> | undefined {
  const at = deadlineOf(payment);
  const decision = decide(payment, { kind: 'deadline', ...(at !== null && { at }) });
  return decision.kind === 'do' && decision.step.kind === 'capture' ? decision.step : undefined;
}

function refused(payment: Payment, capture: Extract<Step, { kind: 'capture' }>, at: string): Payment {
  return evolve(payment, capture, {
    kind: 'capture_refused',
    shipmentId: 'A',
    generation: capture.generation,
    reason: 'declined',
    error: { code: 'card_declined', declineCode: null, message: 'no' },
    at,
    ended: null,
  });
}

test('a refused final capture is tried after 15 minutes, ever longer pauses and at the last call', () => {
  let payment = oneParcelLeft();
  expect(deadlineOf(payment)).toBe('2026-11-28T22:00:00.000Z');
  const tries: string[] = [];
  for (let capture = captureDue(payment); capture !== undefined; capture = captureDue(payment)) {
    const at = deadlineOf(payment) ?? '';
    tries.push(at.slice(11, 16));
    payment = refused(payment, capture, at);
  }
  expect(tries).toEqual(['22:00', '22:15', '22:45', '23:45', '01:45', '05:45', '09:00']);
});

test('a worker whose clock is slow refuses the last call: it is not asked again', () => {
  let payment = oneParcelLeft();
  let asked = 0;
  for (let capture = captureDue(payment); capture !== undefined && asked < 20; capture = captureDue(payment)) {
    asked += 1;
    payment = refused(payment, capture, addSeconds(deadlineOf(payment) ?? '', -5));
  }
  expect(asked).toBeLessThan(10);
  expect(decide(payment, { kind: 'deadline', at: deadlineOf(payment) ?? '' })).toMatchObject({
    step: { kind: 'release', amount: 4600 },
  });
});
