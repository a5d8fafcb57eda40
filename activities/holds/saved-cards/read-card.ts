import { activityInfo } from '@temporalio/activity';
import type { CardReading } from '../../../libs/domain/provider/card-gateway';
import type { ReadCardStep } from '../../../libs/domain/payment/card-steps';
import type { Looked, ReadHoldOutcome } from '../../../libs/domain/payment/facts';
import { isAwaiting } from '../../../libs/domain/orders/transitions';
import { getAuthorization } from '../../../libs/postgres/holds/authorization-store';
import {
  recordOutcome,
  rehearseOutcome,
  type ChangeSource,
  type OrderChange,
} from '../../../libs/postgres/orders/order-change';
import { factOfAuthorization } from '../authorization-facts';
import { inAMoment, openGuard } from '../../steps/in-a-moment';
import { nowOf, type StepContext } from '../../steps/step-context';
import { recordCard, unreadInCard } from './record-card';
import { isRecorded } from '../record-hold';
import { recordedBefore } from '../recorded-before';
import { noteWord, unreadIf } from '../../steps/unknown-word';

const NOTHING_NEW = { kind: 'nothing_new' } as const;

/** Reads a card setup in a moment, because an event said that something happened to it, and records what is new. */
export async function readCard(context: StepContext, step: ReadCardStep): Promise<ReadHoldOutcome> {
  const still = openGuard();
  const known = activityInfo().attempt > 1 ? await recordedBefore(context, sourceOf(context, step), step) : undefined;
  if (known !== undefined) return known;
  const card = step.reading ?? (await inAMoment(context.gateway.readCard(step.setupIntentId)));
  return recordOutcome(context.database, sourceOf(context, step), async (change) => {
    still.requireWanted();
    return recordReading(change, card, step);
  });
}

/** Reads a card setup for as long as that takes, and finds out that what it says can be recorded. */
export async function lookAtCard(context: StepContext, step: ReadCardStep): Promise<Looked<CardReading>> {
  const reading = await context.gateway.readCard(step.setupIntentId);
  await rehearseOutcome(context.database, sourceOf(context, step), (change) => recordReading(change, reading, step));
  return { kind: 'looked', reading };
}

function sourceOf(context: StepContext, { orderId, eventId }: ReadCardStep): ChangeSource {
  return { orderId, at: nowOf(context), origin: { actor: 'stripe', requestId: null, eventId } };
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
