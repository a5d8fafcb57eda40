import { releasedBy } from '../../libs/domain/holds/hold-end';
import { releaseKey, restKey } from '../../libs/domain/provider/idempotency-key';
import { authorizationId } from '../../libs/domain/provider/ids';
import { money } from '../../libs/domain/money/money';
import type { DoneCancellation } from '../../libs/domain/payment/payment';
import { ProviderMisuse, type ReleaseRequest } from '../../libs/domain/provider/payment-gateway';
import type { PaymentIntentReading } from '../../libs/domain/provider/payment-intent-reading';
import type { CancellationCause, ReleaseStep } from '../../libs/domain/payment/steps';
import type { HoldEnded, OrderPaid, ReleaseOutcome } from '../../libs/domain/payment/facts';
import { isAwaiting } from '../../libs/domain/orders/transitions';
import {
  changeAuthorization,
  findAuthorization,
  getAuthorization,
  type AuthorizationRow,
} from '../../libs/postgres/holds/authorization-store';
import { saveCancellation } from '../../libs/postgres/orders/cancellation-store';
import {
  OrderNotRecorded,
  recordIntent,
  recordOutcome,
  type ChangeSource,
} from '../../libs/postgres/orders/order-change';
import { factOfAuthorization } from './authorization-facts';
import { underFreshKey } from '../steps/fresh-key';
import {
  aliveOrOver,
  isHeld,
  livesAlready,
  mayLive,
  recordLiveCard,
  recordLiveHold,
  stillWorking,
} from './look-before-end';
import { recordAskedAgain, takeNextKey, type KeyedRow } from '../steps/call-row';
import { byHoldfast, byShop } from '../steps/change-source';
import { nowOf, type StepContext } from '../steps/step-context';
import { carryOutCall, type Begun, type ProviderCall } from '../steps/provider-call';
import { recordCancellationDone } from '../orders/record-cancellation';
import { endSavedCard, recordHoldEnd } from './record-hold-end';
import { unreadIn } from './record-hold';
import { paidTerms, recordPaid } from './record-paid';
import { chargeCardInstead } from './saved-cards/charge-instead';
import { planNextAfter, appendNotRenewed } from './renewals/renewal-intent';
import { endCardSetup, readCardSetup } from './orphaned-card';
import { cancelOrphanedHolds, endOrphanedPayment } from './orphaned-hold';
import { readAgain } from '../steps/unknown-word';

/**
 * Gives back what is left of a hold: intent, call, outcome.
 * @throws ProviderUnavailable or ProviderMisuse, to be tried again; it may be repeated at any time
 */
export async function release(context: StepContext, step: ReleaseStep): Promise<ReleaseOutcome> {
  try {
    return await carryOutCall(context, releaseCall(context, step));
  } catch (error) {
    if (error instanceof OrderNotRecorded) return nothingRecorded(step);
    throw error;
  }
}

/** What the provider is asked to end. */
interface ReleaseAsked {
  readonly row: AuthorizationRow;
  readonly paymentIntentId: string;
  readonly how: ReleaseRequest['how'];
}

function releaseCall(
  context: StepContext,
  step: ReleaseStep,
): ProviderCall<ReleaseAsked, PaymentIntentReading, ReleaseOutcome> {
  const { orderId, authorizationGeneration } = step;
  return {
    name: `release of authorization ${authorizationId(orderId, authorizationGeneration)}`,
    // What was given back is not there to be given back again.
    harmlessTwice: true,
    recordIntent: () => beginRelease(context, step),
    readOutcome: async ({ row, paymentIntentId }) => {
      const hold = await context.gateway.readHold(paymentIntentId);
      if (hold.ended !== null) return recordReleased(context, step, hold);
      if (!mayLive(step, row)) return undefined;
      if (isHeld(hold)) return recordLiveHold(context, step, sourceOf(context, step), hold);
      readAgain(unreadIn(hold));
      return undefined;
    },
    recordAskedAgain: (asked) => recordAskedAgain(releaseRow(context, step, asked)),
    ask: ({ row, paymentIntentId, how }) => {
      const idempotencyKey = releaseKey(orderId, authorizationGeneration, row.release_generation);
      return giveBack(context, step, row, { paymentIntentId, how, idempotencyKey });
    },
    recordAnswer: (_, left) => {
      if (left.ended === null && isHeld(left)) return recordLiveHold(context, step, sourceOf(context, step), left);
      // Once its end is recorded nobody looks at a hold: a word that a read explains would call for a person for ever.
      readAgain(left.unknown);
      return recordReleased(context, step, left);
    },
    keySpent: (asked, spent) => takeNextKey(releaseRow(context, step, asked), asked, spent),
  };
}

