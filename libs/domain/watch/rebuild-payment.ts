import { decide } from '../lifecycle/decide';
import { partTaken } from '../captures/evolve-final';
import { addSeconds } from '../orders/deadline';
import type { UnitRun } from '../orders/order';
import { withoutParts } from '../captures/parts-of-units';
import type { CardSaved, PendingCharge } from '../payment/hold';
import { mayUseNextKey } from '../provider/idempotency-key';
import { lastOpenSpans } from '../payment/open-spans';
import { openPayment, openUnits, type CapturedShipment, type Payment } from '../payment/payment';
import { rebuildHolds } from './rebuild-holds';
import type {
  RecordedAuthorization,
  RecordedCancellation,
  RecordedCapture,
  RecordedPayment,
  RecordedShipment,
} from './recorded-payment';
import type { CoveredShipment, FinalCaptureTrouble } from '../payment/covered';

/**
 * What is recorded of an order contradicts itself, so that no payment follows from it: only a person can say what is
 * true.
 */
export class ContradictoryRecord extends Error {
  override readonly name = 'ContradictoryRecord';
}

/**
 * The payment of an order as its workflow knew it, from what is recorded alone. It differs from the workflow's own in
 * what no row says: whether a step failed by a mistake of ours (its outcome then counts as not known, and is looked for
 * again), the order of lines within a shipment, and the shop's order of metadata.
 * @throws ContradictoryRecord
 */
export function rebuildPayment(recorded: RecordedPayment): Payment {
  const order = withoutParts(recorded.order, partsThatLeft(recorded));
  const holds = rebuildHolds(recorded);
  const shipped: Payment = {
    ...openPayment(order),
    ...holds,
    confirms: confirmsOf(recorded, holds.authorizationGeneration),
    raises: authorizationOf(recorded, holds.holdGeneration)?.raises ?? 0,
    shipments: recorded.shipments.flatMap((shipment) => capturedOf(recorded, shipment) ?? []),
    covered: recorded.shipments.filter(isCovered).map(coveredOf),
    ...canceledShipmentsOf(recorded),
    ...(recorded.lineChanges.length > 0 && { lineChanges: recorded.lineChanges }),
    ...givenCardOf(recorded, holds.holdGeneration),
    finalCaptureTrouble: holds.hold.state === 'held' ? troubleOf(recorded.captures, holds.holdGeneration) : null,
    captureInDoubt: captureInDoubtOf(recorded),
    warnedGeneration: recorded.authorizations.findLast(({ wasWarned }) => wasWarned)?.generation ?? 0,
    refusedGenerations: refusedGenerationsOf(recorded.captures),
    attention: recorded.attention,
  };
  const payment = recorded.cancellations.reduce(withCancellation, withCancelReason(shipped, recorded));
  requirePossible(payment);
  return payment.hold.state === 'saved' ? withPendingCharge(payment, payment.hold, recorded) : payment;
}

/** Counts only where the order ended without a capture. */
function withCancelReason(payment: Payment, recorded: RecordedPayment): Payment {
  const { hold, holdGeneration, shipments } = payment;
  if (!('released' in hold) || shipments.length > 0) return payment;
  return { ...payment, cancelReason: authorizationOf(recorded, holdGeneration)?.endReason ?? null };
}

function authorizationOf({ authorizations }: RecordedPayment, generation: number): RecordedAuthorization | undefined {
  return authorizations.find((each) => each.generation === generation);
}

function confirmsOf(recorded: RecordedPayment, authorizationGeneration: number): number {
  const asked = recorded.authorizations.findLast(
    ({ generation, isPayment }) => generation <= authorizationGeneration && !isPayment,
  );
  return asked?.confirmations.findLast(({ isAnswered }) => isAnswered)?.attempt ?? 0;
}

/** The payment method that the latest request brought for the authorization that counts, and the provider took. */
function givenCardOf(recorded: RecordedPayment, holdGeneration: number): Pick<Payment, 'givenCard'> {
  const counting = authorizationOf(recorded, holdGeneration);
  if (counting?.keptByHold === true && counting.renews !== null) return givenCardOf(recorded, counting.renews);
  const taken = counting?.confirmations.findLast(({ isAnswered, isRefused }) => isAnswered && !isRefused)?.confirmation;
  const given = taken ?? (counting?.state === 'requested' ? null : counting?.given);
  return given === null || given === undefined ? {} : { givenCard: given.paymentMethod };
}

function capturedOf(recorded: RecordedPayment, shipment: RecordedShipment): CapturedShipment | undefined {
  if (shipment.status !== 'captured' && shipment.status !== 'settled') return undefined;
  const capture = recorded.captures.find(({ captureId }) => captureId === shipment.captureId);
  const { shipmentId, contentHash } = shipment.shipment;
  if (capture === undefined) throw new ContradictoryRecord(`shipment ${shipmentId} is captured by no capture`);
  const { captureId, authorizationGeneration, final } = capture;
  return {
    shipmentId,
    contentHash,
    captureId,
    authorizationGeneration,
    chargeId: authorizationOf(recorded, authorizationGeneration)?.chargeId ?? null,
    spans: shipment.spans,
    ...(shipment.part !== undefined && { part: shipment.part }),
    amount: shipment.amount,
    adjustment: shipment.adjustment,
    final,
    state: shipment.status,
  };
}

