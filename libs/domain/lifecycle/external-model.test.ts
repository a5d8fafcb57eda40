import fc from 'fast-check';
import { accept, newOrder, ofOneLine } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf } from '../../../test/examples/payments';
import { externalShipmentId, isExternalShipment, type ExternalCapture } from '../payment/external-capture';
import { capturedAmount, heldAmount, outcomeOf, statusOf, type Payment } from '../payment/payment';
import type { Step } from '../payment/steps';
import { decide } from './decide';
import { evolve } from './evolve';

/** Orders of whose hold somebody else captures, at any time and any amount. */

const order = accept(newOrder(ofOneLine(5)));

const looked: Step = {
  kind: 'read_hold',
  ...{ orderId: order.orderId, currency: 'usd', authorizationGeneration: 1, paymentIntentId: 'pi_1' },
  ...{ marginSeconds: 1, eventId: 'evt' },
};

function captureElsewhere(payment: Payment, share: number): Payment {
  const amount = Math.floor(heldAmount(payment) * share);
  if (amount === 0) return payment;
  const number = payment.shipments.filter(isExternalShipment).length + 1;
  const shipment = { shipmentId: externalShipmentId(number), amount };
  const capture: ExternalCapture = {
    captureId: `${order.orderId}/${shipment.shipmentId}/1`,
    ...{ authorizationGeneration: 1, chargeId: 'ch_1', final: false, covered: [], shipment },
  };
  // Every reading of a hold tells all that is booked of it.
  const known = evolve(payment, looked, { kind: 'nothing_new', external: [capture] });
  return evolve(known, looked, { kind: 'nothing_new', external: [capture] });
}

function ship(payment: Payment, number: number): Payment {
  const shipment = shipmentOf(`S${number.toString()}`, [{ lineId: '1', quantity: 1 }]);
  const decision = decide(payment, { kind: 'capture_shipment', shipment });
  if (decision.kind !== 'do') return payment;
  if (decision.step.kind !== 'capture') throw new Error(decision.step.kind);
  return evolve(payment, decision.step, obey(decision.step, payment));
}

const happening = fc.oneof(
  fc.record({ what: fc.constant('elsewhere' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.constant({ what: 'ship' as const, share: 0 }),
);

test('whatever somebody else captures, no more is captured than held, and no cent is lost', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 10 }), (happenings) => {
      let payment = authorized(order);
      happenings.forEach(({ what, share }, index) => {
        payment = what === 'ship' ? ship(payment, index) : captureElsewhere(payment, share);
        const { released } = outcomeOf(payment);
        expect(capturedAmount(payment) + heldAmount(payment) + released).toBe(order.total);
        expect(heldAmount(payment)).toBeGreaterThanOrEqual(0);
      });
      const wasTaken = payment.shipments.some(isExternalShipment);
      expect(payment.attention.includes('amount_mismatch')).toBe(wasTaken);
    }),
  );
});

test("shipping that no unit has a share of is still taken with the shop's first shipment", () => {
  const whole = accept(
    newOrder({ ...ofOneLine(2), policy: { ...newOrder().policy, shippingAllocation: 'first_shipment' } }),
  );
  const before = authorized(whole);
  const alone = decide(before, { kind: 'capture_shipment', shipment: shipmentOf('A', [{ lineId: '1', quantity: 1 }]) });
  const taken = captureElsewhere(before, 0.01);
  const after = decide(taken, { kind: 'capture_shipment', shipment: shipmentOf('A', [{ lineId: '1', quantity: 1 }]) });
  const amountOf = (decision: typeof alone): number =>
    decision.kind === 'do' && decision.step.kind === 'capture' ? decision.step.price.amount : 0;
  expect(amountOf(after)).toBe(amountOf(alone));
  expect(statusOf(taken)).toBe('partially_captured');
});
