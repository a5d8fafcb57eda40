import type { Selectable } from 'kysely';
import { countingIndex } from '../../domain/orders/order-status';
import { worthOfUnit } from '../../domain/orders/allocation';
import { addSeconds } from '../../domain/orders/deadline';
import { isNoCard } from '../../domain/orders/free-order';
import { isKeptByHold } from '../../domain/orders/saved-card';
import { sumOf, sumsByCurrency, type Money } from '../../domain/money/money';
import { REFUNDED_STATES, RESERVING_STATES } from '../../domain/refunds/refund';
import { creditUses, type CreditUse } from '../../domain/refunds/returned-credits';
import { netReleased } from '../../domain/payment/renewed-holds';
import { capabilitiesOf, purposeOf } from '../holds/authorization-reader';
import { lastErrorOf, nextActionOf, type AuthorizationRow } from '../holds/authorization-store';
import { cardOf } from '../holds/renewal-store';
import type { CaptureRow } from '../captures/capture-store';
import { connectRecordOf, shareRecordOf } from '../connect/connect-rows';
import type {
  AuthorizationRecord,
  DoubtRecord,
  GivenOrder,
  HoldRecord,
  OrderAmounts,
  OrderLineRecord,
  OrderRecord,
  ShipmentRecord,
} from '../records/order-record';
import type { OrderLineRow, OrderRows } from './order-rows';
import { orderLineOf, paymentMeansOf, policyOf, orderShippingOf } from '../orders/accepted-order';
import type { OrdersTable } from '../records/order-schema';
import type { ShipmentsTable } from '../records/shipment-schema';

/** The rows of an order, put together as it is read. Nothing here asks the database. */
export function assembleOrder(order: OrderRows): OrderRecord {
  const { authorizations } = order;
  const authorization = authorizations[countingIndex(authorizations.map(({ state }) => state))];
  return {
    orderId: order.order_id,
    contentHash: order.content_hash,
    acceptanceId: order.acceptance_id,
    status: order.status,
    cancelReason: order.cancel_reason,
    currency: order.currency,
    given: givenOf(order),
    awaitedUntil: addSeconds(awaitedSince(order, authorization), order.authentication_timeout_seconds),
    connect: connectRecordOf(order, order),
    amounts: amountsOf(order),
    authorization: authorization === undefined ? null : authorizationRecordOf(authorization),
    authorizationGeneration: authorizations.at(-1)?.generation ?? 0,
    captureInDoubt: order.captures.some(({ state }) => state === 'requested' || state === 'unknown'),
    holds: holdsOf(authorizations, order.captures),
    lines: linesOf(order),
    credits: creditsOf(order),
    shipments: order.shipments.flatMap((shipment) => assembleShipment(shipment, order) ?? []),
    doubts: doubtsOf(order),
    attention: order.attentions.map(({ code, message, since, step }) => ({ code, message, since, step })),
    workflowId: order.workflow_id,
    workflowRunId: order.workflow_run_id,
    createdAt: order.created_at,
    updatedAt: order.updated_at,
  };
}

function creditsOf({ credits, shipments, refundParts }: OrderRows): CreditUse[] {
  // What was covered and is lost has left all the same.
  const left = shipments.filter(
    ({ status, covered_at }) => status !== 'canceled' && (status !== 'refused' || covered_at !== null),
  );
  const used = sumOf(left, ({ credit }) => credit);
  return creditUses(
    credits ?? [],
    used,
    refundParts.filter(({ state }) => RESERVING_STATES.includes(state)),
  );
}

function doubtsOf({ fraudSignals, openDisputes }: OrderRows): DoubtRecord[] {
  return [
    ...fraudSignals.map(({ kind, signal_id: stripeId, reason, since }) => ({ kind, stripeId, reason, since })),
    ...openDisputes.map(({ dispute_id: stripeId, reason, disputed_at: since }) => {
      return { kind: 'disputed' as const, stripeId, reason, since };
    }),
  ];
}

function givenOf(order: Selectable<OrdersTable>): GivenOrder {
  return {
    orderNumber: order.order_number,
    description: order.description,
    customerReference: order.customer_reference,
    receiptEmail: order.receipt_email,
    shippingAddress: order.shipping_address,
    shipping: orderShippingOf(order),
    discountAmount: order.discount_amount,
    payment: paymentMeansOf(order),
    policy: policyOf(order),
    metadata: order.metadata,
  };
}

