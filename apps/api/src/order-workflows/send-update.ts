import {
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Refusal } from '../../../../libs/domain/refusal';
import { Problem, temporarilyUnavailable } from '../problems/problem';
import { refusalSchema } from '../problems/refusal';

/** What came of a command to an order's workflow. */
export type UpdateReply<Result> =
  | { readonly kind: 'answered'; readonly result: Result }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The workflow has ended, or never was: PostgreSQL knows the rest. */
  | { readonly kind: 'closed' };

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
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowExecutionAlreadyStartedError) {
      return { kind: 'closed' };
    }
    const refusal = refusalIn(error);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    if (!isUnanswered(error)) throw error;
    throw (await wasAccepted(client, update.workflowId, updateId)) ? outcomePending(error) : notAccepted(error);
  }
}

function outcomePending(cause: unknown): Problem {
  const detail = 'The request was accepted and is still being worked on. Repeat it, or read the resource.';
  return new Problem('outcome_pending', detail, { cause });
}

function notAccepted(cause: unknown): Problem {
  return temporarilyUnavailable('The order could not be told in time. Repeating the request is safe.', cause);
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

/** Codes of gRPC. Every code that is not here means that we asked the wrong thing. */
const CANCELLED = 1;
const UNKNOWN = 2;
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const ABORTED = 10;
const INTERNAL = 13;
const UNAVAILABLE = 14;

/** The server may be another one in a moment: it is restarted or replaced. */
const AWAY: ReadonlySet<number> = new Set([UNKNOWN, ABORTED, INTERNAL, UNAVAILABLE]);

/** Longer than a server takes to be replaced; a caller is better told than kept waiting for one that is gone. */
const AWAY_AT_MOST_MS = 3_000;

/**
 * Calls Temporal again, after short pauses at random, while it is away for a moment, or crowded: of one workflow it
 * takes ten updates at a time, and the eleventh must wait for one of them (design: architecture, rule 9).
 */
async function trying<Result>(client: Client, until: Date, call: () => Promise<Result>): Promise<Result> {
  const begun = Date.now();
  for (;;) {
    try {
      return await client.withDeadline(until, call);
    } catch (error) {
      const code = grpcCodeOf(error);
      const worthIt = code === RESOURCE_EXHAUSTED || (AWAY.has(code) && Date.now() - begun < AWAY_AT_MOST_MS);
      const next = 25 + Math.random() * 100;
      if (!worthIt || Date.now() + next >= until.getTime()) throw error;
      await pause(next);
    }
  }
}

/** Temporal did not answer, or not in time. */
function isUnanswered(error: unknown): boolean {
  const code = grpcCodeOf(error);
  return AWAY.has(code) || code === RESOURCE_EXHAUSTED || code === CANCELLED || code === DEADLINE_EXCEEDED;
}

function grpcCodeOf(error: unknown): number {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return DEADLINE_EXCEEDED;
  const cause = error instanceof ServiceError ? error.cause : undefined;
  return isGrpcServiceError(cause) ? cause.code : 0;
}

/** An update that the workflow's validator turned away fails with the refusal as its first detail. */
function refusalIn(error: unknown): Refusal | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure)) return undefined;
  return refusalSchema.safeParse(cause.details?.[0]).data;
}
