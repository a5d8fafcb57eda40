import { proxyActivities, setHandler } from '@temporalio/workflow';
import type { PaymentActivities } from '../../activities/payment-activities';
import { withoutAttention, type AttentionClosed, type AttentionClosing } from '../../libs/domain/payment/attention';
import type { Payment } from '../../libs/domain/payment/payment';
import { solveAttention } from './messages';

/** A person says that what an alert is about is solved. */
export interface SolvedByPerson {
  readonly kind: 'solved_by_person';
  readonly closing: AttentionClosing;
  readonly answer: (closed: AttentionClosed) => void;
}

/** One transaction, retried until it is written. */
const database = proxyActivities<Pick<PaymentActivities, 'closeAttention'>>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Registers the command; it is taken in turn with everything else, so that no alert opens while one is closed. */
export function handleClosing(put: (solved: SolvedByPerson) => void): void {
  setHandler(
    solveAttention,
    (closing) =>
      new Promise<AttentionClosed>((answer) => {
        put({ kind: 'solved_by_person', closing, answer });
      }),
    { description: 'A person has solved what an alert is about: close it' },
  );
}

/** Closes the alert, also one that a refund or a dispute of the order has opened. */
export async function closeSolved(payment: Payment, { closing, answer }: SolvedByPerson): Promise<Payment> {
  answer(await closeRecorded(closing));
  return withoutAttention(payment, closing.code);
}

/** Only writes it down: for an order whose workflow is over. */
export function closeRecorded(closing: AttentionClosing): Promise<AttentionClosed> {
  const summary = `close ${closing.code}`;
  return database.closeAttention.executeWithOptions({ summary }, [closing]);
}
