import { log, proxyActivities, setHandler } from '@temporalio/workflow';
import type { DisputeActivities } from '../../activities/dispute-activities';
import type { DisputeEvent, DisputeFact, DisputeStep } from '../../libs/domain/disputes/dispute';
import { isStepFailure, whyFailed } from '../step-failure';
import { STRIPE_CALL } from '../stripe-calls';
import { unfailing } from '../unfailing';
import { showDispute } from './dispute-details';
import { disputeEvent, type DisputeTask } from './messages';

const stripe = proxyActivities<DisputeActivities>(STRIPE_CALL);

/** Then the news that came meanwhile have their turn; the next look leaves the evidence. */
const STAGE_AT_MOST = '10m';

/** Then it stays due, and the next look tries again. */
const SHARE_AT_MOST = '10m';

/**
 * One look at a dispute, for all the news there are: read it, record it, leave our evidence with Stripe where it can
 * still be used, move what of its money is a connected account's, and end. A dispute lasts for months, in which nothing
 * happens on most days: the next news bring this workflow back to life, or the sweep does when nobody told of anything
 * for too long.
 */
export const dispute = unfailing(async (task: DisputeTask): Promise<DisputeFact> => {
  const news: DisputeEvent[] = [];
  setHandler(disputeEvent, (event) => {
    news.push(event);
  });

  let fact: DisputeFact | undefined;
  do {
    // One look is enough for all of them.
    const event = news.splice(0).at(-1) ?? null;
    const step: DisputeStep = { ...task, event };
    const before = fact;
    const read = await carryOut(() => stripe.readDispute.executeWithOptions({ summary: lookSummary(event) }, [step]));
    showDispute(task, before, read);
    fact = read;
    if (needsEvidence(read)) {
      const options = { summary: 'stage the evidence at Stripe, not submitted', scheduleToCloseTimeout: STAGE_AT_MOST };
      fact = await carryOut(() => stripe.stageEvidence.executeWithOptions(options, [step]));
      showDispute(task, read, fact);
    }
    if (isShareDue(read) || isShareDue(fact)) {
      const options = { summary: "move the connected account's share", scheduleToCloseTimeout: SHARE_AT_MOST };
      const moved = await carryOut(() => stripe.moveSellerShare.executeWithOptions(options, [step]));
      showDispute(task, fact, moved);
      fact = moved;
    }
  } while (news.length > 0);
  return fact;
});

function isShareDue(fact: DisputeFact): boolean {
  return fact.kind === 'dispute_recorded' && fact.sellerShare === 'due';
}

function needsEvidence(fact: DisputeFact): boolean {
  return fact.kind === 'dispute_recorded' && fact.evidence === 'to_stage';
}

async function carryOut(step: () => Promise<DisputeFact>): Promise<DisputeFact> {
  try {
    return await step();
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    log.error('a step of a dispute failed: an alert opens', { reason: whyFailed(error) });
    return { kind: 'step_failed', message: whyFailed(error) };
  }
}

function lookSummary(event: DisputeEvent | null): string {
  return event === null ? 'read the dispute' : `read the dispute after ${event.type}`;
}
