import type { DoneCancellation } from '../../libs/domain/payment/payment';
import type { EndedHold, LiveHold } from '../../libs/domain/payment/hold';
import type { CardWasSaved } from '../../libs/domain/payment/card-steps';
import type { AuthorizationFact, HoldAwaited, HoldEnded, OrderPaid } from '../../libs/domain/payment/facts';
import { wholeParcelCaptureId } from '../../libs/domain/payment/whole-parcel';
import { lastErrorOf, nextActionOf, type AuthorizationRow } from '../../libs/postgres/holds/authorization-store';
import { cardOf } from '../../libs/postgres/holds/renewal-store';
import { capabilitiesOf } from '../../libs/postgres/reading/order-assembly';

/**
 * What a recorded authorization says. Answers are always made from the row, so that a repeated step gives the answer
 * that the first attempt would have given.
 * @param cancellation the shop's cancellation that ended the hold, if one did
 */
export function factOfAuthorization(
  row: AuthorizationRow,
  cancellation: DoneCancellation | null = null,
): AuthorizationFact {
  switch (row.state) {
    case 'requested':
      throw new Error(`Bug! Nothing is known about authorization ${row.authorization_id} yet`);
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return awaited(row, row.state);
    case 'declined':
      return awaited(row, 'requires_payment_method');
    case 'held':
      return { kind: 'hold_placed', hold: liveHoldOf(row) };
    case 'captured':
      return row.plan === 'immediate' ? paid(row) : ended(row, row.state, cancellation);
    case 'released':
    case 'expired':
      return ended(row, row.state, cancellation);
    case 'replaced':
      return ended(row, 'released', cancellation);
    case 'saved':
      return saved(row);
  }
}

/** The end of a hold as it is recorded; null while it lives. */
export function endedHoldOf(row: AuthorizationRow): EndedHold | null {
  if (row.ended_at === null) return null;
  const fact = factOfAuthorization(row);
  return fact.kind === 'hold_ended' ? fact.hold : null;
}

function awaited(row: AuthorizationRow, state: HoldAwaited['hold']['state']): HoldAwaited {
  return {
    kind: 'hold_awaited',
    hold: {
      state,
      paymentIntentId: row.payment_intent_id,
      ...(row.setup_intent_id !== null && { setupIntentId: row.setup_intent_id }),
      clientSecret: row.client_secret,
      nextAction: nextActionOf(row),
      lastError: lastErrorOf(row),
      ...(row.renews_generation !== null && { amount: row.amount }),
      ...(row.awaited_until !== null && { until: row.awaited_until }),
    },
  };
}

function saved(row: AuthorizationRow): CardWasSaved {
  const { setup_intent_id: setupIntentId, setup_customer: customer, setup_payment_method: paymentMethod } = row;
  if (setupIntentId === null || customer === null || paymentMethod === null) {
    throw new Error(`Bug! Authorization ${row.authorization_id} saved a card, but not all of it is recorded`);
  }
  const card = { customer, paymentMethod };
  return { kind: 'card_saved', hold: { state: 'saved', setupIntentId, card, pending: null } };
}

function paid(row: AuthorizationRow): OrderPaid {
  const { payment_intent_id: paymentIntentId, charge_id: chargeId, generation, order_id: orderId, mismatch } = row;
  if (paymentIntentId === null || chargeId === null) {
    throw new Error(`Bug! Authorization ${row.authorization_id} is paid, but its charge is not recorded`);
  }
  const captureId = wholeParcelCaptureId(orderId);
  return { kind: 'order_paid', authorizationGeneration: generation, captureId, paymentIntentId, chargeId, mismatch };
}

function liveHoldOf(row: AuthorizationRow): LiveHold {
  const { payment_intent_id: paymentIntentId, charge_id: chargeId, capture_before: captureBefore } = row;
  const { release_at: releaseAt, plan, amount, raised_amount: raised } = row;
  const capabilities = capabilitiesOf(row);
  if (paymentIntentId === null || chargeId === null || captureBefore === null || releaseAt === null)
    throw halfHeld(row);
  if (capabilities === null || plan === null) throw halfHeld(row);
  const hold = {
    state: 'held',
    paymentIntentId,
    chargeId,
    amount,
    captureBefore,
    releaseAt,
    capabilities,
    plan,
  } as const;
  return {
    ...hold,
    card: cardOf(row),
    ...(row.warn_at !== null && { warnAt: row.warn_at }),
    ...(raised > 0 && { raised }),
    ...(row.renewal_refused_at !== null && { renewal: 'refused' }),
  };
}

function halfHeld(row: AuthorizationRow): Error {
  return new Error(`Bug! Authorization ${row.authorization_id} is held, but not all of the hold is recorded`);
}

function ended(row: AuthorizationRow, state: EndedHold['state'], cancellation: DoneCancellation | null): HoldEnded {
  return {
    kind: 'hold_ended',
    hold: {
      state,
      paymentIntentId: row.payment_intent_id,
      chargeId: row.charge_id,
      released: row.released_amount,
      lost: row.lost_amount,
    },
    cancelReason: row.end_reason ?? 'hold_lost',
    cancellation,
    mismatch: row.mismatch,
  };
}
