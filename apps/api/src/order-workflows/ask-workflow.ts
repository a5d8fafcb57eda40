import type { Client } from '@temporalio/client';
import { temporarilyUnavailable } from '../problems/problem';
import { temporalNoOf } from './temporal-no';

/**
 * Asks a workflow something that changes nothing, at most until the request's time is up.
 * @returns `closed` when Temporal does not know the workflow
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
    switch (temporalNoOf(error)) {
      case 'closed':
        return 'closed';
      case 'crowded':
      case 'away':
      case 'unanswered':
      case 'not_let_in':
      case 'not_set_up':
        throw temporarilyUnavailable('The workflow of the order did not answer. Nothing was asked for.', error);
      case 'our_mistake':
      case undefined:
        throw error;
    }
  }
}
