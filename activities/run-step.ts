import { activityInfo } from '@temporalio/activity';
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
}

/** Runs one step as an activity: with heartbeats, a line in the log, and the provider's errors as Temporal knows them. */
export async function runStep<Outcome extends { readonly kind: string }>(
  needs: PaymentNeeds,
  step: RunningStep,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const { attempt } = activityInfo();
  const log = needs.log.child({ step: step.name, orderId: step.orderId, attempt });
  try {
    const outcome = await withHeartbeat(async () => {
      const done = await work();
      const closed = await closeAfter(needs, step);
      return closed.length === 0 ? done : { ...done, closed };
    });
    log.info({ outcome: outcome.kind }, 'step done');
    return outcome;
  } catch (error) {
    if (error instanceof ProviderMisuse) {
      log.error(
        { code: error.details.code, param: error.details.param, stripeRequestId: error.details.requestId },
        'provider misuse',
      );
      await callForPerson(needs, step, error);
    } else if (error instanceof ProviderUnavailable) {
      log.warn({ status: error.details.status, stripeRequestId: error.details.requestId }, 'provider unavailable');
    } else {
      // Messages of PostgreSQL name tables and constraints; values stand in its details, which are left out.
      log.warn({ reason: error instanceof Error ? error.message : typeof error }, 'step failed');
    }
    throw failureOf(error, attempt, step.afterMisuse);
  }
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
