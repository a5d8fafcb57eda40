import { secondsBetween } from '../../libs/domain/orders/deadline';
import { KEY_TRUSTED_SECONDS, raiseKey } from '../../libs/domain/provider/idempotency-key';
import { holdRaised } from '../../libs/domain/ledger/ledger';
import { formatMoney, money } from '../../libs/domain/money/money';
import { ProviderUnavailable, type HoldReading, type PaymentError } from '../../libs/domain/provider/payment-gateway';
import type { RaiseStep } from '../../libs/domain/payment/steps';
import type { RaiseOutcome, RaiseRefused } from '../../libs/domain/payment/facts';
import {
  changeAuthorization,
  getAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { errorOf } from '../../libs/postgres/database/error-columns';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import { recordIntent, recordOutcome, type Occasion, type OrderChange } from '../../libs/postgres/orders/order-change';
import {
  completeRaise,
  findRaise,
  insertRaise,
  refuseRaise,
  type RaiseRow,
} from '../../libs/postgres/holds/raise-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { endedHoldOf } from './authorization-facts';
import { nowOf, type PaymentNeeds } from '../steps/payment-needs';
import { recordHoldEnd } from './record-hold-end';
import { callAboutWord } from '../steps/unknown-word';

/** Holds more for a parcel that is worth more than its units: intent, call, outcome. */
export async function raiseHold(needs: PaymentNeeds, step: RaiseStep): Promise<RaiseOutcome> {
  const { row, authorization, repeated } = await recordRaiseIntent(needs, step);
  if (row.state !== 'requested') return outcomeOf(row, authorization);
  if (!repeated) return ask(needs, step, true);

  const hold = await needs.gateway.readHold(step.paymentIntentId);
  if (hold.ended !== null || hold.amount >= step.amountAfter) return record(needs, step, hold, GONE);
  const age = secondsBetween(row.key_first_used_at, nowOf(needs));
  return age < KEY_TRUSTED_SECONDS
    ? ask(needs, step, false)
    : record(needs, step, hold, keySpent('its key is too old'));
}

type Refused = Pick<RaiseRefused, 'reason' | 'error'>;

const GONE: Refused = {
  reason: 'hold_gone',
  error: { code: 'hold_gone', declineCode: null, message: 'the hold ended before it could be raised' },
};

function keySpent(message: string): Refused {
  return { reason: 'key_spent', error: { code: 'key_spent', declineCode: null, message } };
}

interface RaiseIntent {
  readonly row: RaiseRow;
  readonly authorization: AuthorizationRow;
  /** An earlier attempt may have asked the provider already. */
  readonly repeated: boolean;
}

async function recordRaiseIntent(needs: PaymentNeeds, step: RaiseStep): Promise<RaiseIntent> {
  const { orderId, authorizationGeneration, attempt } = step;
  return recordIntent(needs.database, occasionOf(needs, step), async (change) => {
    const { transaction } = change;
    const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
    const known = await findRaise(transaction, authorization.authorization_id, attempt);
    if (known !== undefined) return { row: known, authorization, repeated: true };
    const key = raiseKey(orderId, authorizationGeneration, attempt);
    const row = await insertRaise(change, authorization.authorization_id, step, key);
    return { row, authorization, repeated: false };
  });
}

async function ask(needs: PaymentNeeds, step: RaiseStep, firstUse: boolean): Promise<RaiseOutcome> {
  const { paymentIntentId, amountAfter, amountDetails, currency } = step;
  try {
    const answer = await needs.gateway.raise({
      idempotencyKey: raiseKey(step.orderId, step.authorizationGeneration, step.attempt),
      firstUse,
      paymentIntentId,
      amount: money(amountAfter, currency),
      amountDetails,
    });
    return await record(needs, step, answer.hold, answer.kind === 'raised' ? GONE : answer);
  } catch (error) {
    if (!(error instanceof ProviderUnavailable) || !error.details.replayed) throw error;
    // The provider will answer this key with the same failure for ever; what it did before it failed, only a read tells.
    return record(needs, step, await needs.gateway.readHold(paymentIntentId), keySpent(error.message));
  }
}

/** Records what the provider says of the hold now: raised, over, or as it was, for the reason given. */
async function record(
  needs: PaymentNeeds,
  step: RaiseStep,
  hold: HoldReading,
  refused: Refused,
): Promise<RaiseOutcome> {
  const { orderId, authorizationGeneration, attempt } = step;
  return recordOutcome(needs.database, occasionOf(needs, step), async (change) => {
    const authorization = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    const row = await findRaise(change.transaction, authorization.authorization_id, attempt);
    if (row === undefined) throw new Error(`Bug! Raise ${attempt.toString()} of order ${orderId} has no intent`);
    if (row.state === 'requested') await recordOnce(change, row, authorization, step, hold, refused);
    const recorded = await findRaise(change.transaction, authorization.authorization_id, attempt);
    const changed = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    return outcomeOf(recorded ?? row, changed);
  });
}

async function recordOnce(
  change: OrderChange,
  row: RaiseRow,
  authorization: AuthorizationRow,
  step: RaiseStep,
  hold: HoldReading,
  refused: Refused,
): Promise<void> {
  if (hold.unknown !== undefined) await callAboutWord(change, hold.unknown);
  if (hold.ended === null && hold.amount >= step.amountAfter) {
    await completeRaise(change, row);
    await recordRaised(change, row, authorization, step, hold);
    return;
  }
  const { reason, error } = hold.ended === null ? refused : GONE;
  await refuseRaise(change, row, reason, error);
  await tellRefused(change, row, authorization, step, error);
  if (hold.ended === null || authorization.state !== 'held') return;
  await recordHoldEnd(change, authorization, { hold, asked: false, reason: 'hold_lost', currency: step.currency });
}

async function recordRaised(
  change: OrderChange,
  row: RaiseRow,
  authorization: AuthorizationRow,
  { currency, amountBefore, amountAfter, reason }: RaiseStep,
  hold: HoldReading,
): Promise<void> {
  const more = money(amountAfter - amountBefore, currency);
  await changeAuthorization(change, authorization, authorization.state, {
    amount: amountAfter,
    raised_amount: authorization.raised_amount + more.amount,
    maximum_capturable: hold.charge?.capabilities.maximumCapturable ?? amountAfter,
  });
  await postLedger(change, holdRaised(row.raise_id, more));
  await appendTimeline(change, {
    kind: 'hold_raised',
    amount: more,
    about: aboutOf(row, authorization),
    message: `${formatMoney(more)} more are held for shipment ${row.shipment_id}: ${reason}`,
  });
}

async function tellRefused(
  change: OrderChange,
  row: RaiseRow,
  authorization: AuthorizationRow,
  { currency, amountBefore, amountAfter }: RaiseStep,
  error: PaymentError,
): Promise<void> {
  const more = money(amountAfter - amountBefore, currency);
  const why = error.declineCode ?? error.code;
  await appendTimeline(change, {
    kind: 'raise_refused',
    amount: more,
    about: aboutOf(row, authorization),
    message: `${formatMoney(more)} more were not held for shipment ${row.shipment_id}: ${why}`,
  });
}

function aboutOf(
  { shipment_id: shipmentId, authorization_id: authorizationId }: RaiseRow,
  { payment_intent_id: paymentIntentId, charge_id: chargeId }: AuthorizationRow,
): { shipmentId: string; authorizationId: string; paymentIntentId: string | null; chargeId: string | null } {
  return { shipmentId, authorizationId, paymentIntentId, chargeId };
}

/** Made from the rows, so that a repeated step gives the answer that the first attempt would have given. */
function outcomeOf(row: RaiseRow, authorization: AuthorizationRow): RaiseOutcome {
  switch (row.state) {
    case 'requested':
      throw new Error(`Bug! Nothing is recorded about raise ${row.raise_id}`);
    case 'raised': {
      const amount = row.amount_after;
      return { kind: 'hold_raised', amount, maximumCapturable: authorization.maximum_capturable ?? amount };
    }
    case 'refused':
      return {
        kind: 'raise_refused',
        reason: row.refusal_reason ?? 'not_possible',
        error: errorOf(row),
        ended: row.refusal_reason === 'hold_gone' ? endedHoldOf(authorization) : null,
      };
  }
}

/** A parcel is always the shop's doing. */
function occasionOf(needs: PaymentNeeds, { orderId, requestId }: RaiseStep): Occasion {
  return { orderId, at: nowOf(needs), origin: { actor: 'shop', requestId, eventId: null } };
}
