import fc from 'fast-check';
import type { AcceptedOrder } from '../../libs/domain/orders/order';
import { priceSpans, type UnitSpan } from '../../libs/domain/orders/shipment-price';
import { REFUND_TO, type RefundCommand } from '../../libs/domain/refunds/refund';
import { leftOf, splitRefund } from '../../libs/domain/refunds/refund-breakdown';
import {
  shippingBesideUnits,
  type PlannedPart,
  type RefundableShipment,
  type RefundableState,
  type RefundPlan,
} from '../../libs/domain/refunds/refundable-state';

/** What a test asks to go back. */
export type WhatGoesBack = Partial<Pick<RefundCommand, 'shipmentId' | 'lines' | 'amount' | 'shipping' | 'refundTo'>>;

/** A refund as the shop asks for it. */
export function refundCommand(what: WhatGoesBack): RefundCommand {
  const hashes = { contentHash: 'hash', acceptanceId: 'acceptance', requestId: 'request' };
  return { refundId: 'r', shipmentId: null, lines: null, amount: null, reason: 'broken', ...hashes, ...what };
}

/** Books of an order whose shipments were captured one after the other, each of the hold that is named for it. */
export function refundableBooks(
  order: AcceptedOrder,
  shipments: readonly (readonly UnitSpan[])[],
  holds: readonly string[],
): RefundableState {
  const captured = shipments.map((spans, index): RefundableShipment => {
    const { amount, breakdown } = priceSpans(order, spans, index === 0);
    const authorizationId = holds[index] ?? 'hold-1';
    const shippingBeside = shippingBesideUnits(breakdown, order.allocation, spans);
    const back = { extraRefunded: false, shippingBeside, shippingBesideRefunded: false };
    return { shipmentId: index.toString(), authorizationId, amount, breakdown, spans, ...back };
  });
  const { allocation, currency } = order;
  const charges = [...new Set(captured.map(({ authorizationId }) => authorizationId))].sort().map((authorizationId) => {
    const own = captured.filter((priced) => priced.authorizationId === authorizationId);
    const left = leftOf(
      own.map(({ breakdown }) => breakdown),
      [],
    );
    return { authorizationId, captured: own.reduce((sum, { amount }) => sum + amount, 0), refunded: 0, left };
  });
  const credits = (order.credits ?? []).map((credit) => ({ ...credit, returned: 0 }));
  return { currency, allocation, shipments: captured, charges, refundedUnits: [], shippingRefunded: [], credits };
}

/** The books after a refund that was made as planned. */
export function booksAfter(before: RefundableState, command: RefundCommand, plan: RefundPlan): RefundableState {
  if (plan.kind === 'refused') return before;
  return {
    ...before,
    charges: before.charges.map((charge) => {
      const part = plan.parts.find(({ authorizationId }) => authorizationId === charge.authorizationId);
      if (part === undefined) return charge;
      const given = { amount: part.amount, breakdown: splitRefund(before, command, part) };
      return { ...charge, refunded: charge.refunded + part.amount, left: leftOf([charge.left], [given]) };
    }),
    shipments: before.shipments.map((priced) => ({
      ...priced,
      extraRefunded:
        priced.extraRefunded || (priced.shipmentId === command.shipmentId && plan.parts.some(({ extra }) => extra)),
      shippingBesideRefunded:
        priced.shippingBesideRefunded ||
        plan.parts.some((part) => part.shippingOf !== undefined && part.authorizationId === priced.authorizationId),
    })),
    credits: (before.credits ?? []).map((credit) => ({
      ...credit,
      returned: credit.returned + returnedTo(plan.parts, credit.creditId),
    })),
    shippingRefunded: [...before.shippingRefunded, ...plan.parts.flatMap(({ shippingOf: of = [] }) => of)],
    refundedUnits: [...before.refundedUnits, ...plan.parts.flatMap(({ units }) => units)],
  };
}

function returnedTo(parts: readonly PlannedPart[], creditId: string): number {
  const own = parts.flatMap(({ credits = [] }) => credits).filter((credit) => credit.creditId === creditId);
  return own.reduce((sum, { amount }) => sum + amount, 0);
}

/** Every line in shipments of one unit: unit 0 of each line in shipment 0, and so on. */
export function unitShipments({ lines }: AcceptedOrder): UnitSpan[][] {
  const count = Math.max(...lines.map(({ quantity }) => quantity));
  return Array.from({ length: count }, (_, fromUnit) =>
    lines.filter(({ quantity }) => quantity > fromUnit).map(({ lineId }) => ({ lineId, fromUnit, units: 1 })),
  );
}

/** Any refund of the kinds there are; most can be planned, and those that cannot change nothing. */
export const anyRefund = fc.oneof(
  fc.record({ shipmentId: fc.nat(11).map(String) }),
  fc.record({
    lines: fc.tuple(
      fc.record({ lineId: fc.nat(5).map((n) => `line-${n.toString()}`), quantity: fc.nat(3).map((n) => n + 1) }),
    ),
  }),
  fc.record({ amount: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({
    ...{ shipmentId: fc.nat(11).map(String), amount: fc.integer({ min: 1, max: 5_000 }) },
    refundTo: fc.constantFrom(...REFUND_TO),
  }),
  fc.constant({ shipping: true as const }),
);
