import { activityInfo } from '@temporalio/activity';
import { ProviderMisuse, ProviderUnavailable } from '../libs/domain/payment-gateway';
import { raiseAttention } from '../libs/postgres/attention-store';
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
    const outcome = await withHeartbeat(work);
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

/** Before the failure is reported: should this fail, the step is repeated and comes here again. */
async function callForPerson(needs: PaymentNeeds, step: RunningStep, error: ProviderMisuse): Promise<void> {
  const { orderId, requestId, name } = step;
  const origin = { actor: 'holdfast', requestId, eventId: null } as const;
  try {
    await recordOutcome(needs.database, { orderId, at: nowOf(needs), origin }, (change) =>
      raiseAttention(change, 'provider_misuse', `${name}: ${error.message}`),
    );
  } catch (failure) {
    // Nothing of the order is recorded: there is nothing to attach the call to, and nothing was asked for it.
    if (!(failure instanceof OrderNotRecorded)) throw failure;
  }
}
