import { ApplicationFailure } from '@temporalio/common';
import { secondsBetween } from '../libs/domain/deadline';
import { PROVIDER_UNAVAILABLE } from './provider-failure';

/**
 * A request that nobody waits for any more may still be on its way for this long: longer than the client's timeout,
 * after which the provider cannot be reading it.
 */
const ON_ITS_WAY_SECONDS = 30;

/** Whether a request may still reach the provider that was asked last at `askedAt`. */
export function mayBeOnItsWay(askedAt: string, now: string): boolean {
  return secondsOnItsWay(askedAt, now) > 0;
}

/**
 * Before a read may prove that nothing came of a request, the request must have arrived.
 * @param what names the request, for whoever reads the failure
 * @param askedAt when the provider was asked last
 * @throws ApplicationFailure that has the step tried again as soon as it has
 */
export function requireArrived(what: string, askedAt: string, now: string): void {
  if (!mayBeOnItsWay(askedAt, now)) return;
  throw ApplicationFailure.create({
    message: `the answer to ${what} may still be on its way`,
    type: PROVIDER_UNAVAILABLE,
    nextRetryDelay: Math.ceil(secondsOnItsWay(askedAt, now) * 1000),
  });
}

function secondsOnItsWay(askedAt: string, now: string): number {
  return ON_ITS_WAY_SECONDS - secondsBetween(askedAt, now);
}