/**
 * The payment of a shipment with a saved card gives the buyer its time from the shipment on, everything else from the
 * order on.
 */
function awaitedSince(order: Selectable<OrdersTable>, authorization: AuthorizationRow | undefined): string {
  if (authorization === undefined || purposeOf(authorization) !== 'off_session_payment') return order.created_at;
  return authorization.created_at;
}

/**
 * total + raised = captured + held + released + lost, but for the moment in which a hold and the one that replaces it
 * both live.
 */
function amountsOf(order: OrderRows): OrderAmounts {
  const { authorizations, captures, refundParts, disputeMovements } = order;
  const taken = captures.filter(isTaken);
  const holds = holdsOf(authorizations, captures);
  const freed = holds.map((hold) => netReleased(hold, reheldAfter(hold, authorizations)));
  const raised = sumOf(authorizations, ({ raised_amount }) => raised_amount);
  // With a saved card nothing is bound that could go back: what no shipment is charged for is given up.
  const savedCards = authorizations.filter(isSavedCard);
  const givenUp = sumOf(savedCards, ({ released_amount }) => released_amount);
  // Of an order that ended before a hold was placed nothing was ever taken from the buyer: all of it is free.
  const neverHeld = order.status === 'canceled' && holds.length === 0;
  return {
    total: order.total,
    held: sumOf(holds, ({ held }) => held),
    captured: sumOf(taken, ({ amount }) => amount),
    settled: sumOf(
      taken.filter(({ state }) => state === 'settled'),
      ({ amount }) => amount,
    ),
    released: neverHeld ? order.total : sumOf(freed, ({ released }) => released) + givenUp,
    refunded: sumOf(
      refundParts.filter(({ state }) => REFUNDED_STATES.includes(state)),
      ({ amount }) => amount,
    ),
    ...(raised > 0 && { raised }),
    lost: sumOf(freed, ({ lost }) => lost),
    fees: feesOf([...taken, ...refundParts, ...disputeMovements]),
  };
}

function isTaken({ state }: CaptureRow): boolean {
  return state === 'captured' || state === 'settled';
}

/**
 * What a card allows is told of a hold once it is placed; a payment that was never held is one only once it is made.
 */
function isHold({ multicapture, plan, state }: AuthorizationRow): boolean {
  return multicapture !== null || (plan !== null && state === 'captured');
}

function holdsOf(authorizations: readonly AuthorizationRow[], captures: readonly CaptureRow[]): HoldRecord[] {
  const taken = captures.filter(isTaken);
  return authorizations.filter(isHold).map(({ authorization_id: id, generation, state, amount, ...row }) => {
    const own = taken.filter(({ authorization_id }) => authorization_id === id);
    const captured = sumOf(own, (capture) => capture.amount);
    return {
      generation,
      state,
      paymentIntentId: row.payment_intent_id,
      amount,
      held: state === 'held' ? amount - captured : 0,
      captured,
      released: row.released_amount,
      lost: row.lost_amount,
      renews: row.renews_generation,
    };
  });
}

/** A hold gave way to its own card, which can be charged for all that it had bound. */
function isSavedCard(row: AuthorizationRow): boolean {
  return purposeOf(row) === 'saved_card';
}

/** What a hold was incremented by later, and what the order grew by, is above what the one before it had bound. */
function reheldAfter({ generation }: HoldRecord, authorizations: readonly AuthorizationRow[]): number {
  return sumOf(
    authorizations.filter((row) => row.renews_generation === generation && (isHold(row) || isSavedCard(row))),
    ({ amount, raised_amount, added_amount }) => amount - raised_amount - added_amount,
  );
}

function feesOf(settled: readonly Pick<CaptureRow, 'fee' | 'settlement_currency'>[]): Money[] {
  return sumsByCurrency(
    settled.flatMap(({ fee, settlement_currency: currency }) =>
      fee === null || currency === null ? [] : [{ amount: fee, currency }],
    ),
  ).filter(({ amount }) => amount !== 0);
}

