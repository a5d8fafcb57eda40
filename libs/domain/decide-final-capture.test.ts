import { accept, newOrder } from '../../test/examples/orders';
import { authorized, obey, parcel } from '../../test/examples/payments';
import { addSeconds } from './deadline';
import { decide } from './decide';
import { deadlineOf } from './decide-deadline';
import { evolve } from './evolve';
import type { Payment } from './payment';
import type { Step } from './steps';

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

test('a worker whose clock is slow refuses the last call: it is not asked again', () => {
  let payment = oneParcelLeft();
  let asked = 0;
  for (let capture = captureDue(payment); capture !== undefined && asked < 20; capture = captureDue(payment)) {
    asked += 1;
    payment = evolve(payment, capture, {
      kind: 'capture_refused',
      shipmentId: 'A',
      generation: capture.generation,
      reason: 'declined',
      error: { code: 'card_declined', declineCode: null, message: 'no' },
      at: addSeconds(deadlineOf(payment) ?? '', -5),
      ended: null,
    });
  }
  expect(asked).toBeLessThan(10);
  expect(decide(payment, { kind: 'deadline', at: deadlineOf(payment) ?? '' })).toMatchObject({
    step: { kind: 'release', amount: 4600 },
  });
});
