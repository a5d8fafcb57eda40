import fc from 'fast-check';
import { arbitraryOrder } from '../../../test/examples/arbitrary-orders';
import { accept } from '../../../test/examples/orders';
import { authorized, obey, shipmentOf } from '../../../test/examples/payments';
import { currencyOf } from '../money/currency';
import { decide } from './decide';
import { evolve } from './evolve';
import type { Payment } from '../payment/payment';
import { planRefund } from '../refunds/refund-plan';
import type { RefundableState } from '../refunds/refundable-state';
import type { RefundCommand } from '../refunds/refund';

/** Cards move KWD in steps of ten fils and ISK in whole crowns: what no card can move must never be asked of Stripe. */

const stepped = arbitraryOrder.filter(({ currency }) => currencyOf(currency).step > 1);
const pick = fc.record({ line: fc.nat({ max: 5 }), quantity: fc.integer({ min: 1, max: 4 }) });

interface Shipped {
  readonly payment: Payment;
  readonly captures: readonly { readonly shipmentId: string; readonly amount: number }[];
}

/** Shipments as they come; those that cannot be captured are left out. */
function shipAll(payment: Payment, picks: readonly { line: number; quantity: number }[]): Shipped {
  return picks.reduce<Shipped>(
    (shipped, { line, quantity }, index) => {
      const shipment = shipmentOf(`P${index.toString()}`, [{ lineId: `line-${line.toString()}`, quantity }]);
      if (!shipped.payment.order.lines.some(({ lineId }) => lineId === `line-${line.toString()}`)) return shipped;
      const decision = decide(shipped.payment, { kind: 'capture_shipment', shipment });
      if (decision.kind !== 'do' || decision.step.kind !== 'capture') return shipped;
      const { step } = decision;
      const capture = { shipmentId: shipment.shipmentId, amount: step.price.amount };
      return {
        payment: evolve(shipped.payment, step, obey(step, shipped.payment)),
        captures: [...shipped.captures, capture],
      };
    },
    { payment, captures: [] },
  );
}

function recordsOf({ order, shipments }: Payment): RefundableState {
  const captured = shipments.reduce((sum, { amount }) => sum + amount, 0);
  const left = { goods: captured, tax: 0, discount: 0, shipping: 0, adjustment: 0 };
  return {
    currency: order.currency,
    allocation: order.allocation,
    shipments: shipments.map(({ shipmentId, amount, spans }) => ({
      ...{ shipmentId, amount, spans, breakdown: { ...left, goods: amount } },
      ...{ authorizationId: 'hold', extraRefunded: false, shippingBeside: 0, shippingBesideRefunded: false },
    })),
    charges: [{ authorizationId: 'hold', captured, refunded: 0, left }],
    refundedUnits: [],
    shippingRefunded: [],
  };
}

const asked = { refundId: 'r', reason: 'r', contentHash: 'h', acceptanceId: 'a', requestId: 'q' };

test('every capture and every refund is an amount that cards can move', () => {
  let captures = 0;
  let refunds = 0;
  fc.assert(
    fc.property(stepped, fc.array(pick, { maxLength: 12 }), fc.array(pick, { maxLength: 4 }), (order, picks, back) => {
      const { step } = currencyOf(order.currency);
      const shipped = shipAll(authorized(accept(order)), picks);
      for (const { amount } of shipped.captures) expect(amount % step).toBe(0);
      captures += shipped.captures.length;
      const records = recordsOf(shipped.payment);
      const commands: RefundCommand[] = [
        ...back.map(({ line, quantity }) => ({
          ...asked,
          ...{ shipmentId: null, amount: null, lines: [{ lineId: `line-${line.toString()}`, quantity }] },
        })),
        ...shipped.captures.map(({ shipmentId }) => ({ ...asked, shipmentId, lines: null, amount: null })),
        ...back.map(({ quantity }) => ({ ...asked, shipmentId: null, lines: null, amount: quantity })),
      ];
      for (const command of commands) {
        const plan = planRefund(records, command);
        if (plan.kind === 'refused') continue;
        refunds += plan.parts.length;
        for (const { amount } of plan.parts) expect(amount % step).toBe(0);
      }
    }),
    { numRuns: 300 },
  );
  // Otherwise this would have tested nothing.
  expect([captures > 100, refunds > 100]).toEqual([true, true]);
});
