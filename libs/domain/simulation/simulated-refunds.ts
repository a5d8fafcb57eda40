import type { ProviderRequest } from '../lifecycle/dry-run';
import { sumOf } from '../money/money';
import { priceRuns, runsWithin, type Breakdown } from '../orders/shipment-price';
import type { CapturedShipment, Payment } from '../payment/payment';
import { refundConflict, type RefundCommand, type RefundRefusal } from '../refunds/refund';
import { leftOf, splitRefund } from '../refunds/refund-breakdown';
import { planRefund } from '../refunds/refund-plan';
import {
  shippingBesideUnits,
  type PlannedPart,
  type RefundableCharge,
  type RefundableShipment,
  type RefundableState,
} from '../refunds/refundable-state';
import { creditUses } from '../refunds/returned-credits';

/** Refunds of a simulation: planned as real ones are, of what a made-up card has paid, and always given. */

/** A refund that was given. */
export interface SimulatedRefund {
  readonly refundId: string;
  readonly contentHash: string;
  readonly shipmentId: string | null;
  readonly parts: readonly (PlannedPart & { readonly breakdown: Breakdown | null })[];
}

/** What becomes of a refund that is asked for. */
export type SimulatedRefundTaken =
  | { readonly kind: 'repeated' }
  | { readonly kind: 'refused'; readonly refusal: RefundRefusal }
  | { readonly kind: 'given'; readonly refund: SimulatedRefund; readonly requests: readonly ProviderRequest[] };

/** Decides about a refund by what was captured and went back before. Pure. */
export function takeRefund(
  payment: Payment,
  before: readonly SimulatedRefund[],
  command: RefundCommand,
): SimulatedRefundTaken {
  const { refundId, contentHash, shipmentId } = command;
  const known = before.find((refund) => refund.refundId === refundId);
  if (known !== undefined) {
    if (known.contentHash === contentHash) return { kind: 'repeated' };
    return { kind: 'refused', refusal: refundConflict(refundId) };
  }
  const records = refundableOf(payment, before);
  const plan = planRefund(records, command);
  if (plan.kind === 'refused') return plan;
  const parts = plan.parts.map((part) => ({ ...part, breakdown: splitRefund(records, command, part) }));
  const requests = parts.flatMap(({ authorizationId, amount }): ProviderRequest[] =>
    amount === 0 ? [] : [{ kind: 'refund', id: chargeOf(payment, authorizationId), amount, final: null }],
  );
  return { kind: 'given', refund: { refundId, contentHash, shipmentId, parts }, requests };
}

/** Minor units that went back to the card. */
export function refundedAmount(refunds: readonly SimulatedRefund[]): number {
  return sumOf(
    refunds.flatMap(({ parts }) => parts),
    ({ amount }) => amount,
  );
}

/** As the database tells it of a real order: what was captured, and what of that went back. */
function refundableOf({ order, shipments: captured }: Payment, before: readonly SimulatedRefund[]): RefundableState {
  const { allocation, credits, currency } = order;
  const given = before.flatMap(({ parts, shipmentId }) => parts.map((part) => ({ ...part, shipmentId })));
  const priced = captured.map((shipment, at) => ({ shipment, breakdown: breakdownOf(order, shipment, at === 0) }));
  const generations = [...new Set(captured.map(authorizationIdOf))];
  return {
    currency,
    allocation,
    shipments: priced.map(({ shipment, breakdown }): RefundableShipment => {
      const { shipmentId, spans, amount } = shipment;
      const authorizationId = authorizationIdOf(shipment);
      return {
        ...{ shipmentId, authorizationId, amount, breakdown, spans },
        extraRefunded: given.some((part) => part.extra && part.shipmentId === shipmentId),
        shippingBeside: shippingBesideUnits(breakdown, allocation, spans),
        shippingBesideRefunded: given.some(
          (part) => part.shippingOf !== undefined && part.authorizationId === authorizationId,
        ),
      };
    }),
    charges: generations.map((authorizationId): RefundableCharge => {
      const own = priced.filter(({ shipment }) => authorizationIdOf(shipment) === authorizationId);
      const back = given.filter((part) => part.authorizationId === authorizationId);
      return {
        authorizationId,
        captured: sumOf(own, ({ shipment }) => shipment.amount),
        refunded: sumOf(back, ({ amount }) => amount),
        left: leftOf(
          own.map(({ breakdown }) => breakdown),
          back,
        ),
      };
    }),
    refundedUnits: given.flatMap(({ units, shippingOf }) => (shippingOf === undefined ? units : [])),
    shippingRefunded: given.flatMap(({ shippingOf = [] }) => shippingOf),
    ...(credits !== undefined && {
      credits: creditUses(
        credits,
        0,
        given.map((part) => ({ credits: part.credits ?? null })),
      ),
    }),
  };
}

/** @param isFirst it took the shipping that no unit has a share of */
function breakdownOf(order: Payment['order'], shipment: CapturedShipment, isFirst: boolean): Breakdown {
  const { adjustment, part, spans } = shipment;
  const whole = spans.flatMap((span) => runsWithin(order.allocation, span));
  const { breakdown } = priceRuns(order, part === undefined ? whole : [...whole, part], isFirst);
  return { ...breakdown, adjustment };
}

function authorizationIdOf({ authorizationGeneration }: CapturedShipment): string {
  return authorizationGeneration.toString();
}

function chargeOf({ shipments }: Payment, authorizationId: string): string | null {
  return shipments.find((shipment) => authorizationIdOf(shipment) === authorizationId)?.chargeId ?? null;
}
