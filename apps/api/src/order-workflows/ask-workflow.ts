import { QueryNotRegisteredError, QueryRejectedError, type Client } from '@temporalio/client';
import { temporarilyUnavailable } from '../problems/problem';
import { temporalNoOf } from './temporal-no';

/**
 * Asks a workflow something that changes nothing, at most until the request's time is up. May be repeated.
 * @returns `closed` when the workflow has ended, or never was
 * @throws Problem `temporarily_unavailable` when no worker answered
 */
export async function askWorkflow<Answer>(
  client: Client,
  until: Date,
  ask: () => Promise<Answer>,
): Promise<Answer | 'closed'> {
  try {
    return await client.withDeadline(until, ask);
  } catch (error) {
    if (error instanceof QueryRejectedError) return 'closed';
    if (error instanceof QueryNotRegisteredError) throw temporarilyUnavailable(OLDER_WORKER, error);
    switch (temporalNoOf(error)) {
      case 'closed':
        return 'closed';
      case 'crowded':
      case 'away':
      case 'unanswered':
      case 'not_let_in':
      case 'not_set_up':
        throw temporarilyUnavailable('The workflow of the order did not answer. Nothing was done.', error);
      case 'our_mistake':
      case undefined:
        throw error;
    }
  }
}

const OLDER_WORKER = 'The workflow of the order still runs on a worker of an older version. Nothing was done.';
