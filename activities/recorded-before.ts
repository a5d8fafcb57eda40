import type { AuthorizationFact } from '../libs/domain/facts';
import { getAuthorization } from '../libs/postgres/authorization-store';
import { recordIntent, type Occasion } from '../libs/postgres/order-change';
import { factOfAuthorization } from './authorization-facts';
import type { PaymentNeeds } from './payment-needs';

/**
 * What an earlier attempt of the same step recorded and could not report, whatever the provider answers now; undefined when
 * it recorded nothing. An attempt that is writing at this moment is waited for.
 */
export async function recordedBefore(
  { database }: PaymentNeeds,
  occasion: Occasion,
  step: { readonly authorizationGeneration: number; readonly eventId: string },
): Promise<AuthorizationFact | undefined> {
  const { orderId } = occasion;
  return recordIntent(database, occasion, async ({ transaction }) => {
    const row = await getAuthorization(transaction, orderId, step.authorizationGeneration);
    return row.changed_by_event_id === step.eventId ? factOfAuthorization(row) : undefined;
  });
}
