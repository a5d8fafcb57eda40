import {
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowUpdateHandle,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
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

/**
 * Sends an update and waits for its result, at most until the request's time is up. First for its acceptance, then for
 * its outcome, so that the caller learns which of the two is missing.
 * @throws Problem `temporarily_unavailable` when it was not accepted, `outcome_pending` when it was but is not done
 */
export async function sendUpdate<Result>(
  client: Client,
  until: Date,
  send: () => Promise<WorkflowUpdateHandle<Result>>,
): Promise<UpdateReply<Result>> {
  try {
    const update = await accepted(client, until, send);
    return { kind: 'answered', result: await finished(client, until, update) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowExecutionAlreadyStartedError) {
      return { kind: 'closed' };
    }
    const refusal = refusalIn(error);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    throw error;
  }
}

async function accepted<Result>(
  client: Client,
  until: Date,
  send: () => Promise<WorkflowUpdateHandle<Result>>,
): Promise<WorkflowUpdateHandle<Result>> {
  for (;;) {
    try {
      return await client.withDeadline(until, send);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      // Ten updates of one workflow may be in flight; the next waits for one of them to finish (architecture, rule 9).
      const crowded = grpcCodeOf(error) === RESOURCE_EXHAUSTED;
      if (!crowded || Date.now() >= until.getTime()) throw notAccepted(error);
      await pause(25 + Math.random() * 100);
    }
  }
}

async function finished<Result>(client: Client, until: Date, update: WorkflowUpdateHandle<Result>): Promise<Result> {
  try {
    return await client.withDeadline(until, () => update.result());
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    throw new Problem(
      'outcome_pending',
      'The request was accepted and is still being worked on. Repeat it, or read the resource.',
      { cause: error },
    );
  }
}

function notAccepted(cause: unknown): Problem {
  return temporarilyUnavailable('The order could not be told in time. Repeating the request is safe.', cause);
}

const RESOURCE_EXHAUSTED = 8;

/**
 * gRPC's codes for a server that is away, overloaded or too slow: CANCELLED, UNKNOWN, DEADLINE_EXCEEDED,
 * RESOURCE_EXHAUSTED, ABORTED, INTERNAL, UNAVAILABLE. Every other code means that we asked the wrong thing.
 */
const UNREACHABLE: ReadonlySet<number> = new Set([1, 2, 4, RESOURCE_EXHAUSTED, 10, 13, 14]);

/** Temporal did not answer, or not in time. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  return UNREACHABLE.has(grpcCodeOf(error));
}

function grpcCodeOf(error: unknown): number {
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
