import { activityInfo } from '@temporalio/activity';
import type { Logger } from 'pino';
import { ProviderMisuse, ProviderUnavailable } from '../libs/domain/payment-gateway';
import type { AttentionCode } from '../libs/domain/payment';
import { attentionsOf, closeAttention, raiseAttention } from '../libs/postgres/attention-store';
import { fitting } from '../libs/postgres/fitting-text';
import { OrderNotRecorded, recordOutcome, type Occasion } from '../libs/postgres/order-change';
import { countUnexpected, isUnexpected } from './failing-step';
import { withHeartbeat } from './heartbeat';
import { nowOf, type PaymentNeeds } from './payment-needs';
import { failureOf, type AfterMisuse } from './provider-failure';

export interface RunningStep {
  readonly name: string;
  readonly orderId: string;
  /** The shop's request that led to it, where one did. */
  readonly requestId: string | null;
  readonly afterMisuse: AfterMisuse;
  /** What of the order it is about, for the log; absent where it is the order as a whole. */
  readonly about?: Readonly<
    Partial<Record<'shipmentId' | 'cancellationId' | 'refundId' | 'disputeId' | 'eventId', string>>
  >;
}

/** Runs one step as an activity: with heartbeats, a line in the log, and the provider's errors as Temporal knows them. */
export async function runStep<Outcome extends { readonly kind: string }>(
  needs: PaymentNeeds,
  step: RunningStep,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const { attempt } = activityInfo();
  const { name, orderId, requestId, about = {} } = step;
  const log = needs.log.child({ step: name, orderId, ...about, ...(requestId !== null && { requestId }), attempt });
  const begun = performance.now();
  const ended = (outcome: string): void => {
    needs.recorder?.stepEnded(name, outcome, (performance.now() - begun) / 1000);
  };
  try {
    const outcome = await withHeartbeat(async () => {
      const done = await work();
      const closed = await closeAfter(needs, step);
      return closed.length === 0 ? done : { ...done, closed };
    });
    log.info({ outcome: outcome.kind, ...whyOf(outcome) }, 'step done');
    ended(outcome.kind);
    return outcome;
  } catch (error) {
    tell(log, error, step.afterMisuse);
    ended(failureKindOf(error));
    if (error instanceof ProviderMisuse) await callForPerson(needs, step, misuseCall(step, error));
    if (isUnexpected(error)) await callWhenItGoesOn(needs, step, log, error);
    throw failureOf(error, attempt, step.afterMisuse);
  }
}

function failureKindOf(error: unknown): 'provider_misuse' | 'provider_unavailable' | 'failed' {
  if (error instanceof ProviderMisuse) return 'provider_misuse';
  return error instanceof ProviderUnavailable ? 'provider_unavailable' : 'failed';
}

const AFTER_MISUSE: Readonly<Record<AfterMisuse, string>> = {
  end: 'the provider refuses what we ask: the step ends, and a person is called',
  repeat: 'the provider refuses what we ask: a person is called, and the step is tried again until it is mended',
};

/** What went wrong, and what happens next. */
function tell(log: Logger, error: unknown, afterMisuse: AfterMisuse): void {
  if (error instanceof ProviderMisuse) {
    const { code, param, requestId: stripeRequestId } = error.details;
    log.error({ code, param, stripeRequestId }, AFTER_MISUSE[afterMisuse]);
    return;
  }
  if (error instanceof ProviderUnavailable) {
    const { status, requestId: stripeRequestId } = error.details;
    log.warn({ status, stripeRequestId }, 'the provider gave no answer: the step is tried again');
    return;
  }
  log.warn({ reason: reasonOf(error) }, 'the step failed: it is tried again');
}

/** Messages of PostgreSQL name tables and constraints; values stand in its details, which are left out. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error;
}

/** The provider's codes for a no; its messages are for buyers. */
function whyOf(outcome: object): { code?: string; declineCode?: string } {
  if (!('error' in outcome) || typeof outcome.error !== 'object' || outcome.error === null) return {};
  const { error } = outcome;
  return {
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    ...('declineCode' in error && typeof error.declineCode === 'string' && { declineCode: error.declineCode }),
  };
}

