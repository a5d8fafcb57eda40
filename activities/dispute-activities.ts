import type { DisputeFact, DisputeStep } from '../libs/domain/disputes/dispute';
import type { StepContext } from './steps/step-context';
import { moveSellerShare } from './disputes/move-seller-share';
import { readDispute } from './disputes/read-dispute';
import { runStep } from './steps/run-step';
import { stageEvidence } from './disputes/stage-evidence';

/** The steps of a dispute, as Temporal runs them; repeated and failing as the steps of a payment do. */
export interface DisputeActivities {
  /** Looks at Stripe and records what it says; never given up, for nobody else would learn of the dispute. */
  readDispute(step: DisputeStep): Promise<DisputeFact>;
  /** Leaves our evidence at Stripe, unsent. A person can do without it. */
  stageEvidence(step: DisputeStep): Promise<DisputeFact>;
  /** Takes a connected account's share of disputed money back, or gives it again. What cannot be done yet stays due. */
  moveSellerShare(step: DisputeStep): Promise<DisputeFact>;
}

/** Activities about disputes, for a worker to register. Each may be repeated. */
export function createDisputeActivities(context: StepContext): DisputeActivities {
  return {
    readDispute: (step) => {
      const { orderId, disputeId } = step;
      const running = { name: 'readDispute', orderId, requestId: null, about: { disputeId } };
      return runStep(context, { ...running, afterMisuse: 'repeat' }, (attempt) => readDispute(attempt, step));
    },
    stageEvidence: (step) => {
      const { orderId, disputeId } = step;
      const running = { name: 'stageEvidence', orderId, requestId: null, about: { disputeId } };
      return runStep(context, { ...running, afterMisuse: 'end' }, (attempt) => stageEvidence(attempt, step));
    },
    moveSellerShare: (step) => {
      const { orderId, disputeId } = step;
      const running = { name: 'moveSellerShare', orderId, requestId: null, about: { disputeId } };
      return runStep(context, { ...running, afterMisuse: 'end' }, (attempt) => moveSellerShare(attempt, step));
    },
  };
}
