import {
  ApplicationFailure,
  CancellationScope,
  ContinueAsNew,
  getCurrentDetails,
  log,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';

/**
 * Makes a workflow one that ends only when it has decided to (docs/decisions/0022).
 *
 * Temporal ends an execution for good when an activity's failure, or any other of its own errors, leaves the main
 * line, or when somebody asks for its cancellation; a hold would then live on with nobody to capture or release it.
 * So here:
 * - whatever leaves the main line fails the workflow task instead: Temporal shows it and tries the task again, and
 *   after the release that mends it the workflow goes on where it was;
 * - a request for cancellation is told, and not obeyed;
 * - only what wrote nothing down and asked for nothing may end as failed, by `endUnrecorded`: its id can then be used
 *   again.
 * @param main the main line; what it throws to go on in a new run passes through
 */
export function unfailing<Args extends unknown[], Result>(
  main: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    tellOfCancellation();
    try {
      return await CancellationScope.nonCancellable(() => main(...args));
    } catch (error) {
      if (error instanceof ContinueAsNew || isUnrecordedEnd(error)) throw error;
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`Bug! ${workflowInfo().workflowId} does not end by an error: ${message}`, { cause: error });
    }
  };
}

const UNRECORDED = 'NothingRecorded';

/** What a main line throws to end for good, after which its workflow id may be used again. @param why for people */
export function endUnrecorded(why: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(why, UNRECORDED);
}

function isUnrecordedEnd(error: unknown): boolean {
  return error instanceof ApplicationFailure && error.type === UNRECORDED;
}

/** Shows a card in the Temporal UI, below the word about a request for cancellation, if there was one. */
export function showDetails(card: string): void {
  const details = card.endsWith(BELOW) ? card : `${card}${BELOW}`;
  setCurrentDetails(isCancellationRequested() ? `${NOT_OBEYED}\n\n${details}` : details);
}

/** The frame of the page cuts off what stands last. */
const BELOW = '\n\n\u00a0\n\n\u00a0';

const NOT_OBEYED =
  '**Temporal was asked to cancel this workflow. It continues**, because money would be left behind. ' +
  'Cancel an order with `POST /v1/orders/{orderId}/cancellations`.';

function tellOfCancellation(): void {
  CancellationScope.current().cancelRequested.catch(() => {
    log.warn('Temporal was asked to cancel the workflow: it continues until its work is done');
    showDetails(getCurrentDetails());
  });
}

/** Of the workflow as a whole, from whichever scope. */
function isCancellationRequested(): boolean {
  for (let scope: CancellationScope | undefined = CancellationScope.current(); scope; scope = scope.parent) {
    if (scope.consideredCancelled) return true;
  }
  return false;
}
