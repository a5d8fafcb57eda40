import { ApplicationFailure } from '@temporalio/common';
import { secondsBetween } from '../../libs/domain/orders/deadline';
import { nowOf, type StepContext } from './step-context';
import { PROVIDER_UNAVAILABLE } from './provider-failure';

/**
 * A request that nobody waits for any more may still be on its way for this many times the client's timeout, after
 * which the provider cannot be reading it.
 */
const TIMEOUTS_IN_FLIGHT = 1.5;

/** Whether a request may still reach the provider that was asked last at `askedAt`. */
export function mayBeInFlight(context: StepContext, askedAt: string): boolean {
  return secondsInFlight(context, askedAt) > 0;
}

/**
 * Before a read may prove that nothing came of a request, the request must have arrived.
 * @param what names the request, for whoever reads the failure
 * @param askedAt when the provider was asked last
 * @throws ApplicationFailure that has the step tried again as soon as it has
 */
export function requireSettledRequest(context: StepContext, what: string, askedAt: string): void {
  if (!mayBeInFlight(context, askedAt)) return;
  throw ApplicationFailure.create({
    message: `the answer to ${what} may still be on its way`,
    type: PROVIDER_UNAVAILABLE,
    nextRetryDelay: Math.ceil(secondsInFlight(context, askedAt) * 1000),
  });
}

function secondsInFlight(context: StepContext, askedAt: string): number {
  return TIMEOUTS_IN_FLIGHT * context.providerTimeoutSeconds - secondsBetween(askedAt, nowOf(context));
}
