import { WorkflowNotFoundError, type Client, type WorkflowOptions } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';

/** A signal is one quick write; what cannot be signalled now is swept up later. */
export const SIGNAL_TIMEOUT_MS = 5_000;

/**
 * Signals the running workflow of an id.
 * @returns `not_found` when none runs: it has not started yet, or it has closed
 */
export async function signalWorkflow<Args extends [unknown]>(
  client: Client,
  workflowId: string,
  signal: SignalDefinition<Args>,
  ...args: Args
): Promise<'signalled' | 'not_found'> {
  try {
    await client.workflow.getHandle(workflowId).signal(signal, ...args);
    return 'signalled';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'not_found';
    throw error;
  }
}

/** Signals the running workflow of an id, or starts one that finds the signal waiting. */
export async function signalWithStart<Message>(
  client: Client,
  workflowType: string,
  start: WorkflowOptions & { readonly args: unknown[] },
  signal: SignalDefinition<[Message]>,
  message: Message,
): Promise<'signalled'> {
  await client.workflow.signalWithStart(workflowType, { ...start, signal, signalArgs: [message] });
  return 'signalled';
}
