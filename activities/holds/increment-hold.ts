import { incrementKey } from '../../libs/domain/provider/idempotency-key';
import { attemptId, authorizationId } from '../../libs/domain/provider/ids';
import { holdIncremented } from '../../libs/domain/ledger/ledger';
import { formatMoney, money } from '../../libs/domain/money/money';
import type { IncrementAnswer } from '../../libs/domain/provider/payment-gateway';
import type { PaymentIntentReading, PaymentError } from '../../libs/domain/provider/payment-intent-reading';
import type { IncrementStep } from '../../libs/domain/payment/steps';
import type { IncrementOutcome, IncrementRefused } from '../../libs/domain/payment/facts';
import {
  changeAuthorization,
  getAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { errorColumns, errorOf } from '../../libs/postgres/database/error-columns';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import { recordIntent, type ChangeSource, type OrderChange } from '../../libs/postgres/orders/order-change';
import {
  changeIncrement,
  findIncrement,
  insertIncrement,
  type IncrementRow,
} from '../../libs/postgres/holds/increment-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { endedHoldOf, externalOf } from './authorization-facts';
import { recordAskedAgain, recordOnce, type CallRow } from '../steps/call-row';
import { byShop } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import { carryOutCall, type Begun, type ProviderCall } from '../steps/provider-call';
import { recordHoldEnd } from './record-hold-end';
import { openUnknownWordAttention } from '../steps/unknown-word';

/** Holds more for a shipment that is worth more than its units: intent, call, outcome. */
export async function incrementHold(context: StepContext, step: IncrementStep): Promise<IncrementOutcome> {
  return carryOutCall(context, incrementCall(context, step));
}

function incrementCall(
  context: StepContext,
  step: IncrementStep,
): ProviderCall<IncrementRows, IncrementAnswer, IncrementOutcome> {
  const { orderId, authorizationGeneration, attempt, paymentIntentId, amountAfter, amountDetails, currency } = step;
  const idempotencyKey = incrementKey(orderId, authorizationGeneration, attempt);
  const { gateway } = context;
  return {
    name: `increment ${attemptId(authorizationId(orderId, authorizationGeneration), attempt)}`,
    recordIntent: () => recordIncrementIntent(context, step),
    readOutcome: async () => {
      const hold = await gateway.readHold(paymentIntentId);
      return hold.ended !== null || hold.amount >= amountAfter ? record(context, step, hold, GONE) : undefined;
    },
    recordAskedAgain: () => recordAskedAgain(incrementRows(context, step)),
    ask: (_, firstUse) =>
      gateway.increment({
        idempotencyKey,
        firstUse,
        paymentIntentId,
        amount: money(amountAfter, currency),
        amountDetails,
      }),
    recordAnswer: (_, answer) => record(context, step, answer.hold, answer.kind === 'raised' ? GONE : answer),
    // The shipment may be sent again, and then asks with the next attempt.
    keySpent: async (_, { why }) => {
      const error = { code: 'key_spent', declineCode: null, message: why };
      const hold = await gateway.readHold(paymentIntentId);
      return { done: await record(context, step, hold, { reason: 'key_spent', error }) };
    },
  };
}

type Refused = Pick<IncrementRefused, 'reason' | 'error'>;

const GONE: Refused = {
  reason: 'hold_gone',
  error: { code: 'hold_gone', declineCode: null, message: 'the hold ended before it could be incremented' },
};

/** An increment, and the hold that it makes larger. */
interface IncrementRows {
  readonly row: IncrementRow;
  readonly authorization: AuthorizationRow;
}

function incrementRows(context: StepContext, step: IncrementStep): CallRow<IncrementRows, IncrementOutcome> {
  const { orderId, authorizationGeneration, attempt } = step;
  return {
    database: context.database,
    source: () => sourceOf(context, step),
    read: async ({ transaction }) => {
      const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
      const row = await findIncrement(transaction, authorization.authorization_id, attempt);
      if (row === undefined) throw new Error(`Bug! Increment ${attempt.toString()} of order ${orderId} has no intent`);
      return { row, authorization };
    },
    outcomeOf,
    touch: (change, { row }) => changeIncrement(change, row, {}),
  };
}

async function recordIncrementIntent(
  context: StepContext,
  step: IncrementStep,
): Promise<Begun<IncrementRows, IncrementOutcome>> {
  const { orderId, authorizationGeneration, attempt } = step;
  return recordIntent(context.database, sourceOf(context, step), async (change) => {
    const { transaction, at } = change;
    const authorization = await getAuthorization(transaction, orderId, authorizationGeneration);
    const known = await findIncrement(transaction, authorization.authorization_id, attempt);
    if (known === undefined) {
      const key = incrementKey(orderId, authorizationGeneration, attempt);
      const row = await insertIncrement(change, authorization.authorization_id, step, key);
      return { ask: { row, authorization }, asked: { when: 'never', firstAt: at, lastAt: at } };
    }
    const ask = { row: known, authorization };
    const done = outcomeOf(ask);
    if (done !== undefined) return { done };
    return { ask, asked: { when: 'before', firstAt: known.key_first_used_at, lastAt: known.updated_at } };
  });
}

/** Records what the provider says of the hold now: incremented, over, or as it was, for the reason given. */
function record(
  context: StepContext,
  step: IncrementStep,
  hold: PaymentIntentReading,
  refused: Refused,
): Promise<IncrementOutcome> {
  return recordOnce(incrementRows(context, step), (change, rows) => recordReading(change, rows, step, hold, refused));
}

async function recordReading(
  change: OrderChange,
  { row, authorization }: IncrementRows,
  step: IncrementStep,
  hold: PaymentIntentReading,
  refused: Refused,
): Promise<void> {
  if (hold.unknown !== undefined) await openUnknownWordAttention(change, hold.unknown);
  if (hold.ended === null && hold.amount >= step.amountAfter) {
    await changeIncrement(change, row, { state: 'raised' });
    await recordIncremented(change, row, authorization, step, hold);
    return;
  }
  const { reason, error } = hold.ended === null ? refused : GONE;
  await changeIncrement(change, row, { state: 'refused', refusal_reason: reason, ...errorColumns(error) });
  await appendRefused(change, row, authorization, step, error);
  if (hold.ended === null || authorization.state !== 'held') return;
  await recordHoldEnd(change, authorization, { hold, asked: false, reason: 'hold_lost', currency: step.currency });
}

async function recordIncremented(
  change: OrderChange,
  row: IncrementRow,
  authorization: AuthorizationRow,
  step: IncrementStep,
  hold: PaymentIntentReading,
): Promise<void> {
  const { currency, amountBefore, amountAfter, reason } = step;
  const more = money(amountAfter - amountBefore, currency);
  await changeAuthorization(change, authorization, authorization.state, {
    amount: amountAfter,
    raised_amount: authorization.raised_amount + more.amount,
    maximum_capturable: hold.charge?.capabilities.maximumCapturable ?? amountAfter,
  });
  await postLedger(change, holdIncremented(row.increment_id, more));
  await appendTimeline(change, {
    kind: 'hold_incremented',
    amount: more,
    about: aboutOf(row, authorization),
    message: `${formatMoney(more)} more are authorized for ${whatFor(step)}: ${reason}`,
  });
}

async function appendRefused(
  change: OrderChange,
  row: IncrementRow,
  authorization: AuthorizationRow,
  step: IncrementStep,
  error: PaymentError,
): Promise<void> {
  const { currency, amountBefore, amountAfter } = step;
  const more = money(amountAfter - amountBefore, currency);
  const why = error.declineCode ?? error.code;
  await appendTimeline(change, {
    kind: 'increment_refused',
    amount: more,
    about: aboutOf(row, authorization),
    message: `${formatMoney(more)} more could not be authorized for ${whatFor(step)}: ${why}`,
  });
}

function whatFor({ purpose, shipmentId }: IncrementStep): string {
  return purpose === 'lines' ? `change ${shipmentId}` : `shipment ${shipmentId}`;
}

function aboutOf(
  { shipment_id: shipmentId, authorization_id: authorizationId }: IncrementRow,
  { payment_intent_id: paymentIntentId, charge_id: chargeId }: AuthorizationRow,
): { shipmentId: string; authorizationId: string; paymentIntentId: string | null; chargeId: string | null } {
  return { shipmentId, authorizationId, paymentIntentId, chargeId };
}

/** Made from the rows, so that a repeated step gives the answer that the first attempt would have given. */
function outcomeOf({ row, authorization }: IncrementRows): IncrementOutcome | undefined {
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
        ...externalOf(authorization),
      };
  }
}

/** A shipment, or a change of lines, is always the shop's doing. */
function sourceOf(context: StepContext, step: IncrementStep): ChangeSource {
  return byShop(context, step.orderId, step);
}
