import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { fulfilled, withSavedCard } from '../../../test/examples/cards';
import { accept } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf } from '../../../test/examples/payments';
import { coveredAmount } from '../payment/covered';
import { decide } from './decide';
import { evolve } from './evolve';
import type { Input } from '../orders/inputs';
import { capturedAmount, heldAmount, outcomeOf, type Payment } from '../payment/payment';
import { openWorth } from '../payment/renewal';
import { currencyOf } from '../money/currency';
import type { Price } from '../orders/shipment-price';

/** An amount as a share of what is open, in thousandths. */
const input = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('amount' as const), share: fc.integer({ min: 0, max: 1000 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('units' as const), line: fc.nat({ max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), line: fc.nat({ max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo' as const), which: fc.nat({ max: 9 }) }) },
);

type What =
  | { readonly kind: 'amount'; readonly share: number }
  | { readonly kind: 'units' | 'cancel'; readonly line: number }
  | { readonly kind: 'undo'; readonly which: number };

function describeInput(payment: Payment, what: What, at: number): Input {
  const id = at.toString();
  switch (what.kind) {
    case 'amount': {
      const { step } = currencyOf(payment.order.currency);
      const amount = Math.floor((openWorth(payment).amount * what.share) / 1000 / step) * step;
      return { kind: 'capture_shipment', shipment: { ...shipmentOf(id, []), amount, contentHash: amount.toString() } };
    }
    case 'units':
      return { kind: 'capture_shipment', shipment: shipmentOf(id, [lineOf(what.line)]) };
    case 'cancel': {
      const lines = [lineOf(what.line)];
      return {
        kind: 'cancel_lines',
        cancellation: { cancellationId: id, lines, reason: 'r', contentHash: id, requestId: 'r' },
      };
    }
    case 'undo': {
      const shipmentId = payment.covered[what.which % Math.max(1, payment.covered.length)]?.shipmentId ?? 'none';
      return { kind: 'cancel_shipment', cancellation: { shipmentId, reason: 'r', requestId: 'r' } };
    }
  }
}

function lineOf(line: number): { lineId: string; quantity: number } {
  return { lineId: `line-${line.toString()}`, quantity: 1 };
}

function checkDetails({ amount, amountDetails: { lineItems, shipping } }: Price): void {
  const items = lineItems.reduce((sum, each) => sum + each.unitCost * each.quantity + each.tax - each.discount, 0);
  expect(items + shipping.amount).toBe(amount);
  for (const { unitCost, quantity, tax, discount } of lineItems) {
    expect(Math.min(tax, discount, unitCost * quantity - discount)).toBeGreaterThanOrEqual(0);
  }
}

function handle(payment: Payment, happens: Input): Payment {
  const decision = decide(payment, happens);
  if (decision.kind !== 'do') return payment;
  const { step } = decision;
  if (step.kind === 'authorize' || step.kind === 'read_hold') return payment;
  if (step.kind === 'capture' || step.kind === 'charge') checkDetails(step.price);
  return evolve(payment, step, obey(step, payment));
}

test('whatever leaves by amount, by units or not at all, sums are exact to the cent', () => {
  const plan = fc.constantFrom('multicapture' as const, 'capture_once' as const);
  fc.assert(
    fc.property(arbitraryOrder, plan, fc.array(input, { maxLength: 20 }), (given, how, happens) => {
      const order = accept(given);
      let payment = authorized(order, { plan: how });
      happens.forEach((what, at) => {
        payment = handle(payment, describeInput(payment, what, at));
        if (payment.hold.state !== 'held') return;
        const spoken = capturedAmount(payment) + coveredAmount(payment);
        expect(spoken + openWorth(payment).amount).toBeLessThanOrEqual(order.total);
        expect(heldAmount(payment)).toBe(order.total - capturedAmount(payment));
      });
      if (payment.hold.state === 'held') {
        const rest = { ...shipmentOf('rest', []), amount: openWorth(payment).amount };
        payment = handle(payment, { kind: 'capture_shipment', shipment: rest });
        payment = handle(payment, { kind: 'deadline' });
      }
      const { captured, released, lost } = outcomeOf(payment);
      expect([payment.hold.state === 'held', captured + released + lost]).toEqual([false, order.total]);
      expect(payment.cancellations.length > 0 || captured === order.total).toBe(true);
    }),
  );
});

test('amounts that are charged to a saved card add up to the order', () => {
  fc.assert(
    fc.property(arbitraryOrder, fc.array(input, { maxLength: 10 }), (given, happens) => {
      const order = accept({ ...given, ...fulfilled('charge_on_ship') });
      let payment = withSavedCard(order);
      happens.forEach((what, at) => {
        payment = handle(payment, describeInput(payment, what, at));
      });
      if (payment.hold.state === 'saved') {
        const rest = { ...shipmentOf('rest', []), amount: openWorth(payment).amount };
        payment = handle(payment, { kind: 'capture_shipment', shipment: rest });
      }
      expect(payment.cancellations.length > 0 || capturedAmount(payment) === order.total).toBe(true);
      expect(capturedAmount(payment)).toBeLessThanOrEqual(order.total);
    }),
  );
});
