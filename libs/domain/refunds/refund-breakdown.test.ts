import fc from 'fast-check';
import { accept, newOrder } from '../../../test/examples/orders';
import { amountOf, priceSpans, type Breakdown, type UnitSpan } from '../orders/shipment-price';
import { shippingOf } from '../orders/unit-spans';
import type { RefundCommand } from './refund';
import { leftOf, splitOfCharge, splitRefund } from './refund-breakdown';
import { planRefund } from './refund-plan';
import type { RefundableShipment, RefundableState } from './refundable-state';

const order = accept(newOrder());

/** Two shipments of one unit each on one hold, 23.00 each; the second one with an adjustment. */
function records(refunded: Parameters<typeof leftOf>[1] = [], adjustment = 0): RefundableState {
  const shipments = order.lines.map(({ lineId }, index): RefundableShipment => {
    const spans: UnitSpan[] = [{ lineId, fromUnit: 0, units: 1 }];
    const price = priceSpans(order, spans, false);
    const added = index === 1 ? adjustment : 0;
    const breakdown = { ...price.breakdown, adjustment: added };
    const beside = breakdown.shipping - shippingOf(order.allocation, spans);
    const back = { extraRefunded: false, shippingBeside: beside, shippingBesideRefunded: false };
    const shipmentId = index.toString();
    return { shipmentId, authorizationId: 'hold', amount: price.amount + added, breakdown, spans, ...back };
  });
  const captured = shipments.reduce((sum, { amount }) => sum + amount, 0);
  const gone = refunded.reduce((sum, { amount }) => sum + amount, 0);
  const left = leftOf(
    shipments.map(({ breakdown }) => breakdown),
    refunded,
  );
  const charges = [{ authorizationId: 'hold', captured, refunded: gone, left }];
  const { allocation, currency } = order;
  return { allocation, currency, shipments, charges, refundedUnits: [], shippingRefunded: [] };
}

function split(state: RefundableState, what: Partial<RefundCommand>): Breakdown | null {
  const hashes = { contentHash: 'hash', acceptanceId: 'acceptance', requestId: 'request' };
  const command = { refundId: 'r', shipmentId: null, lines: null, amount: null, reason: 'broken', ...hashes, ...what };
  const plan = planRefund(state, command);
  const [part] = plan.kind === 'planned' ? plan.parts : [];
  if (part === undefined) throw new Error('nothing was planned');
  return splitRefund(state, command, part);
}

const UNIT = { goods: 2000, tax: 200, discount: 100, shipping: 200, adjustment: 0 };

test.each<{ what: string; command: Partial<RefundCommand>; adjustment?: number; is: Breakdown | null }>([
  { what: 'units give back what they were sold for', command: { lines: [{ lineId: '1', quantity: 1 }] }, is: UNIT },
  {
    what: 'a shipment gives its adjustment back too',
    command: { shipmentId: '1' },
    adjustment: 75,
    is: { ...UNIT, adjustment: 75 },
  },
  {
    what: 'units for less, a restocking fee kept, give back of everything in proportion',
    command: { lines: [{ lineId: '1', quantity: 1 }], amount: 1150 },
    is: { goods: 1000, tax: 100, discount: 50, shipping: 100, adjustment: 0 },
  },
  {
    what: 'an amount gives back as its charge was sold, and what is left over by cutting is goods',
    command: { amount: 1000 },
    is: { goods: 871, tax: 86, discount: 43, shipping: 86, adjustment: 0 },
  },
  {
    what: 'the shipping alone is shipping',
    command: { shipping: true },
    is: { goods: 0, tax: 0, discount: 0, shipping: 400, adjustment: 0 },
  },
])('$what', ({ command, adjustment = 0, is }) => {
  expect(split(records([], adjustment), command)).toEqual(is);
});

test('an amount after a refund of units takes of what they left', () => {
  const back = { amount: 2300, breakdown: UNIT };
  expect(split(records([back]), { amount: 2300 })).toEqual(UNIT);
});

test('what nobody split before is taken off in proportion', () => {
  expect(split(records([{ amount: 2300, breakdown: null }]), { amount: 2300 })).toEqual(UNIT);
});

test('more than a charge has left is not explained by it', () => {
  expect(splitOfCharge(records(), 'hold', 4601)).toBeNull();
  expect(splitOfCharge(records(), 'another', 100)).toBeNull();
});

test('refunds of any amounts, one after the other, add up to what was sold to the cent', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 20 }), (amounts) => {
      const given: { amount: number; breakdown: Breakdown | null }[] = [];
      for (const wanted of [...amounts, 4600]) {
        const [charge] = records(given).charges;
        const amount = Math.min(wanted, 4600 - (charge?.refunded ?? 0));
        if (amount === 0) continue;
        const breakdown = splitOfCharge(records(given), 'hold', amount);
        expect(breakdown === null ? null : amountOf(breakdown)).toBe(amount);
        given.push({ amount, breakdown });
      }
      expect(records(given).charges[0]?.left).toEqual({ goods: 0, tax: 0, discount: 0, shipping: 0, adjustment: 0 });
    }),
  );
});