function partsThatLeft({ shipments }: RecordedPayment): UnitRun[] {
  return shipments.flatMap((shipment) => {
    const hasLeft = shipment.status === 'captured' || shipment.status === 'settled' || isCovered(shipment);
    return hasLeft ? (shipment.part ?? []) : [];
  });
}

/** Also one that was lost with its hold: it has left. */
function isCovered({ wasCovered, status }: RecordedShipment): boolean {
  return wasCovered && status !== 'captured' && status !== 'settled';
}

function canceledShipmentsOf({ shipments }: RecordedPayment): Pick<Payment, 'canceledShipments'> {
  const canceled = shipments.filter(({ status }) => status === 'canceled');
  if (canceled.length === 0) return {};
  return {
    canceledShipments: canceled.map(({ shipment: { shipmentId, contentHash }, amount }) => ({
      shipmentId,
      contentHash,
      amount,
    })),
  };
}

function coveredOf({ shipment, spans, part, amount }: RecordedShipment): CoveredShipment {
  const { shipmentId, contentHash } = shipment;
  return { shipmentId, contentHash, shipment, spans, ...(part !== undefined && { part }), amount };
}

/** Of a hold; a charge without an outcome stands beside the saved card. */
function captureInDoubtOf(recorded: RecordedPayment): string | null {
  const open = recorded.captures.find(
    ({ state, authorizationGeneration }) =>
      (state === 'requested' || state === 'unknown') &&
      authorizationOf(recorded, authorizationGeneration)?.isPayment === false,
  );
  return open?.shipmentId ?? null;
}

/** Refusals of Holdfast's own final captures of the hold that counts. */
function troubleOf(captures: readonly RecordedCapture[], holdGeneration: number): FinalCaptureTrouble | null {
  const refused = captures.flatMap(({ authorizationGeneration, generation, refusal }) => {
    if (refusal?.isHoldfasts !== true || authorizationGeneration !== holdGeneration) return [];
    // The next key was tried at once.
    return refusal.reason === 'key_spent' && mayUseNextKey(generation) ? [] : [refusal.at];
  });
  const lastAt = refused.at(-1);
  return lastAt === undefined ? null : { refusals: refused.length, lastAt };
}

function refusedGenerationsOf(captures: readonly RecordedCapture[]): Record<string, number> {
  const refused = captures.filter(({ state }) => state === 'refused');
  return Object.fromEntries(refused.map(({ shipmentId, generation }) => [shipmentId, generation]));
}

function withCancellation(payment: Payment, { cancellation, spans, released }: RecordedCancellation): Payment {
  if (released === null) return payment;
  const { cancellationId, contentHash } = cancellation;
  const units = spans.length > 0 ? spans : lastOpenSpans(payment, openUnits(payment));
  const done = { cancellationId, contentHash, released, spans: units };
  return { ...payment, cancellations: [...payment.cancellations, done] };
}

/** No unit leaves twice, and no hold gives more than it has: invariants that a payment must never be built against. */
function requirePossible(payment: Payment): void {
  const { hold, holdGeneration, shipments } = payment;
  const negative = openUnits(payment).find(({ quantity }) => quantity < 0);
  if (negative !== undefined) throw new ContradictoryRecord(`more of line ${negative.lineId} is gone than was ordered`);
  if (hold.state !== 'held') return;
  const captured = shipments
    .filter(({ authorizationGeneration }) => authorizationGeneration === holdGeneration)
    .reduce((sum, { amount }) => sum + amount, 0);
  if (captured > hold.amount) throw new ContradictoryRecord('more was captured of the hold than it holds');
}

/** The shipment whose payment the bank has not decided: the step that asked for it follows from the shipment. */
function withPendingCharge(payment: Payment, hold: CardSaved, recorded: RecordedPayment): Payment {
  const waiting = recorded.authorizations.findLast(({ isPayment, state }) => isPayment && isUndecided(state));
  if (waiting === undefined) return payment;
  const { generation, amount, createdAt } = waiting;
  const capture = recorded.captures.find((each) => each.authorizationGeneration === generation);
  const priced = recorded.shipments.find(({ captureId }) => captureId === capture?.captureId);
  if (priced === undefined) throw new ContradictoryRecord(`payment ${generation.toString()} is for no shipment`);
  const before = { ...payment, authorizationGeneration: generation - 1 };
  const decision = decide(before, { kind: 'capture_shipment', shipment: priced.shipment });
  if (decision.kind !== 'do' || decision.step.kind !== 'charge' || decision.step.price.amount !== amount) {
    throw new ContradictoryRecord(`payment ${generation.toString()} is not for what its shipment is worth`);
  }
  const charge = decision.step;
  const until = addSeconds(createdAt, charge.authenticationSeconds);
  const pending: PendingCharge = { ...pendingOf(waiting), charge, until };
  return { ...partTaken(payment, charge.part), hold: { ...hold, pending } };
}

function isUndecided(state: RecordedAuthorization['state']): state is 'requires_action' | 'processing' {
  return state === 'requires_action' || state === 'processing';
}

function pendingOf({ hold, generation }: RecordedAuthorization): Omit<PendingCharge, 'charge' | 'until'> {
  if (hold?.state !== 'requires_action' && hold?.state !== 'processing') {
    throw new ContradictoryRecord(`payment ${generation.toString()} waits for the buyer without a shipment`);
  }
  const { state, paymentIntentId, clientSecret, nextAction } = hold;
  return { state, paymentIntentId, clientSecret, nextAction };
}
