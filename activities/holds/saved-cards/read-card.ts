import type { CardReading } from '../../../libs/domain/provider/card-gateway';
import type { ReadCardStep } from '../../../libs/domain/payment/card-steps';
import type { Looked, ReadHoldOutcome } from '../../../libs/domain/payment/facts';
import { isAwaiting } from '../../../libs/domain/orders/transitions';
import { getAuthorization } from '../../../libs/postgres/holds/authorization-store';
import type { OrderChange } from '../../../libs/postgres/orders/order-change';
import { factOfAuthorization } from '../authorization-facts';
import type { PaymentNeeds } from '../../steps/payment-needs';
import { recordCard, unreadInCard } from './record-card';
import { isRecorded } from '../record-hold';
import { lookAfterNews, readAfterNews, type News } from '../read-after-news';
import { noteWord, unreadIf } from '../../steps/unknown-word';

const NOTHING_NEW = { kind: 'nothing_new' } as const;

/** Reads a card setup in a moment, because an event said that something happened to it, and records what is new. */
export function readCard(needs: PaymentNeeds, step: ReadCardStep): Promise<ReadHoldOutcome> {
  return readAfterNews(needs, newsOf(needs, step));
}

/** Reads a card setup for as long as that takes, and finds out that what it says can be recorded. */
export function lookAtCard(needs: PaymentNeeds, step: ReadCardStep): Promise<Looked<CardReading>> {
  return lookAfterNews(needs, newsOf(needs, step));
}

function newsOf(needs: PaymentNeeds, step: ReadCardStep): News<CardReading> {
  return {
    step,
    read: () => needs.gateway.readCard(step.setupIntentId),
    record: (change, card) => recordReading(change, card, step),
  };
}

async function recordReading(change: OrderChange, card: CardReading, step: ReadCardStep): Promise<ReadHoldOutcome> {
  const row = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
  const isUnread = unreadInCard(card) !== undefined;
  if (isAwaiting(row.state) && !isRecorded(row, card, isUnread)) {
    return unreadIf(isUnread, factOfAuthorization(await recordCard(change, row, card, step)));
  }
  await noteWord(change, { object: 'setup_intent', id: card.setupIntentId }, unreadInCard(card));
  const known = row.changed_by_event_id === step.eventId ? factOfAuthorization(row) : NOTHING_NEW;
  return unreadIf(isUnread, known);
}
