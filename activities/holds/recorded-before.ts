import type { AuthorizationFact, MayBeUnread } from '../../libs/domain/payment/facts';
import { getAuthorization } from '../../libs/postgres/holds/authorization-store';
import { recordIntent, type ChangeSource } from '../../libs/postgres/orders/order-change';
import { factOfAuthorization } from './authorization-facts';
import type { StepContext } from '../steps/step-context';
import { calledAbout, unreadIf } from '../steps/unknown-word';

/**
 * What an earlier attempt of the same step recorded and could not report, whatever the provider answers now; undefined when
 * it recorded nothing. An attempt that is writing at this moment is waited for.
 */
export async function recordedBefore(
  { database }: StepContext,
  source: ChangeSource,
  step: { readonly authorizationGeneration: number; readonly eventId: string },
): Promise<(AuthorizationFact & MayBeUnread) | undefined> {
  const { orderId } = source;
  return recordIntent(database, source, async (change) => {
    const row = await getAuthorization(change.transaction, orderId, step.authorizationGeneration);
    if (row.changed_by_event_id !== step.eventId) return undefined;
    const called = await calledAbout(change);
    const isUnread = called !== undefined && [row.payment_intent_id, row.setup_intent_id].includes(called.id);
    return unreadIf(isUnread, factOfAuthorization(row));
  });
}
