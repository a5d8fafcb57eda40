import { log, proxyActivities, type TemporalFailure } from '@temporalio/workflow';
import type { PaymentActivities } from '../../activities/payment-activities';
import { KEY_TRUSTED_SECONDS } from '../../libs/domain/provider/idempotency-key';
import { secondsBetween } from '../../libs/domain/orders/deadline';
import { formatMoney } from '../../libs/domain/money/money';
import type { Renewal } from '../../libs/domain/payment/renewal';
import type { CoverStep, UncoverStep } from '../../libs/domain/payment/cover-steps';
import type {
  AuthorizeStep,
  CancelLinesStep,
  CaptureStep,
  ChangeDeadlineStep,
  ConfirmStep,
  IncrementStep,
  MovingStep,
  ReleaseStep,
  WarnStep,
} from '../../libs/domain/payment/steps';
import type {
  AuthorizeOutcome,
  CaptureOutcome,
  ConfirmOutcome,
  Fact,
  IncrementOutcome,
  HoldWarned,
} from '../../libs/domain/payment/facts';
import type { AddLinesStep, LowerLineStep, ReopenUnitsStep } from '../../libs/domain/payment/line-steps';
import { isStepFailure, whyFailed, thrownBy } from '../step-failure';
import { carryOutCard } from './carry-out-card';
import { ASKED_AT_MOST_MS, STRIPE_CALL } from '../stripe-calls';

const stripe = proxyActivities<PaymentActivities>(STRIPE_CALL);

/** One database transaction, on the queue of this workflow: it calls nobody, and is retried until it is written. */
const database = proxyActivities<
  Pick<
    PaymentActivities,
    'addLines' | 'cancelLines' | 'changeDeadline' | 'cover' | 'lowerLine' | 'reopenUnits' | 'uncover' | 'warn'
  >
>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Also when the worker was down until after the last call: the card may still say yes. */
const RENEW_SECONDS_AT_LEAST = 60;

/** Runs the activity a step names and returns what it found out, be it that it failed. */
export async function carryOutStep(step: MovingStep): Promise<Fact> {
  try {
    switch (step.kind) {
      case 'authorize':
        return await authorize(step);
      case 'confirm':
        return await confirm(step);
      case 'raise':
        return await raise(step);
      case 'capture':
        return await capture(step);
      case 'release':
        return await stripe.release.executeWithOptions({ summary: releaseSummary(step) }, [step]);
      case 'cover':
        return await database.cover.executeWithOptions({ summary: coverSummary(step) }, [step]);
      case 'uncover':
        return await database.uncover.executeWithOptions({ summary: uncoverSummary(step) }, [step]);
      case 'change_deadline':
        return await database.changeDeadline.executeWithOptions({ summary: changeSummary(step) }, [step]);
      case 'add_lines':
        return await database.addLines.executeWithOptions({ summary: additionSummary(step) }, [step]);
      case 'lower_line':
        return await database.lowerLine.executeWithOptions({ summary: reductionSummary(step) }, [step]);
      case 'reopen_units':
        return await database.reopenUnits.executeWithOptions({ summary: reopeningSummary(step) }, [step]);
      case 'warn':
        return await warn(step);
      case 'cancel_lines':
        return await database.cancelLines.executeWithOptions({ summary: cancelSummary(step) }, [step]);
      case 'save_card':
      case 'confirm_card':
      case 'charge':
      case 'end_charge':
        return await carryOutCard(step);
    }
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    log.error('a step failed: an alert opens', { step: step.kind, reason: whyFailed(error) });
    return { kind: 'step_failed', message: whyFailed(error) };
  }
}

async function authorize(step: AuthorizeStep): Promise<AuthorizeOutcome> {
  const { currency, total } = step.order;
  const { renewal } = step;
  const scheduleToCloseTimeout = ASKED_AT_MOST_MS;
  if (renewal === undefined) {
    const summary = `hold ${formatMoney({ amount: total, currency })}`;
    return stripe.authorize.executeWithOptions({ summary, scheduleToCloseTimeout }, [step]);
  }
  const amount = formatMoney({ amount: renewal.price.amount, currency });
  const summary = renewal.room === undefined ? `re-authorize ${amount}` : `hold ${amount} instead, to make room`;
  return renew(step, renewal, summary);
}

/**
 * What has not shipped is held anew. While the old hold lives it is tried at most until that one's last call; whatever
 * became of it is then found out and made an end of, because the order must go on with one hold or the other.
 */
async function renew(step: AuthorizeStep, { lastCallAt }: Renewal, summary: string): Promise<AuthorizeOutcome> {
  const secondsLeft = lastCallAt === null ? Infinity : secondsBetween(new Date().toISOString(), lastCallAt);
  const seconds = Math.min(Math.max(secondsLeft, RENEW_SECONDS_AT_LEAST), KEY_TRUSTED_SECONDS);
  try {
    return await stripe.authorize.executeWithOptions({ summary, scheduleToCloseTimeout: seconds * 1000 }, [step]);
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    return await stripe.resolveRenewal.executeWithOptions({ summary: `find out what became of: ${summary}` }, [step]);
  }
}

/** The deadline must not wait much longer than it has to for a confirm that nobody answers. */
const CONFIRM_SECONDS_AT_LEAST = 60;

/**
 * A payment method is tried until its outcome is known, at most until the order is given up anyway: the release that
 * follows then cancels whatever came of it.
 */
