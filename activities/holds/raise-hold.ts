import { raiseKey } from '../../libs/domain/provider/idempotency-key';
import { attemptId, authorizationId } from '../../libs/domain/provider/ids';
import { holdRaised } from '../../libs/domain/ledger/ledger';
import { formatMoney, money } from '../../libs/domain/money/money';
import type { HoldReading, PaymentError, RaiseAnswer } from '../../libs/domain/provider/payment-gateway';
import type { RaiseStep } from '../../libs/domain/payment/steps';
import type { RaiseOutcome, RaiseRefused } from '../../libs/domain/payment/facts';
import {
  changeAuthorization,
  getAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { errorColumns, errorOf } from '../../libs/postgres/database/error-columns';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import { recordIntent, type Occasion, type OrderChange } from '../../libs/postgres/orders/order-change';
import { changeRaise, findRaise, insertRaise, type RaiseRow } from '../../libs/postgres/holds/raise-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { endedHoldOf } from './authorization-facts';
import { recordAskedAgain, recordOnce, type CallRow } from '../steps/call-row';
import { byShop } from '../steps/occasion';
import type { PaymentNeeds } from '../steps/payment-needs';
import { carryOutCall, type Begun, type ProviderCall } from '../steps/provider-call';
import { recordHoldEnd } from './record-hold-end';
import { callAboutWord } from '../steps/unknown-word';

/** Holds more for a parcel that is worth more than its units: intent, call, outcome. */
export async function raiseHold(needs: PaymentNeeds, step: RaiseStep): Promise<RaiseOutcome> {
  return carryOutCall(needs, raiseCall(needs, step));
}

function raiseCall(needs: PaymentNeeds, step: RaiseStep): ProviderCall<RaiseRows, RaiseAnswer, RaiseOutcome> {
  const { orderId, authorizationGeneration, attempt, paymentIntentId, amountAfter, amountDetails, currency } = step;
  const idempotencyKey = raiseKey(orderId, authorizationGeneration, attempt);
  const { gateway } = needs;
  return {
    name: `increment ${attemptId(authorizationId(orderId, authorizationGeneration), attempt)}`,
    recordIntent: () => recordRaiseIntent(needs, step),
    readOutcome: async () => {
      const hold = await gateway.readHold(paymentIntentId);
      return hold.ended !== null || hold.amount >= amountAfter ? record(needs, step, hold, GONE) : undefined;
    },
    recordAskedAgain: () => recordAskedAgain(raiseRows(needs, step)),
    ask: (_, firstUse) =>
      gateway.raise({
        idempotencyKey,
        firstUse,
        paymentIntentId,
        amount: money(amountAfter, currency),
        amountDetails,
      }),
    recordAnswer: (_, answer) => record(needs, step, answer.hold, answer.kind === 'raised' ? GONE : answer),
    // The shipment may be sent again, and then asks with the next attempt.
    keySpent: async (_, { why }) => {
      const error = { code: 'key_spent', declineCode: null, message: why };
      const hold = await gateway.readHold(paymentIntentId);
      return { done: await record(needs, step, hold, { reason: 'key_spent', error }) };
    },
  };
}

type Refused = Pick<RaiseRefused, 'reason' | 'error'>;

const GONE: Refused = {
  reason: 'hold_gone',
  error: { code: 'hold_gone', declineCode: null, message: 'the hold ended before it could be raised' },
};

/** An increment, and the hold that it makes larger. */
interface RaiseRows {
  readonly row: RaiseRow;
  readonly authorization: AuthorizationRow;
}

function raiseRows(needs: PaymentNeeds, step: RaiseStep): CallRow<RaiseRows, RaiseOutcome> {
  const { orderId, authorizationGeneration, attempt } = step;
  return {
    database: needs.database,
    occasion: () => occasionOf(needs, step),
    read: async ({ transaction }) => {
      const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
      const row = await findRaise(transaction, authorization.authorization_id, attempt);
      if (row === undefined) throw new Error(`Bug! Increment ${attempt.toString()} of order ${orderId} has no intent`);
      return { row, authorization };
    },
    outcomeOf,
    touch: (change, { row }) => changeRaise(change, row, {}),
  };
}

async function recordRaiseIntent(needs: PaymentNeeds, step: RaiseStep): Promise<Begun<RaiseRows, RaiseOutcome>> {
  const { orderId, authorizationGeneration, attempt } = step;
  return recordIntent(needs.database, occasionOf(needs, step), async (change) => {
    const { transaction, at } = change;
    const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
    const known = await findRaise(transaction, authorization.authorization_id, attempt);
    if (known === undefined) {
      const key = raiseKey(orderId, authorizationGeneration, attempt);
      const row = await insertRaise(change, authorization.authorization_id, step, key);
      return { ask: { row, authorization }, asked: { when: 'never', firstAt: at, lastAt: at } };
    }
    const ask = { row: known, authorization };
    const done = outcomeOf(ask);
    if (done !== undefined) return { done };
    return { ask, asked: { when: 'before', firstAt: known.key_first_used_at, lastAt: known.updated_at } };
  });
}

/** Records what the provider says of the hold now: raised, over, or as it was, for the reason given. */
function record(needs: PaymentNeeds, step: RaiseStep, hold: HoldReading, refused: Refused): Promise<RaiseOutcome> {
  return recordOnce(raiseRows(needs, step), (change, rows) => recordReading(change, rows, step, hold, refused));
}

async function recordReading(
  change: OrderChange,
  { row, authorization }: RaiseRows,
  step: RaiseStep,
  hold: HoldReading,
  refused: Refused,
): Promise<void> {
  if (hold.unknown !== undefined) await callAboutWord(change, hold.unknown);
  if (hold.ended === null && hold.amount >= step.amountAfter) {
    await changeRaise(change, row, { state: 'raised' });
    await recordRaised(change, row, authorization, step, hold);
    return;
  }
  const { reason, error } = hold.ended === null ? refused : GONE;
  await changeRaise(change, row, { state: 'refused', refusal_reason: reason, ...errorColumns(error) });
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
function outcomeOf({ row, authorization }: RaiseRows): RaiseOutcome | undefined {
  switch (row.state) {
    case 'requested':
      return undefined;
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
  return byShop(needs, orderId, requestId);
}