function authorizationRecordOf(row: AuthorizationRow): AuthorizationRecord {
  const { setup_intent_id: setup } = row;
  return {
    authorizationId: row.authorization_id,
    generation: row.generation,
    state: row.state,
    paymentIntentId: row.payment_intent_id,
    setupIntentId: isNoCard(setup) || isKeptByHold(setup) ? null : setup,
    chargeId: row.charge_id,
    clientSecret: row.client_secret,
    nextAction: nextActionOf(row),
    lastError: lastErrorOf(row),
    captureBefore: row.capture_before,
    releaseAt: row.release_at,
    warnAt: row.warn_at,
    capabilities: capabilitiesOf(row),
    plan: row.plan,
    cardKept: cardOf(row) !== null,
  };
}

/** A unit has shipped once its shipment was accepted, and is given up once its cancellation is done. */
function linesOf(rows: OrderRows): OrderLineRecord[] {
  const { lines, shipments, shipmentLines } = rows;
  const accepted = new Set(
    shipments.flatMap(({ shipment_id, status, covered_at }) =>
      status === 'captured' || status === 'settled' || covered_at !== null ? [shipment_id] : [],
    ),
  );
  return lines.map((line) => {
    const own = shipmentLines.filter((each) => each.line_id === line.line_id && accepted.has(each.shipment_id));
    const shipped = sumOf(own, ({ units }) => units);
    return {
      ...orderLineOf(line),
      shipped,
      canceled: canceledUnits(rows, line, shipped),
      amount: line.allocated,
    };
  });
}

/** A cancellation that names no lines gives up all that had not shipped, and nothing ships after it. */
function canceledUnits(
  { cancellations, cancellationLines }: OrderRows,
  { line_id, quantity }: OrderLineRow,
  shipped: number,
): number {
  const named = cancellations.map(({ cancellation_id }) =>
    cancellationLines.filter((line) => line.cancellation_id === cancellation_id),
  );
  if (named.some((lines) => lines.length === 0)) return quantity - shipped;
  const own = named.flat().filter((line) => line.line_id === line_id);
  return sumOf(own, ({ units }) => units);
}

/** What a shipment is put together from, of its order or of itself alone. */
export type ShipmentRows = Pick<OrderRows, 'shipmentLines' | 'captures' | 'shares' | 'authorizations'>;

/** A shipment with the capture that takes it; undefined while there is none. */
export function assembleShipment(
  shipment: Selectable<ShipmentsTable>,
  { shipmentLines, captures, shares, authorizations }: ShipmentRows,
): ShipmentRecord | undefined {
  const capture = captures.find(({ capture_id }) => capture_id === shipment.capture_id);
  const authorization = authorizations.find((each) => each.authorization_id === capture?.authorization_id);
  if (capture === undefined || authorization === undefined) return undefined;

  const { goods, tax, discount, shipping, adjustment, credit } = shipment;
  return {
    orderId: shipment.order_id,
    shipmentId: shipment.shipment_id,
    contentHash: shipment.content_hash,
    status: shipment.status,
    lines: shipmentLines
      .filter(({ shipment_id }) => shipment_id === shipment.shipment_id)
      .map(({ line_id: lineId, units: quantity }) => ({ lineId, quantity })),
    part: shipment.part === null ? null : { lineId: shipment.part.lineId, amount: worthOfUnit(shipment.part) },
    amount: shipment.amount,
    breakdown: { goods, tax, discount, shipping, adjustment, ...(credit > 0 && { credit }) },
    final: shipment.final,
    carrier: shipment.carrier,
    trackingNumber: shipment.tracking_number,
    shippedAt: shipment.shipped_at,
    coveredAt: shipment.covered_at,
    capture: {
      captureId: capture.capture_id,
      paymentIntentId: authorization.payment_intent_id,
      chargeId: authorization.charge_id,
      balanceTransactionId: capture.balance_transaction_id,
      fee: capture.fee,
      net: capture.net,
      settlementCurrency: capture.settlement_currency,
      capturedAt: capture.captured_at,
      settledAt: capture.settled_at,
      transfer: shareRecordOf(shares, capture.capture_id, 'transfer'),
      applicationFee: shareRecordOf(shares, capture.capture_id, 'application_fee'),
    },
  };
}
