import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Refusal } from '../../../../libs/domain/payment/refusal';
import { Problem, temporarilyUnavailable } from '../problems/problem';
import { refusalSchema } from '../problems/refusal';
import { temporalNoOf } from './temporal-no';

/** What came of a command to an order's workflow. */
export type UpdateReply<Result> =
  | { readonly kind: 'answered'; readonly result: Result }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The workflow has ended, or never was: PostgreSQL knows the rest. */
  | { readonly kind: 'closed' };

/** A message to the workflow of an order that waits for its result. */
export interface Update<Result> {
  readonly workflowId: string;
  /** When the request must have been answered. */
  readonly until: Date;
  /** Sends it and waits for its result. Sent again under the same id, it is the same update. */
  readonly send: (updateId: string) => Promise<Result>;
}

/**
 * Sends an update and waits for its result, at most until the request's time is up.
 * @throws Problem `temporarily_unavailable` when it was not accepted, `outcome_pending` when it was but is not done
 */
export async function sendUpdate<Result>(client: Client, update: Update<Result>): Promise<UpdateReply<Result>> {
  const updateId = randomUUID();
  try {
    return { kind: 'answered', result: await trying(client, update.until, () => update.send(updateId)) };
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    switch (temporalNoOf(error)) {
      case 'closed':
        return { kind: 'closed' };
      case 'crowded':
      case 'away':
      case 'unanswered':
        throw (await wasAccepted(client, update.workflowId, updateId)) ? outcomePending(error) : notAccepted(error);
      case 'not_let_in':
        throw temporarilyUnavailable(NOT_LET_IN, error);
      case 'not_set_up':
        throw temporarilyUnavailable(NOT_SET_UP, error);
      case 'our_mistake':
      case undefined:
        throw error;
    }
  }
}

const NOT_LET_IN =
  'Holdfast cannot use its Temporal server, and an operator must fix that. Nothing was done; repeating the request is safe.';

const NOT_SET_UP =
  'Holdfast is not set up yet: its Temporal namespace lacks search attributes, which `npm run migrate` registers. ' +
  'Nothing was done; repeating the request is safe.';

function outcomePending(cause: unknown): Problem {
  const detail = 'The request was accepted and is still being worked on. Repeat it, or read the resource.';
  return new Problem('outcome_pending', detail, { cause });
}

function notAccepted(cause: unknown): Problem {
  return temporarilyUnavailable(
    'The workflow of the order did not answer in time. Repeating the request is safe.',
    cause,
  );
}

const ACCEPTED = 2;
const ASK_AT_MOST_MS = 500;

/**
 * Asked only about an update that was not answered in time: waiting for the acceptance of each one first, and then for
 * its outcome, would cost every request a tenth of its time.
 */
async function wasAccepted(client: Client, workflowId: string, updateId: string): Promise<boolean> {
  const { namespace } = client.options;
  const updateRef = { workflowExecution: { workflowId }, updateId };
  const waitPolicy = { lifecycleStage: ACCEPTED };
  try {
    const { stage }: { stage: number } = await client.withDeadline(Date.now() + ASK_AT_MOST_MS, () =>
      client.workflowService.pollWorkflowExecutionUpdate({ namespace, updateRef, waitPolicy }),
    );
    return stage >= ACCEPTED;
  } catch {
    // Nobody knows it, or Temporal is away: then the caller learns no more than that repeating is safe.
    return false;
  }
}

/** Longer than a server takes to be replaced; a caller is better told than kept waiting for one that is gone. */
const AWAY_AT_MOST_MS = 3_000;

const FIRST_PAUSE_MS = 50;
const PAUSE_AT_MOST_MS = 1_000;

/**
 * Calls Temporal again, after growing pauses at random, while it is away for a moment, or crowded: of one workflow it
 * takes ten updates at a time, and the eleventh must wait for one of them.
 */
async function trying<Result>(client: Client, until: Date, call: () => Promise<Result>): Promise<Result> {
  const begun = Date.now();
  for (let longest = FIRST_PAUSE_MS; ; longest = Math.min(longest * 1.5, PAUSE_AT_MOST_MS)) {
    try {
      return await client.withDeadline(until, call);
    } catch (error) {
      const no = temporalNoOf(error);
      const worthIt = no === 'crowded' || (no === 'away' && Date.now() - begun < AWAY_AT_MOST_MS);
      const next = longest * (0.5 + Math.random());
      if (!worthIt || Date.now() + next >= until.getTime()) throw error;
      await pause(next);
    }
  }
}

/** An update that the workflow's validator turned away fails with the refusal as its first detail. */
function refusalIn(error: unknown): Refusal | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure)) return undefined;
  return refusalSchema.safeParse(cause.details?.[0]).data;
}
