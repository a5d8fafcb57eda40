import type { AttentionCode } from '../../libs/domain/payment/payment';
import type { ProviderMisuse } from '../../libs/domain/provider/payment-gateway';
import { attentionsOf, closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import { liveHoldTimes } from '../../libs/postgres/holds/authorization-store';
import { fitting } from '../../libs/postgres/database/fitting-text';
import {
  OrderNotRecorded,
  recordOutcome,
  type ChangeSource,
  type OrderChange,
} from '../../libs/postgres/orders/order-change';
import { reasonOf, type Trial } from './failing-step';
import { nowOf, type StepContext } from './step-context';
import type { RunningStep } from './running-step';

/** Calls for a person about one step: once it is done, they are over. */
type StepCode = 'provider_misuse' | 'step_failing';

/** Our own request is refused, which only a person can mend. */
export function openMisuseAttention(
  context: StepContext,
  step: RunningStep,
  trial: Trial,
  error: ProviderMisuse,
): Promise<void> {
  const next =
    step.afterMisuse === 'end'
      ? 'Holdfast does not try again by itself: fix the cause, then send the request again.'
      : whatIsNext(step, trial);
  return call(context, step, 'provider_misuse', `${nameOf(step)}: ${error.message}. ${next}`);
}

/** The step keeps failing: what, since when, why at last, and what becomes of it. */
export function openFailureAttention(
  context: StepContext,
  step: RunningStep,
  trial: Trial,
  error: unknown,
): Promise<void> {
  const message = `${nameOf(step)} has not succeeded since ${trial.since}. The last error: ${reasonOf(error)}.`;
  return call(context, step, 'step_failing', `${message} ${whatIsNext(step, trial)}`);
}

/** The attempts before this one ended without a word. A call that says more is left as it is. */
export async function openSilenceAttention(context: StepContext, step: RunningStep, trial: Trial): Promise<void> {
  const known = await attentionsOf(context.database, step.orderId);
  const isTold = (code: StepCode): boolean =>
    known.some((each) => each.isOpen && each.code === code && isAbout(each.step, subjectOf(code, step)));
  if (isTold('step_failing') || isTold('provider_misuse')) return;
  const message = `${nameOf(step)} has not succeeded since ${trial.since}, and its attempts ended without an error.`;
  await call(context, step, 'step_failing', `${message} ${whatIsNext(step, trial)}`);
}

const WORDS: readonly (readonly [keyof NonNullable<RunningStep['about']>, string])[] = [
  ['shipmentId', 'shipment'],
  ['cancellationId', 'cancellation'],
  ['refundId', 'refund'],
  ['disputeId', 'dispute'],
  ['eventId', 'event'],
];

function nameOf({ name, about = {} }: RunningStep): string {
  const named = WORDS.flatMap(([key, word]) => {
    const id = about[key];
    return id === undefined ? [] : [`${word} ${id}`];
  });
  return [name, ...named].join(', ');
}

function whatIsNext({ name }: RunningStep, { until }: Trial): string {
  if (until === null) return 'Holdfast tries until it succeeds.';
  const then = name === 'warn' ? 'then it gives no warning' : 'then it continues with what the payment provider shows';
  return `Holdfast tries until ${until}; ${then}.`;
}

/** Nothing is told of an order that is not recorded: nothing was asked for it. */
async function call(context: StepContext, step: RunningStep, code: StepCode, message: string): Promise<void> {
  try {
    await recordOutcome(context.database, sourceOf(context, step), async (change) => {
      await openAttention(change, code, `${message}${await aboutTheHold(change)}`, subjectOf(code, step));
    });
  } catch (failure) {
    if (!(failure instanceof OrderNotRecorded)) throw failure;
  }
}

/** How much time there is to mend it. */
async function aboutTheHold({ transaction, orderId }: OrderChange): Promise<string> {
  const times = await liveHoldTimes(transaction, orderId);
  if (times === undefined) return '';
  const { releaseAt, captureBefore } = times;
  return ` Holdfast acts on the hold at ${releaseAt}; it expires at ${captureBefore}.`;
}

const DONE_AFTER_ALL: Readonly<Record<StepCode, string>> = {
  provider_misuse: 'succeeded: the requests are accepted again',
  step_failing: 'succeeded after all',
};

/** A step that finds out what became of another, whose attempts were given up, ends the work of that one. */
const WORK_OF: Readonly<Partial<Record<string, string>>> = {
  resolveCapture: 'capture',
  resolveCharge: 'charge',
  resolveRenewal: 'authorize',
};

/** What nobody wants done any more once another step is done: what was to place a hold, after its order is given up. */
const ENDS: Readonly<Partial<Record<string, readonly string[]>>> = {
  release: ['authorize', 'confirm', 'saveCard', 'confirmCard'],
};

/**
 * What a call names as its step. A refused request says that all of its kind are refused; a bug may meet one thing
 * only.
 */
function subjectOf(code: StepCode, { name, about = {} }: RunningStep): string {
  const work = WORK_OF[name] ?? name;
  return code === 'provider_misuse' ? work : fitting([work, ...Object.values(about)].join('/'), 255);
}

/** Outcomes that say nothing of whether the provider takes our requests: it may not have been asked. */
const REFUSED_UNASKED: ReadonlySet<string> = new Set(['refund_refused']);

/**
 * What could not be done can be done again: nobody has to look any more. Before the outcome is reported, so that a
 * crash in between comes here again.
 * @param outcome the kind of the fact that the step ended with
 * @returns the problems of the order that are over, those that the step closed itself included, for whoever keeps a
 *   copy
 */
export async function closeAttentionsOf(
  context: StepContext,
  step: RunningStep,
  outcome: string,
): Promise<AttentionCode[]> {
  const { name, orderId } = step;
  const before = await attentionsOf(context.database, orderId);
  const isOver = (code: StepCode): boolean =>
    before.some((each) => each.isOpen && each.code === code && isEndedBy(each.step, code, step));
  const over = (['provider_misuse', 'step_failing'] as const)
    .filter((code) => code !== 'provider_misuse' || !REFUSED_UNASKED.has(outcome))
    .filter(isOver);
  if (over.length > 0) {
    await recordOutcome(context.database, sourceOf(context, step), async (change) => {
      for (const code of over) await closeAttention(change, code, `${name} ${DONE_AFTER_ALL[code]}`);
    });
  }
  const now = over.length > 0 ? await attentionsOf(context.database, orderId) : before;
  const open = new Set(now.filter(({ isOpen }) => isOpen).map(({ code }) => code));
  return [...new Set(now.map(({ code }) => code))].filter((code) => !open.has(code));
}

function isEndedBy(called: string | null, code: StepCode, step: RunningStep): boolean {
  return isAbout(called, subjectOf(code, step)) || (ENDS[step.name] ?? []).some((ended) => ended === called);
}

/** Calls that an earlier release made can name the step that found out. */
function isAbout(called: string | null, subject: string): boolean {
  return called !== null && (WORK_OF[called] ?? called) === subject;
}

function sourceOf(context: StepContext, { orderId, requestId }: RunningStep): ChangeSource {
  return { orderId, at: nowOf(context), origin: { actor: 'holdfast', requestId, eventId: null } };
}
