import { activityInfo } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import { DeploymentConflict } from '../../libs/domain/provider/deployment';
import { NameTaken, ProviderMisuse, ProviderUnavailable } from '../../libs/domain/provider/payment-gateway';
import type { OrderAttention } from '../../libs/postgres/orders/order-standing';
import { noticeOther } from './deployment-conflict';
import { ATTEMPTS_BEFORE_CALL, currentTrial, hasFailedLong, reasonOf } from './failing-step';
import { withHeartbeat } from './heartbeat';
import { pausesInTime } from './pauses-in-time';
import { nowOf, type StepContext } from './step-context';
import { failureOf, type AfterMisuse } from './provider-failure';
import type { RunningStep } from './running-step';
import { openFailureAttention, openMisuseAttention, openSilenceAttention, closeAttentionsOf } from './step-calls';

/**
 * Runs one step as an activity: with heartbeats, a line in the log, and what it throws as Temporal knows it. A step
 * that is not done after ten attempts or ten minutes, for whatever reason, calls a person until it is.
 */
export async function runStep<Outcome extends { readonly kind: string }>(
  context: StepContext,
  step: RunningStep,
  work: (context: StepContext) => Promise<Outcome>,
): Promise<Outcome> {
  const { attempt, workflowExecution: run } = activityInfo();
  const { name, orderId, requestId, about = {} } = step;
  const log = context.log.child({ step: name, orderId, ...about, ...(requestId !== null && { requestId }), attempt });
  const begun = performance.now();
  const ended = (outcome: string): void => {
    context.recorder?.stepEnded(name, outcome, (performance.now() - begun) / 1000);
  };
  try {
    const outcome = await withHeartbeat(async () => {
      // Attempts that died with their worker could tell nobody.
      if (attempt > ATTEMPTS_BEFORE_CALL) await orLog(log, openSilenceAttention(context, step, currentTrial()));
      let attentions: readonly OrderAttention[] | undefined;
      const sawAttentions = (all: readonly OrderAttention[]): void => {
        attentions = all;
      };
      const done = await work({ ...context, ...(run !== undefined && { run }), sawAttentions });
      // Nearly every order never had one, as its outcome was recorded: then none is over now.
      const closed = attentions?.length === 0 ? [] : await closeAttentionsOf(context, step, done.kind);
      return closed.length === 0 ? done : { ...done, closed };
    });
    log.info({ outcome: outcome.kind, ...whyOf(outcome) }, 'step done');
    ended(outcome.kind);
    return outcome;
  } catch (caught) {
    const error =
      caught instanceof NameTaken ? await noticeOther({ ...context, log }, orderId, caught.message) : caught;
    tell({ ...context, log }, error, step.afterMisuse);
    ended(failureKindOf(error));
    const failure = (await openStepAttention(context, step, log, error)) ?? error;
    const pauses = await pausesInTime(context, orderId, log);
    throw failureOf(failure, { attempt, afterMisuse: step.afterMisuse, pauses });
  }
}

function failureKindOf(error: unknown): 'provider_misuse' | 'provider_unavailable' | 'failed' {
  if (error instanceof ProviderMisuse) return 'provider_misuse';
  return error instanceof ProviderUnavailable ? 'provider_unavailable' : 'failed';
}

/**
 * Before the failure is reported: our own mistake is told at once, any other failure once it has gone on for long.
 * @returns what went wrong with the call instead, where a step must not end before it is told; the next attempt tells
 *   it
 */
async function openStepAttention(
  context: StepContext,
  step: RunningStep,
  log: Logger,
  error: unknown,
): Promise<unknown> {
  if (error instanceof CancelledFailure) return undefined;
  const trial = currentTrial();
  if (error instanceof ProviderMisuse) return orLog(log, openMisuseAttention(context, step, trial, error));
  if (!hasFailedLong(trial, nowOf(context))) return undefined;
  log.error({ since: trial.since }, 'the step keeps failing: an alert opens');
  await orLog(log, openFailureAttention(context, step, trial, error));
  // What is wrong with the step stays what Temporal shows.
  return undefined;
}

/** While PostgreSQL is away, only the log can tell. @returns why nobody could be called; undefined: somebody was */
async function orLog(log: Logger, call: Promise<void>): Promise<unknown> {
  try {
    await call;
    return undefined;
  } catch (failure) {
    log.error({ reason: reasonOf(failure) }, 'no alert could be opened for the step; the next attempt tries again');
    return failure;
  }
}

const AFTER_MISUSE: Readonly<Record<AfterMisuse, string>> = {
  end: 'the step ends, and an alert opens',
  repeat: 'an alert opens, and the step is tried again until the cause is fixed',
};

/** What went wrong, and what happens next. */
function tell(
  { log, provider: { name } }: Pick<StepContext, 'log' | 'provider'>,
  error: unknown,
  afterMisuse: AfterMisuse,
): void {
  if (error instanceof ProviderMisuse) {
    const { code, param, requestId: stripeRequestId } = error.details;
    log.error({ code, param, stripeRequestId }, `${name} rejects the request: ${AFTER_MISUSE[afterMisuse]}`);
    return;
  }
  if (error instanceof DeploymentConflict) {
    log.warn({ reason: error.message }, 'the step waits until a person says which database lives on');
    return;
  }
  if (error instanceof ProviderUnavailable) {
    const { status, requestId: stripeRequestId } = error.details;
    log.warn({ status, stripeRequestId }, `${name} gave no answer: the step is tried again`);
    return;
  }
  log.warn({ reason: reasonOf(error) }, 'the step failed: it is tried again');
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
