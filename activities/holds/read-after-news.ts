import { activityInfo } from '@temporalio/activity';
import type { AuthorizationFact, Looked, MayBeUnread, ReadHoldOutcome } from '../../libs/domain/payment/facts';
import { getAuthorization } from '../../libs/postgres/holds/authorization-store';
import {
  recordIntent,
  recordOutcome,
  rehearseOutcome,
  type ChangeSource,
  type OrderChange,
} from '../../libs/postgres/orders/order-change';
import { inAMoment, openGuard } from '../steps/in-a-moment';
import { byProvider } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import { calledAbout, unreadIf } from '../steps/unknown-word';
import { factOfAuthorization } from './authorization-facts';

/** What news tell of: a hold, or a card setup. */
export interface News<Reading> {
  readonly step: {
    readonly orderId: string;
    readonly authorizationGeneration: number;
    readonly eventId: string;
    /** What a look beside has read already. */
    readonly reading?: Reading;
  };
  read(): Promise<Reading>;
  record(change: OrderChange, reading: Reading): Promise<ReadHoldOutcome>;
}

/** Reads in a moment, because an event said that something happened, and records what is new. */
export async function readAfterNews<Reading>(context: StepContext, news: News<Reading>): Promise<ReadHoldOutcome> {
  const still = openGuard();
  const { step } = news;
  const known = activityInfo().attempt > 1 ? await recordedBefore(context, step) : undefined;
  if (known !== undefined) return known;
  const reading = step.reading ?? (await inAMoment(news.read()));
  return recordOutcome(context.database, sourceOf(context, step), async (change) => {
    still.requireWanted();
    return news.record(change, reading);
  });
}

/** Reads for as long as that takes, and finds out that what is read can be recorded. */
export async function lookAfterNews<Reading>(context: StepContext, news: News<Reading>): Promise<Looked<Reading>> {
  const reading = await news.read();
  await rehearseOutcome(context.database, sourceOf(context, news.step), (change) => news.record(change, reading));
  return { kind: 'looked', reading };
}

function sourceOf(context: StepContext, { orderId, eventId }: News<unknown>['step']): ChangeSource {
  return byProvider(context, orderId, eventId);
}

/**
 * What an earlier attempt of the same step recorded and could not report, whatever the provider answers now; undefined
 * when it recorded nothing. An attempt that is writing at this moment is waited for.
 */
async function recordedBefore(
  context: StepContext,
  step: News<unknown>['step'],
): Promise<(AuthorizationFact & MayBeUnread) | undefined> {
  return recordIntent(context.database, sourceOf(context, step), async (change) => {
    const row = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
    if (row.changed_by_event_id !== step.eventId) return undefined;
    const called = await calledAbout(change);
    const isUnread = called !== undefined && [row.payment_intent_id, row.setup_intent_id].includes(called.id);
    return unreadIf(isUnread, factOfAuthorization(row));
  });
}
