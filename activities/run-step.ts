import { activityInfo } from '@temporalio/activity';
import type { Logger } from 'pino';
import { ProviderMisuse, ProviderUnavailable } from '../libs/domain/payment-gateway';
import type { AttentionCode } from '../libs/domain/payment';
import { attentionsOf, closeAttention, raiseAttention } from '../libs/postgres/attention-store';
import { OrderNotRecorded, recordOutcome } from '../libs/postgres/order-change';
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
    if (error instanceof ProviderMisuse) await callForPerson(needs, step, error);
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
  // Messages of PostgreSQL name tables and constraints; values stand in its details, which are left out.
  log.warn({ reason: error instanceof Error ? error.message : typeof error }, 'the step failed: it is tried again');
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

/**
 * What could not be done for a mistake of ours can be done again: nobody has to look any more. Before the outcome is
 * reported, so that a crash in between comes here again.
 * @returns the problems of the order that are over, those that the step closed itself included, for whoever keeps a copy
 */
async function closeAfter(needs: PaymentNeeds, { name, orderId, requestId }: RunningStep): Promise<AttentionCode[]> {
  const before = await attentionsOf(needs.database, orderId);
  const isOver = before.some(({ code, step, isOpen }) => isOpen && code === 'provider_misuse' && step === name);
  if (isOver) {
    const origin = { actor: 'holdfast', requestId, eventId: null } as const;
    await recordOutcome(needs.database, { orderId, at: nowOf(needs), origin }, (change) =>
      closeAttention(change, 'provider_misuse', `${name} was done: our requests are taken again`),
    );
  }
  const now = isOver ? await attentionsOf(needs.database, orderId) : before;
  const open = new Set(now.filter(({ isOpen }) => isOpen).map(({ code }) => code));
  return [...new Set(now.map(({ code }) => code))].filter((code) => !open.has(code));
}

/** Before the failure is reported: should this fail, the step is repeated and comes here again. */
async function callForPerson(needs: PaymentNeeds, step: RunningStep, error: ProviderMisuse): Promise<void> {
  const { orderId, requestId, name } = step;
  const origin = { actor: 'holdfast', requestId, eventId: null } as const;
  try {
    await recordOutcome(needs.database, { orderId, at: nowOf(needs), origin }, (change) =>
      raiseAttention(change, 'provider_misuse', `${name}: ${error.message}`, name),
    );
  } catch (failure) {
    // Nothing of the order is recorded: there is nothing to attach the call to, and nothing was asked for it.
    if (!(failure instanceof OrderNotRecorded)) throw failure;
  }
}
