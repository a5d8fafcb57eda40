import type { CancellationCommand } from '../libs/domain/inputs';
import type { Money } from '../libs/domain/money';
import { completeCancellation } from '../libs/postgres/cancellation-store';
import type { OrderChange } from '../libs/postgres/order-change';
import { appendTimeline } from '../libs/postgres/timeline-store';

/** Records that a cancellation is done, with what it gave back or will. */
export async function recordCancellationDone(
  change: OrderChange,
  { cancellationId, reason }: CancellationCommand,
  released: Money,
): Promise<void> {
  await completeCancellation(change, cancellationId, released.amount);
  await appendTimeline(change, {
    kind: 'lines_canceled',
    amount: released,
    about: { cancellationId },
    message: `Cancellation ${cancellationId}: ${reason}`,
  });
}
