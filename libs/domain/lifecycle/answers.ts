import type { Decision } from '../payment/decision';
import type { CancellationCommand, Input, ShipmentCommand } from '../orders/inputs';
import type { FieldProblem } from '../orders/order-acceptance';
import type { OrderStatus } from '../orders/order-status';
import type { NextAction, PaymentError } from '../provider/payment-intent-reading';
import { statusOf, type Payment } from '../payment/payment';
import type { AwaitedHold, Hold } from '../payment/hold';
import { closedRefusal, type Refusal } from '../payment/refusal';
import { isPaidAtOnce } from '../payment/whole-order-shipment';
import type { Fact } from '../payment/facts';
import { declined, refusalOf } from './refusal-of-fact';

/** Answer of the update `authorize`. */
export interface AuthorizationResult {
  readonly status: OrderStatus;
  readonly clientSecret: string | null;
  readonly nextAction: NextAction | null;
  readonly lastError: PaymentError | null;
  /** What was accepted under this order id, and by which request: lets a repeat or a conflict know itself. */
  readonly contentHash: string;
  readonly acceptanceId: string;
  /** The order does not exist: this field of it must change. Absent: it does. */
  readonly refused?: FieldProblem;
}

/** Answer of the update `confirmPayment`. */
export type ConfirmationResult =
  | ({
      readonly kind: 'accepted';
      /** True when this request changed nothing because the hold lives already. */
      readonly replayed: boolean;
    } & AuthorizationResult)
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Answer of the update `captureShipment`. */
export type ShipmentResult =
  | {
      readonly kind: 'accepted';
      readonly shipmentId: string;
      /**
       * `canceled`: it was covered, and did not leave after all.
       * `pending`: the buyer must authenticate, or the bank takes its time. `refused`: it was covered before, and its
       * hold ended without its capture.
       */
      readonly status: 'captured' | 'settled' | 'covered' | 'pending' | 'refused' | 'canceled';
      readonly amount: number;
      readonly final: boolean;
      /** True when this request changed nothing because an earlier one had. */
      readonly replayed: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Answer of the update `cancelLines`. */
export type CancellationResult =
  | {
      readonly kind: 'accepted';
      readonly cancellationId: string;
      readonly released: number;
      readonly replayed: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Answer of the update `cancelShipment`. */
export type ShipmentCancellationResult =
  | { readonly kind: 'accepted'; readonly shipmentId: string; readonly replayed: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Answer of the update `changeDeadline`. */
export type DeadlineResult =
  { readonly kind: 'accepted'; readonly replayed: boolean } | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Answer of the updates `addLines`, `lowerLine` and `reopenUnits`. */
export type LinesResult =
  | {
      readonly kind: 'accepted';
      readonly changeId: string;
      /** Minor units that the order is worth more, or less. */
      readonly amount: number;
      readonly replayed: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The answer to whoever sent the input; only commands have somebody waiting. */
export type Answer =
  | { readonly to: 'authorize'; readonly result: AuthorizationResult }
  | { readonly to: 'confirm_payment'; readonly result: ConfirmationResult }
  | { readonly to: 'capture_shipment'; readonly result: ShipmentResult }
  | { readonly to: 'cancel_lines'; readonly result: CancellationResult }
  | { readonly to: 'cancel_shipment'; readonly result: ShipmentCancellationResult }
  | { readonly to: 'change_deadline'; readonly result: DeadlineResult }
  | { readonly to: 'change_lines'; readonly result: LinesResult }
  | { readonly to: 'nobody' };

/**
 * The answer to an input, after its decision was carried out.
 * @param fact what the decided step found out; undefined when the decision needed no step
 */
export function answerTo(payment: Payment, input: Input, decision: Decision, fact: Fact | undefined): Answer {
  switch (input.kind) {
    case 'authorize':
      return { to: 'authorize', result: authorizationResult(payment) };
    case 'confirm_payment':
      return { to: 'confirm_payment', result: confirmationResult(payment, decision, fact) };
    case 'capture_shipment':
      return { to: 'capture_shipment', result: shipmentResult(payment, input.shipment, decision, fact) };
    case 'cancel_lines':
      return { to: 'cancel_lines', result: cancellationResult(payment, input.cancellation, decision, fact) };
    case 'cancel_shipment': {
      const { shipmentId } = input.cancellation;
      const refusal = refusalOf(payment, decision, fact);
      const accepted = { kind: 'accepted', shipmentId, replayed: decision.kind === 'repeat' } as const;
      return { to: 'cancel_shipment', result: refusal === undefined ? accepted : { kind: 'refused', refusal } };
    }
    case 'change_deadline': {
      const refusal = refusalOf(payment, decision, fact);
      const accepted = { kind: 'accepted', replayed: decision.kind === 'repeat' } as const;
      return { to: 'change_deadline', result: refusal === undefined ? accepted : { kind: 'refused', refusal } };
    }
    case 'add_lines':
      return { to: 'change_lines', result: linesResult(payment, input.addition, decision, fact) };
    case 'lower_line':
      return { to: 'change_lines', result: linesResult(payment, input.reduction, decision, fact) };
    case 'reopen_units':
      return { to: 'change_lines', result: linesResult(payment, input.reopening, decision, fact) };
    case 'provider_event':
    case 'deadline':
      return { to: 'nobody' };
  }
}

function authorizationResult(payment: Payment): AuthorizationResult {
  const { hold, order } = payment;
  const awaited = awaitedOf(hold);
  return {
    status: statusOf(payment),
    clientSecret: awaited?.clientSecret ?? null,
    nextAction: awaited?.nextAction ?? null,
    lastError: awaited?.lastError ?? null,
    contentHash: order.contentHash,
    acceptanceId: order.acceptanceId,
    ...(payment.refused !== undefined && { refused: payment.refused }),
  };
}

/** What the buyer is waited for with; undefined when nobody is. */
function awaitedOf(hold: Hold): Pick<AwaitedHold, 'clientSecret' | 'nextAction' | 'lastError'> | undefined {
  if (hold.state === 'saved') return hold.pending === null ? undefined : { ...hold.pending, lastError: null };
  const awaited =
    hold.state === 'requires_action' || hold.state === 'requires_payment_method' || hold.state === 'processing';
  return awaited ? hold : undefined;
}

/** A card that was declined is no result but a refusal: the buyer must be told, and asked for another. */
function confirmationResult(payment: Payment, decision: Decision, fact: Fact | undefined): ConfirmationResult {
  const refusal = refusalOf(payment, decision, fact) ?? notPaidBecause(payment);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  return { kind: 'accepted', replayed: decision.kind === 'repeat', ...authorizationResult(payment) };
}

/** Undefined when the payment method did what it was given for. */
function notPaidBecause(payment: Payment): Refusal | undefined {
  const { hold, order } = payment;
  switch (hold.state) {
    case 'requires_payment_method':
      return declined(hold.lastError);
    case 'captured':
      return isPaidAtOnce(payment) ? undefined : closedRefusal(order.orderId, statusOf(payment));
    case 'released':
    case 'expired':
      return closedRefusal(order.orderId, statusOf(payment));
    case 'none':
    case 'requires_action':
    case 'processing':
    case 'held':
    case 'renewal_due':
    case 'saved':
      return undefined;
  }
}

function shipmentResult(
  payment: Payment,
  command: ShipmentCommand,
  decision: Decision,
  fact: Fact | undefined,
): ShipmentResult {
  const refusal = refusalOf(payment, decision, fact);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const pending = pendingResult(payment, command, decision);
  if (pending !== undefined) return pending;
  const { shipmentId } = command;
  const replayed = decision.kind === 'repeat';
  const captured = payment.shipments.find((shipment) => shipment.shipmentId === shipmentId);
  if (captured !== undefined) {
    const { state, amount, final } = captured;
    return { kind: 'accepted', shipmentId, status: state, amount, final, replayed };
  }
  const canceled = payment.canceledShipments?.find((shipment) => shipment.shipmentId === shipmentId);
  if (canceled !== undefined) {
    return { kind: 'accepted', shipmentId, status: 'canceled', amount: canceled.amount, final: false, replayed };
  }
  const covered = payment.covered.find((shipment) => shipment.shipmentId === shipmentId);
  if (covered === undefined)
    throw new Error(`Bug! Shipment ${shipmentId} was neither captured nor covered nor refused`);
  const status = payment.hold.state === 'held' ? 'covered' : 'refused';
  return { kind: 'accepted', shipmentId, status, amount: covered.amount, final: false, replayed };
}

function pendingResult(
  { hold }: Payment,
  { shipmentId }: ShipmentCommand,
  decision: Decision,
): ShipmentResult | undefined {
  const charge = hold.state === 'saved' ? hold.pending?.charge : undefined;
  if (charge?.shipment.shipmentId !== shipmentId) return undefined;
  const { price, final } = charge;
  return {
    kind: 'accepted',
    shipmentId,
    status: 'pending',
    amount: price.amount,
    final,
    replayed: decision.kind === 'repeat',
  };
}

function cancellationResult(
  payment: Payment,
  command: CancellationCommand,
  decision: Decision,
  fact: Fact | undefined,
): CancellationResult {
  // The buyer paid while the cancellation was on its way: the payment won.
  if (fact?.kind === 'order_paid') {
    return { kind: 'refused', refusal: closedRefusal(payment.order.orderId, statusOf(payment)) };
  }
  const refusal = refusalOf(payment, decision, fact);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const cancellation = payment.cancellations.find(({ cancellationId }) => cancellationId === command.cancellationId);
  if (cancellation === undefined)
    throw new Error(`Bug! Cancellation ${command.cancellationId} was neither done nor refused`);
  const { cancellationId, released } = cancellation;
  return { kind: 'accepted', cancellationId, released, replayed: decision.kind === 'repeat' };
}

function linesResult(
  payment: Payment,
  { changeId }: { readonly changeId: string },
  decision: Decision,
  fact: Fact | undefined,
): LinesResult {
  const refusal = refusalOf(payment, decision, fact);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const change = payment.lineChanges?.find((each) => each.changeId === changeId);
  if (change === undefined) throw new Error(`Bug! Change ${changeId} was neither made nor refused`);
  return { kind: 'accepted', changeId, amount: change.amount, replayed: decision.kind === 'repeat' };
}
