import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { accept } from '../../../test/examples/orders';
import { authorized, obey, placedBeside, shipmentOf } from '../../../test/examples/payments';
import type { Input } from '../orders/inputs';
import type { UnitSpan } from '../orders/shipment-price';
import { creditOfSpans, firstUnits, without, worthOf } from '../orders/unit-spans';
import type { Fact } from '../payment/facts';
import { capturedAmount, hasOpenUnits, heldAmount, openUnits, type Payment } from '../payment/payment';
import type { Step } from '../payment/steps';
import { decide } from './decide';
import { evolve, mayAskAgain } from './evolve';
import { hasMadeRoom } from './second-hold';

const NAMED = { requestId: 'r', contentHash: 'h' };
const CARD = { customer: 'cus_1', paymentMethod: 'pm_1' };

function factOf(step: Step, payment: Payment): Fact {
  if (step.kind === 'read_hold') throw new Error('nobody told of anything');
  return step.kind === 'authorize' ? placedBeside(step, payment) : obey(step, payment);
}

/** Carries an input out with a provider that does as asked, the duties that follow included. */
function handle(before: Payment, input: Input): Payment {
  let payment = before;
  for (;;) {
    const decision = decide(payment, input);
    if (decision.kind !== 'do') return payment;
    const fact = factOf(decision.step, payment);
    payment = evolve(payment, decision.step, fact);
    if (!mayAskAgain(fact) && !hasMadeRoom(input, fact)) break;
  }
  return payment.replacedHold === null ? payment : handle(payment, { kind: 'deadline' });
}

function reopening(units: readonly UnitSpan[], at: number): Input {
  const refund = { refundId: `R${at.toString()}`, shipmentId: null, lines: null, amount: null, reason: 'broken' };
  return {
    kind: 'reopen_units',
    reopening: { ...NAMED, ...refund, changeId: `refund/${at.toString()}`, acceptanceId: 'a', units },
  };
}

const turns = fc.array(fc.record({ line: fc.nat({ max: 7 }), reopen: fc.boolean() }), { maxLength: 12 });

test('what goes back and ships again is captured at its worth once more, and nothing else moves', () => {
  fc.assert(
    fc.property(arbitraryOrder, fc.boolean(), turns, (given, incrementalAuthorization, happens) => {
      const before = authorized(accept(given));
      if (before.hold.state !== 'held') throw new Error(before.hold.state);
      const capabilities = { ...before.hold.capabilities, incrementalAuthorization };
      let payment: Payment = { ...before, hold: { ...before.hold, card: CARD, capabilities } };
      let back: UnitSpan[] = [];
      let worthBack = 0;
      happens.forEach(({ line, reopen }, at) => {
        if (payment.hold.state !== 'held') return;
        const lineId = payment.order.lines[line % payment.order.lines.length]?.lineId ?? '';
        const own = without(
          payment.shipments.flatMap(({ spans }) => spans),
          back,
        ).filter((span) => span.lineId === lineId);
        if (!reopen || own.length === 0) {
          const lines = openUnits(payment).filter((open) => open.lineId === lineId && open.quantity > 0);
          const one = lines.map((open) => ({ ...open, quantity: 1 }));
          if (one.length > 0)
            payment = handle(payment, { kind: 'capture_shipment', shipment: shipmentOf(`S${at.toString()}`, one) });
          return;
        }
        const units = firstUnits(own, 1);
        const after = handle(payment, reopening(units, at));
        const isDone = after.lineChanges?.length !== payment.lineChanges?.length;
        const { allocation } = payment.order;
        // Credits pay nothing of what replaces a unit.
        const worth = worthOf(allocation, units) + creditOfSpans(allocation, units);
        expect(after.order.total - payment.order.total).toBe(isDone ? worth : 0);
        worthBack += after.order.total - payment.order.total;
        if (isDone) back = [...back, ...units];
        payment = after;
      });
      if (payment.hold.state === 'held' && hasOpenUnits(payment)) {
        const rest = openUnits(payment).filter(({ quantity }) => quantity > 0);
        payment = handle(payment, { kind: 'capture_shipment', shipment: shipmentOf('rest', rest) });
      }
      expect(payment.order.total).toBe(before.order.total + worthBack);
      expect(hasOpenUnits(payment)).toBe(false);
      expect(capturedAmount(payment)).toBe(payment.order.total);
      expect(heldAmount(payment)).toBeGreaterThanOrEqual(0);
    }),
  );
});
