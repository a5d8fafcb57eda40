import type { Client } from '@temporalio/client';
import { historyCost, type HistoryCost } from '../../libs/temporal/history-cost';

/** What a workflow cost at Temporal, over all runs that continued one another. */
export async function costOf(client: Client, workflowId: string): Promise<HistoryCost> {
  let cost: HistoryCost = { events: 0, actions: 0 };
  let runId: string | undefined;
  do {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const { events, actions } = historyCost(history);
    cost = { events: cost.events + events, actions: cost.actions + actions };
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    runId = started?.continuedExecutionRunId ?? '';
  } while (runId !== '');
  return cost;
}
