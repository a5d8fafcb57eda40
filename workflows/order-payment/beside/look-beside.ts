import { condition, patched, sleep } from '@temporalio/workflow';
import type { Fact } from '../../../libs/domain/payment/facts';
import { growingPause } from '../../../libs/domain/orders/growing-pause';
import type { ProviderEvent } from '../../../libs/domain/orders/inputs';
import type { LookStep } from '../../../libs/domain/payment/steps';
import type { Found } from '../input-queue';
import { lookPatiently, readAtOnce, recordRead } from '../read-stripe';
import { newsOf, orUndefined, type Surroundings, type Waiting } from '../waiting';

/** Reads after events that wait for Stripe beside the main line. */
export interface Looks {
  /** @returns undefined when it waits beside */
  look(step: LookStep, event: ProviderEvent, deadline: string | null): Promise<Fact | undefined>;
  isLooking(): boolean;
  news(): ProviderEvent[];
}

/** When what was read cannot be recorded, which is our own fault, it is tried again after growing pauses. */
const PAUSE_SECONDS = 1;
const PAUSE_AT_MOST_SECONDS = 600;

/** Where Stripe said a word that nobody knows, the next may be known: seconds first, for a buyer may wait. */
const UNREAD_AT_MOST_SECONDS = 300;

/**
 * Reads what became of the hold, the card setup or the payment that waits: one look at a time. What was read counts
 * only while nothing that could change it was begun since, so it is recorded in the main line, or else read again. That
 * ends with the hold: then the news mean nothing any more. What was recorded and not understood is looked at again
 * after growing pauses, and at once when news come.
 */
export function lookBeside({ inbox, moment, moves, reads }: Surroundings): Looks {
  let looking: Waiting | undefined;
  let failures = 0;
  /** What is looked at again after a pause, because it was not understood. */
  let unread: ProviderEvent | undefined;
  let timesUnread = 0;

  const lookAgain = (event: ProviderEvent): void => {
    inbox.add({ kind: 'provider_event', event });
  };

  const beside = async (step: LookStep, event: ProviderEvent): Promise<void> => {
    const waiting: Waiting = { event, again: undefined };
    looking = waiting;
    if (failures > 0) await sleep(growingPause(PAUSE_SECONDS, failures, PAUSE_AT_MOST_SECONDS) * 1000);
    const begun = { at: Date.now(), moves: moves() };
    const read = await orUndefined(lookPatiently(step, reads), 'the provider could not be read: Holdfast tries again');
    looking = undefined;
    if (read !== undefined) moment.wasAnswered(begun.at);
    if (read === undefined || waiting.again !== undefined) lookAgain(newsOf(waiting));
    else inbox.addFound(() => record({ step, read, event, moves: begun.moves }));
  };

  const record = async (look: Look): Promise<Found | undefined> => {
    const { step, read, event } = look;
    if (look.moves !== moves()) {
      lookAgain(event);
      return undefined;
    }
    const fact = await orUndefined(recordRead(read), 'what was read could not be recorded: Holdfast reads it again');
    failures = fact === undefined ? failures + 1 : 0;
    if (fact !== undefined) return { step, fact: told(fact, event) };
    void beside(step, event);
    return undefined;
  };

  const lookLater = async (event: ProviderEvent): Promise<void> => {
    unread = event;
    const pause = growingPause(PAUSE_SECONDS, timesUnread, UNREAD_AT_MOST_SECONDS);
    const isOverBefore = await condition(() => unread !== event, pause * 1000);
    if (isOverBefore) return;
    unread = undefined;
    lookAgain(event);
  };

  const told = (fact: Fact, event: ProviderEvent): Fact => {
    timesUnread = fact.unread === true ? timesUnread + 1 : 0;
    // A worker of before may have been told so, and have waited for the next news.
    if (fact.unread === true && patched('unread')) void lookLater({ ...event });
    return fact;
  };

  return {
    look: async (step, event, deadline) => {
      unread = undefined;
      if (looking !== undefined) {
        looking.again = event;
        return undefined;
      }
      if (moment.mayBeTried(deadline)) {
        const fact = await orUndefined(
          readAtOnce(step),
          'the payment provider does not answer at once: it is read while the order goes on',
        );
        if (fact !== undefined) return told(fact, event);
        moment.wasMissed();
      }
      void beside(step, event);
      return undefined;
    },
    isLooking: () => looking !== undefined,
    news: () => [...(looking === undefined ? [] : [newsOf(looking)]), ...(unread === undefined ? [] : [unread])],
  };
}

interface Look {
  readonly step: LookStep;
  /** The step with what was read for it. */
  readonly read: LookStep;
  readonly event: ProviderEvent;
  /** Before it was read. */
  readonly moves: number;
}