async function confirm(step: ConfirmStep): Promise<ConfirmOutcome> {
  const summary = `confirm ${formatMoney({ amount: step.amount, currency: step.currency })}, payment method ${step.attempt.toString()}`;
  const secondsLeft = secondsBetween(new Date().toISOString(), step.awaitedUntil);
  const scheduleToCloseTimeout = Math.max(secondsLeft, CONFIRM_SECONDS_AT_LEAST) * 1000;
  return stripe.confirm.executeWithOptions({ summary, scheduleToCloseTimeout }, [step]);
}

/**
 * The hold is read before another shipment wants it, so an increment is tried until its outcome is known, like a
 * capture.
 */
async function raise(step: IncrementStep): Promise<IncrementOutcome> {
  const amount = formatMoney({ amount: step.amountAfter, currency: step.currency });
  const whatFor = step.purpose === 'lines' ? 'change' : 'shipment';
  const summary = `increment the hold to ${amount}, ${whatFor} ${step.shipmentId}`;
  const secondsLeft = Math.max(secondsBetween(new Date().toISOString(), step.captureBefore), 1);
  return stripe.raiseHold.executeWithOptions({ summary, scheduleToCloseTimeout: secondsLeft * 1000 }, [step]);
}

/**
 * A capture is retried until its outcome is known, at most to the hold's deadline; then Stripe is read and the truth
 * recorded. Our own mistake is definite at once, unless an earlier attempt may have moved the money: before anything
 * else is done with the hold, and before the same units leave under another name, that must be known.
 */
async function capture(step: CaptureStep): Promise<CaptureOutcome> {
  const amount = formatMoney({ amount: step.price.amount, currency: step.currency });
  const last = step.final ? ', final' : '';
  const summary = `capture ${amount}, shipment ${shipmentsOf(step)}${last}`;
  const secondsLeft = Math.max(secondsBetween(new Date().toISOString(), step.until ?? step.captureBefore), 1);
  try {
    return await stripe.capture.executeWithOptions({ summary, scheduleToCloseTimeout: secondsLeft * 1000 }, [step]);
  } catch (error) {
    if (!isStepFailure(error) || isDefiniteMisuse(error)) throw error;
    return await stripe.resolveCapture.executeWithOptions({ summary: `read what became of: ${summary}` }, [step]);
  }
}

/** A warning must never delay what it warns of: what could not be said in time is not said. */
async function warn(step: WarnStep): Promise<HoldWarned> {
  const { authorizationGeneration, releaseAt } = step;
  const secondsLeft = Math.max(secondsBetween(new Date().toISOString(), releaseAt), 1);
  const options = { summary: warnSummary(step), scheduleToCloseTimeout: secondsLeft * 1000 };
  try {
    return await database.warn.executeWithOptions(options, [step]);
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    return { kind: 'hold_warned', authorizationGeneration, raised: false };
  }
}

function isDefiniteMisuse(failure: TemporalFailure): boolean {
  const thrown = thrownBy(failure);
  if (thrown?.type !== 'ProviderMisuse') return false;
  const [detail] = thrown.details ?? [];
  // Absent in histories from before it was told.
  return !(
    typeof detail === 'object' &&
    detail !== null &&
    'afterUnanswered' in detail &&
    detail.afterUnanswered === true
  );
}

/** The shipment that leaves, and how many left before it that the same capture pays for. */
function shipmentsOf({ shipment, combined }: CaptureStep): string {
  if (combined === undefined) return shipment.shipmentId;
  const covered = `${combined.covered.length.toString()} covered`;
  return combined.priced === null ? covered : `${combined.priced.shipment.shipmentId} and ${covered}`;
}

function coverSummary({ price, currency, shipment }: CoverStep): string {
  return `cover ${formatMoney({ amount: price.amount, currency })}, shipment ${shipment.shipmentId}`;
}

function uncoverSummary({ amount, currency, cancellation }: UncoverStep): string {
  return `cancel shipment ${cancellation.shipmentId}, ${formatMoney({ amount, currency })} stay held`;
}

function changeSummary({ onDeadline, marginSeconds }: ChangeDeadlineStep): string {
  return `change the deadline: ${onDeadline}, ${marginSeconds.toString()} s before the hold expires`;
}

function additionSummary({ amount, currency, addition }: AddLinesStep): string {
  return `add lines worth ${formatMoney({ amount, currency })}, change ${addition.changeId}`;
}

function reductionSummary({ amount, currency, reduction }: LowerLineStep): string {
  return `line ${reduction.lineId} costs ${formatMoney({ amount, currency })} less, change ${reduction.changeId}`;
}

function reopeningSummary({ amount, currency, reopening }: ReopenUnitsStep): string {
  return `open units worth ${formatMoney({ amount, currency })} again, refund ${reopening.refundId}`;
}

function warnSummary({ amount, currency, releaseAt }: WarnStep): string {
  return `warn: ${formatMoney({ amount, currency })} not shipped, Holdfast acts at ${releaseAt}`;
}

function releaseSummary({ amount, currency, cause }: ReleaseStep): string {
  return `release ${formatMoney({ amount, currency })}, ${whyReleased(cause)}`;
}

function whyReleased(cause: ReleaseStep['cause']): string {
  switch (cause.kind) {
    case 'deadline':
      return cause.reason === 'multicapture_unavailable' ? 'the card allows a single capture' : 'deadline';
    case 'replaced':
      return 'a new hold replaces it';
    case 'renewed':
      return 'to re-authorize it';
    case 'charge_on_ship':
      return 'the card allows a single capture: it is charged for each shipment instead';
    case 'cancellation':
      return `cancellation ${cause.cancellation.cancellationId}`;
  }
}

function cancelSummary({ amount, currency, cancellation }: CancelLinesStep): string {
  return `cancel units worth ${formatMoney({ amount, currency })}, cancellation ${cancellation.cancellationId}`;
}