async function beginRelease(context: StepContext, step: ReleaseStep): Promise<Begun<ReleaseAsked, ReleaseOutcome>> {
  const { row, repeated } = await recordReleaseIntent(context, step);
  if (row === undefined) return { done: nothingRecorded(step) };
  const done = knownOutcome(step, row);
  if (done !== undefined) return { done };
  const { paymentIntentId, how } = whatToEnd(step, row);
  if (how === 'cancel_setup') return { done: await endSetup(context, step, row) };
  if (how === 'record_only' || paymentIntentId === null) {
    return {
      done: await (row.state === 'requested' ? endOrphaned(context, step, row) : recordReleased(context, step, null)),
    };
  }
  const when = repeated ? 'before' : mayLive(step, row) ? 'look_first' : 'never';
  // How old the key is does not matter: were it forgotten, the hold would be ended once more, which does nothing.
  const now = nowOf(context);
  return { ask: { row, paymentIntentId, how }, asked: { when, firstAt: now, lastAt: now } };
}

/** What is recorded of it already: that it is over, or that it lives after all. */
function knownOutcome(step: ReleaseStep, row: AuthorizationRow): ReleaseOutcome | undefined {
  if (livesAlready(step, row)) return aliveOrOver(row);
  return row.ended_at === null ? undefined : outcomeOf(row, step);
}

function releaseRow(
  context: StepContext,
  step: ReleaseStep,
  { paymentIntentId, how }: ReleaseAsked,
): KeyedRow<ReleaseAsked, ReleaseOutcome> {
  const { orderId, authorizationGeneration } = step;
  return {
    database: context.database,
    source: () => sourceOf(context, step),
    read: async ({ transaction }) => {
      return { row: await getAuthorization(transaction, orderId, authorizationGeneration), paymentIntentId, how };
    },
    outcomeOf: ({ row }) => knownOutcome(step, row),
    generationOf: ({ row }) => row.release_generation,
    renew: (change, { row }, generation) => {
      const release_key = releaseKey(orderId, authorizationGeneration, generation);
      return changeAuthorization(change, row, row.state, { release_key, release_generation: generation });
    },
  };
}

/** The row is undefined when the provider was never asked for this hold. */
async function recordReleaseIntent(
  context: StepContext,
  step: ReleaseStep,
): Promise<{ readonly row: AuthorizationRow | undefined; readonly repeated: boolean }> {
  const { orderId, authorizationGeneration, cause } = step;
  return recordIntent(context.database, sourceOf(context, step), async (change) => {
    const row = await findAuthorization(change.transaction, orderId, authorizationGeneration);
    if (row?.ended_at !== null || livesAlready(step, row)) return { row, repeated: true };
    if (cause.kind === 'cancellation') await saveCancellation(change, cause.cancellation, cause.spans ?? []);
    if (row.release_key !== null) return { row, repeated: true };
    const asked = await changeAuthorization(change, row, row.state, {
      release_key: releaseKey(orderId, authorizationGeneration),
      release_generation: 1,
      release_requested_at: change.at,
      release_cause: cause.kind,
    });
    return { row: asked, repeated: false };
  });
}

/**
 * The workflow may have been told that its request failed while another attempt of it, that was taken for dead,
 * recorded a hold after all. Then the row knows what there is to give back.
 */
function whatToEnd(
  { paymentIntentId, how }: ReleaseStep,
  row: AuthorizationRow,
): Pick<ReleaseStep, 'paymentIntentId' | 'how'> {
  // What the shop brought and we have not named is the shop's.
  const known = row.adopted && row.state === 'requested' ? null : row.payment_intent_id;
  return how === 'record_only' && known !== null ? { paymentIntentId: known, how: 'cancel' } : { paymentIntentId, how };
}

/**
 * A cancel that is refused is no end: what is read then decides. Stripe does not cancel a hold that something was
 * captured of, by another hand or by a capture of ours whose answer nobody saw: then the rest of it goes back as it
 * does after our own captures, and not first when the network drops it. Nor one that the buyer authenticates at this
 * very moment.
 * @returns the hold that is over; or one that lives, where the clock may leave it so
 */
async function giveBack(
  context: StepContext,
  step: ReleaseStep,
  row: AuthorizationRow,
  request: Omit<ReleaseRequest, 'orderId'>,
): Promise<PaymentIntentReading> {
  const { orderId } = step;
  try {
    return (await context.gateway.release({ orderId, ...request })).hold;
  } catch (error) {
    if (request.how !== 'cancel' || !(error instanceof ProviderMisuse)) throw error;
    const { paymentIntentId } = request;
    const hold = await context.gateway.readHold(paymentIntentId);
    if (hold.status === 'processing') throw stillWorking(paymentIntentId);
    if (hold.amountReceived > 0) return giveBackRest(context, step, paymentIntentId, 'zero_final_capture');
    if (isHeld(hold) && mayLive(step, row)) return hold;
    if (isHeld(hold) && isAwaiting(row.state)) return giveBackRest(context, step, paymentIntentId, 'cancel');
    throw error;
  }
}

