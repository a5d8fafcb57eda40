import { log } from '@temporalio/workflow';
import type { ProviderEvent } from '../../libs/domain/orders/inputs';
import { isStepFailure, whyFailed } from '../step-failure';
import type { InputQueue } from './input-queue';
import type { Moment } from './moment';

/** What everything that waits beside the main line is opened over. */
export interface Surroundings {
  readonly inbox: InputQueue;
  readonly moment: Moment;
  /** The task queue of reads that may hang. */
  readonly reads: string;
  /** How many steps were begun that can change what Stripe says. */
  readonly moves: () => number;
}

/** Something is being found out beside the main line. */
export interface Waiting {
  /** What made us look. */
  readonly event: ProviderEvent;
  /** News that came meanwhile, which can tell of more than is seen: they lead to one more look. */
  again: ProviderEvent | undefined;
}

/** The news that a next run begins with: the latest tells of everything. */
export function newsOf({ event, again }: Waiting): ProviderEvent {
  return again ?? event;
}

/** @param unanswered what happens next, for the log */
export async function orUndefined<Answer>(asked: Promise<Answer>, unanswered: string): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    log.warn(unanswered, { reason: whyFailed(error) });
    return undefined;
  }
}