/** Codes of calls that are about one step: once that is done, they are over. */
type StepCode = 'provider_misuse' | 'step_failing';

const DONE_AFTER_ALL: Readonly<Record<StepCode, string>> = {
  provider_misuse: 'was done: our requests are taken again',
  step_failing: 'was done after all',
};

/** A step that finds out what became of another, whose attempts were given up, ends the work of that one. */
const WORK_OF: Readonly<Partial<Record<string, string>>> = {
  resolveCapture: 'capture',
  resolveCharge: 'charge',
  resolveRenewal: 'authorize',
};

/** What a call names as its step. A refused request says that all of its kind are refused; a bug may meet one thing only. */
function subjectOf(code: StepCode, { name, about = {} }: RunningStep): string {
  const work = WORK_OF[name] ?? name;
  return code === 'provider_misuse' ? work : fitting([work, ...Object.values(about)].join('/'), 255);
}

/**
 * What could not be done can be done again: nobody has to look any more. Before the outcome is reported, so that a crash
 * in between comes here again.
 * @returns the problems of the order that are over, those that the step closed itself included, for whoever keeps a copy
 */
async function closeAfter(needs: PaymentNeeds, step: RunningStep): Promise<AttentionCode[]> {
  const { name, orderId } = step;
  const before = await attentionsOf(needs.database, orderId);
  const isOver = (code: StepCode): boolean =>
    before.some((call) => call.isOpen && call.code === code && isAbout(call.step, subjectOf(code, step)));
  const over = (['provider_misuse', 'step_failing'] as const).filter(isOver);
  if (over.length > 0) {
    await recordOutcome(needs.database, occasionOf(needs, step), async (change) => {
      for (const code of over) await closeAttention(change, code, `${name} ${DONE_AFTER_ALL[code]}`);
    });
  }
  const now = over.length > 0 ? await attentionsOf(needs.database, orderId) : before;
  const open = new Set(now.filter(({ isOpen }) => isOpen).map(({ code }) => code));
  return [...new Set(now.map(({ code }) => code))].filter((code) => !open.has(code));
}

/** Calls that an earlier release made can name the step that found out. */
function isAbout(called: string | null, subject: string): boolean {
  return called !== null && (WORK_OF[called] ?? called) === subject;
}

interface Call {
  readonly code: StepCode;
  readonly message: string;
}

function misuseCall({ name }: RunningStep, error: ProviderMisuse): Call {
  return { code: 'provider_misuse', message: `${name}: ${error.message}` };
}

/** A bug, or a database that refuses what we write: nobody would learn of it, because the step is tried for ever. */
async function callWhenItGoesOn(needs: PaymentNeeds, step: RunningStep, log: Logger, error: unknown): Promise<void> {
  const failures = countUnexpected();
  if (failures === undefined) return;
  const named = Object.entries(step.about ?? {}).map(([what, id]) => `${what} ${id}`);
  const subject = [step.name, ...named].join(', ');
  const message = `${subject}: failed ${failures.toString()} times; it goes on being tried. The error: ${reasonOf(error)}`;
  try {
    await callForPerson(needs, step, { code: 'step_failing', message });
    log.error({ failures }, 'the step keeps failing: a person is called, and it goes on being tried');
  } catch (failure) {
    // What is wrong with the step must stay what Temporal shows; the next attempt calls again.
    log.error({ failures, reason: reasonOf(failure) }, 'the step keeps failing, and nobody could be called');
  }
}

/** Before the failure is reported: should this fail, the step is repeated and comes here again. */
async function callForPerson(needs: PaymentNeeds, step: RunningStep, { code, message }: Call): Promise<void> {
  try {
    await recordOutcome(needs.database, occasionOf(needs, step), (change) =>
      raiseAttention(change, code, message, subjectOf(code, step)),
    );
  } catch (failure) {
    // Nothing of the order is recorded: there is nothing to attach the call to, and nothing was asked for it.
    if (!(failure instanceof OrderNotRecorded)) throw failure;
  }
}

function occasionOf(needs: PaymentNeeds, { orderId, requestId }: RunningStep): Occasion {
  return { orderId, at: nowOf(needs), origin: { actor: 'holdfast', requestId, eventId: null } };
}
