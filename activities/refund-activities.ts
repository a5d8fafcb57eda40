import type { RefundFact } from '../libs/domain/refunds/refund';
import type { ReadRefundStep, RequestRefundStep } from '../libs/domain/refunds/refund-steps';
import type { StepContext } from './steps/step-context';
import { readRefund } from './refunds/read-refund';
import { askForRefund } from './refunds/request-refund';
import { runStep } from './steps/run-step';

/** The steps of a refund, as Temporal runs them; repeated and failing as the steps of a payment do. */
export interface RefundActivities {
  requestRefund(step: RequestRefundStep): Promise<RefundFact>;
  readRefund(step: ReadRefundStep): Promise<RefundFact>;
}

/** Activities about refunds, for a worker to register. Each may be repeated: it finds out what became of it first. */
export function createRefundActivities(context: StepContext): RefundActivities {
  return {
    requestRefund: (step) => {
      const { orderId, command } = step;
      const { requestId, refundId } = command;
      const running = { name: 'requestRefund', orderId, requestId, afterMisuse: 'end', about: { refundId } } as const;
      return runStep(context, running, (attempt) => askForRefund(attempt, step));
    },
    readRefund: (step) => {
      const { orderId, refundId } = step;
      const running = { name: 'readRefund', orderId, requestId: null, about: { refundId } };
      return runStep(context, { ...running, afterMisuse: 'repeat' }, (attempt) => readRefund(attempt, step));
    },
  };
}
