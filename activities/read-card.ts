import type { ReadCardStep } from '../libs/domain/card-steps';
import type { ReadHoldOutcome } from '../libs/domain/facts';
import { isAwaiting } from '../libs/domain/transitions';
import { getAuthorization } from '../libs/postgres/authorization-store';
import { recordOutcome } from '../libs/postgres/order-change';
import { factOfAuthorization } from './authorization-facts';
import { nowOf, type PaymentNeeds } from './payment-needs';
import { recordCard } from './record-card';
import { isRecorded } from './record-hold';

/** Reads a card setup, because an event said that something happened to it, and records what is new. */
export async function readCard(needs: PaymentNeeds, step: ReadCardStep): Promise<ReadHoldOutcome> {
  const { orderId, authorizationGeneration, setupIntentId, eventId } = step;
  const card = await needs.gateway.readCard(setupIntentId);
  const origin = { actor: 'stripe', requestId: null, eventId } as const;
  return recordOutcome(needs.database, { orderId, at: nowOf(needs), origin }, async (change) => {
    const row = await getAuthorization(change.transaction, orderId, authorizationGeneration);
    if (isAwaiting(row.state) && !isRecorded(row, card)) {
      return factOfAuthorization(await recordCard(change, row, card, step));
    }
    // An earlier attempt of this very step recorded it and could not report it.
    return row.changed_by_event_id === eventId ? factOfAuthorization(row) : { kind: 'nothing_new' };
  });
}
