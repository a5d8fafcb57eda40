import type { CancellationCommand } from '../../libs/domain/orders/inputs';
import type { Money } from '../../libs/domain/money/money';
import { completeCancellation } from '../../libs/postgres/orders/cancellation-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';

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
