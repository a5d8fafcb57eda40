import type { CancelReason } from '../../domain/orders/order-status';
import { ADOPTED_SHIPMENT, type ExternalCapture } from '../../domain/payment/external-capture';
import type { AwaitedHold, CardSaved, EndedHold, LiveHold } from '../../domain/payment/hold';
import type { Capabilities } from '../../domain/provider/capture-plan';
import { lastErrorOf, nextActionOf, type AuthorizationRow } from './authorization-store';
import { cardOf } from './renewal-store';

/** One table has what holds money, what saves a card and what pays at once: here a row is read as what it is. */

/** An authorization as what it is now; each has all that it needs, or its row is a bug. */
export type Authorization =
  | { readonly kind: 'not_answered' }
  | { readonly kind: 'awaited'; readonly hold: AwaitedHold }
  | { readonly kind: 'held'; readonly hold: LiveHold }
  | { readonly kind: 'card_saved'; readonly hold: CardSaved }
  | PaidAtOnce
  | EndedAuthorization;

/** All of an order was paid as its payment method was given. */
export interface PaidAtOnce {
  readonly kind: 'paid_at_once';
  readonly paymentIntentId: string;
  readonly chargeId: string;
  /** The provider's totals are not ours. */
  readonly mismatch: boolean;
}

/** An authorization that is over, as its row has it. */
export interface EndedAuthorization {
  readonly kind: 'ended';
  readonly hold: EndedHold;
  readonly reason: CancelReason;
  /** The provider captured something that we did not ask for. */
  readonly mismatch: boolean;
}

/**
 * Reads a row as what it is now.
 * @throws Error when the row lacks what an authorization in its state has
 */
export function readAuthorization(row: AuthorizationRow): Authorization {
  switch (row.state) {
    case 'requested':
      return { kind: 'not_answered' };
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return { kind: 'awaited', hold: awaitedHold(row, row.state) };
    case 'declined':
      return { kind: 'awaited', hold: awaitedHold(row, 'requires_payment_method') };
    case 'held':
      return { kind: 'held', hold: liveHold(row) };
    case 'saved':
      return { kind: 'card_saved', hold: savedCard(row) };
    case 'captured':
      return purposeOf(row) === 'whole_order' ? paidAtOnce(row) : ended(row, row.state);
    case 'released':
    case 'expired':
      return ended(row, row.state);
    case 'replaced':
      return ended(row, 'released');
  }
}

/**
 * What an authorization is for, as far as its row tells: what became of it is known by then. `off_session_payment`: one
 * shipment, with the saved card.
 */
export function purposeOf({
  plan,
  setup_intent_id: setupIntentId,
}: Pick<AuthorizationRow, 'plan' | 'setup_intent_id'>): 'hold' | 'saved_card' | 'off_session_payment' | 'whole_order' {
  if (setupIntentId !== null) return 'saved_card';
  switch (plan) {
    case 'charge_on_ship':
      return 'off_session_payment';
    case 'immediate':
      return 'whole_order';
    // Only a charge says how shipments become captures.
    case null:
    case 'multicapture':
    case 'capture_then_reauthorize':
    case 'capture_once':
      return 'hold';
  }
}

/** What the card and the account allow on this hold; null until it was placed. */
export function capabilitiesOf(row: AuthorizationRow): Capabilities | null {
  const { multicapture, overcapture, incremental_authorization: incremental, extended_authorization: extended } = row;
  if (multicapture === null || overcapture === null || incremental === null || extended === null) return null;
  return {
    multicapture,
    overcapture,
    incrementalAuthorization: incremental,
    extendedAuthorization: extended,
    maximumCapturable: row.maximum_capturable ?? 0,
  };
}

function awaitedHold(row: AuthorizationRow, state: AwaitedHold['state']): AwaitedHold {
  return {
    state,
    paymentIntentId: row.payment_intent_id,
    ...(row.setup_intent_id !== null && { setupIntentId: row.setup_intent_id }),
    clientSecret: row.client_secret,
    nextAction: nextActionOf(row),
    lastError: lastErrorOf(row),
    ...(row.renews_generation !== null && { amount: row.amount }),
    ...(row.awaited_until !== null && { until: row.awaited_until }),
  };
}

function liveHold(row: AuthorizationRow): LiveHold {
  const { amount, raised_amount: raised, added_amount: added } = row;
  return {
    state: 'held',
    paymentIntentId: known(row, row.payment_intent_id),
    chargeId: known(row, row.charge_id),
    amount,
    captureBefore: known(row, row.capture_before),
    releaseAt: known(row, row.release_at),
    capabilities: known(row, capabilitiesOf(row)),
    plan: known(row, row.plan),
    card: cardOf(row),
    ...(row.warn_at !== null && { warnAt: row.warn_at }),
    ...(raised > 0 && { raised }),
    ...(added > 0 && { added }),
    ...(!row.described && { described: false }),
    ...(row.renewal_refused_at !== null && { renewal: 'refused' }),
  };
}

function savedCard(row: AuthorizationRow): CardSaved {
  const customer = known(row, row.setup_customer);
  const card = { customer, paymentMethod: known(row, row.setup_payment_method) };
  return { state: 'saved', setupIntentId: known(row, row.setup_intent_id), card, pending: null };
}

function paidAtOnce(row: AuthorizationRow): PaidAtOnce {
  const paymentIntentId = known(row, row.payment_intent_id);
  return { kind: 'paid_at_once', paymentIntentId, chargeId: known(row, row.charge_id), mismatch: row.mismatch };
}

function ended(row: AuthorizationRow, state: EndedHold['state']): EndedAuthorization {
  const { payment_intent_id: paymentIntentId, charge_id: chargeId, released_amount: released, lost_amount: lost } = row;
  const takenElsewhere = takenElsewhereOf(row);
  const hold = { state, paymentIntentId, chargeId, released, lost, ...(takenElsewhere > 0 && { takenElsewhere }) };
  return { kind: 'ended', hold, reason: row.end_reason ?? 'hold_lost', mismatch: row.mismatch };
}

/** What somebody else captured of a hold, as it was booked; empty for nearly every one. */
export function externalCapturesOf(row: AuthorizationRow): ExternalCapture[] {
  const { generation: authorizationGeneration, charge_id: chargeId } = row;
  return (row.external_captures ?? []).map((entry) => ({ ...entry, authorizationGeneration, chargeId }));
}

function takenElsewhereOf({ external_captures: entries }: AuthorizationRow): number {
  return (entries ?? [])
    .filter(({ shipment }) => shipment?.shipmentId !== ADOPTED_SHIPMENT)
    .reduce((sum, { shipment }) => sum + (shipment?.amount ?? 0), 0);
}

function known<Value>({ authorization_id: id, state }: AuthorizationRow, value: Value | null): Value {
  if (value === null) throw new Error(`Bug! Authorization ${id} is ${state}, but not all of that is recorded`);
  return value;
}