async function giveBackRest(
  context: StepContext,
  { orderId, authorizationGeneration }: ReleaseStep,
  paymentIntentId: string,
  how: 'cancel' | 'zero_final_capture',
): Promise<PaymentIntentReading> {
  const answer = await underFreshKey(
    (attempt) => restKey(orderId, authorizationGeneration, attempt),
    (idempotencyKey) => context.gateway.release({ orderId, idempotencyKey, paymentIntentId, how }),
  );
  return answer.hold;
}

/** Nobody saw an answer to the authorization: what it may have left behind is looked for. */
async function endOrphaned(context: StepContext, step: ReleaseStep, row: AuthorizationRow): Promise<ReleaseOutcome> {
  if (row.adopted) return recordReleased(context, step, null);
  if (step.whole !== undefined) {
    const orphaned = await endOrphanedPayment(context, row);
    return recordReleased(context, step, orphaned?.status === 'succeeded' ? orphaned : null);
  }
  await cancelOrphanedHolds(context, row);
  return recordReleased(context, step, null);
}

/** A setup that the clock gives up may be done: then the card is there. */
async function endSetup(context: StepContext, step: ReleaseStep, row: AuthorizationRow): Promise<ReleaseOutcome> {
  const found = mayLive(step, row) ? await readCardSetup(context, row) : undefined;
  readAgain(found?.unknown);
  const card = found?.status === 'succeeded' ? found : await endCardSetup(context, row);
  if (card?.status === 'succeeded' && mayLive(step, row)) {
    return recordLiveCard(context, step, sourceOf(context, step), card);
  }
  return recordReleased(context, step, null);
}

async function recordReleased(
  context: StepContext,
  step: ReleaseStep,
  hold: PaymentIntentReading | null,
): Promise<ReleaseOutcome> {
  const { orderId, authorizationGeneration, cause, currency } = step;
  return recordOutcome(context.database, sourceOf(context, step), async (change) => {
    const row = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    // Another worker with the same step in hand was faster.
    if (row.ended_at !== null) return outcomeOf(row, step);
    const { paid } = paidTerms(context, step.whole);
    if (hold?.status === 'succeeded' && paid !== undefined) {
      return outcomeOf(await recordPaid(change, row, hold, { currency, ...paid }), step);
    }
    const becomes = cause.kind === 'replaced' ? 'replaced' : 'released';
    const ended =
      row.state === 'saved'
        ? await endSavedCard(change, row, money(step.amount, currency), cause.reason)
        : await recordHoldEnd(change, row, { hold, asked: true, reason: cause.reason, currency, becomes });
    await planNextAfter(change, { kind: 'release', ...step }, ended);
    await chargeCardInstead(change, step, ended);
    if (cause.kind === 'deadline' && cause.notRenewed !== undefined) await appendNotRenewed(change, cause.notRenewed);
    if (cause.kind === 'cancellation') {
      const { released } = doneCancellation(cause, ended.released_amount);
      await recordCancellationDone(change, cause.cancellation, money(released, currency));
    }
    return outcomeOf(ended, step);
  });
}

function outcomeOf(row: AuthorizationRow, step: ReleaseStep): HoldEnded | OrderPaid {
  const fact = factOfAuthorization(row, cancellationOf(step, row.released_amount));
  if (fact.kind !== 'hold_ended' && fact.kind !== 'order_paid')
    throw new Error(`Bug! Authorization ${row.authorization_id} is not over`);
  return fact;
}

/** The order never came as far as the database: nothing was asked of the provider. */
function nothingRecorded(step: ReleaseStep): HoldEnded {
  return {
    kind: 'hold_ended',
    hold: { state: 'released', paymentIntentId: null, chargeId: null, released: 0, lost: 0 },
    cancelReason: step.cause.reason,
    cancellation: cancellationOf(step, 0),
    mismatch: false,
  };
}

function cancellationOf({ cause }: ReleaseStep, released: number): DoneCancellation | null {
  return cause.kind === 'cancellation' ? doneCancellation(cause, released) : null;
}

function doneCancellation(cause: CancellationCause, released: number): DoneCancellation {
  const { cancellationId, contentHash } = cause.cancellation;
  return { cancellationId, contentHash, released: releasedBy(cause, released) };
}

function sourceOf(context: StepContext, { orderId, cause }: ReleaseStep): ChangeSource {
  if (cause.kind !== 'cancellation') return byHoldfast(context, orderId);
  return byShop(context, orderId, cause.cancellation);
}
