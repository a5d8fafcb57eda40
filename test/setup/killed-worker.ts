import { CancelledFailure } from '@temporalio/common';
import type { WholeGateway } from '../../libs/domain/provider/card-gateway';

/**
 * A worker that is killed in the middle of a call, before it left or after it was done: nobody sees the answer,
 * and nothing is told of it: to a step it is as if Temporal took it back.
 */
export class WorkerKilled extends CancelledFailure {}

export function killedBefore(gateway: WholeGateway, call: keyof WholeGateway): WholeGateway {
  return { ...gateway, [call]: () => Promise.reject(new WorkerKilled(`before ${call}`)) };
}

export function killedAfter(gateway: WholeGateway, call: keyof WholeGateway): WholeGateway {
  return { ...gateway, [call]: (request: never) => dieAfter(gateway[call](request)) };
}

export async function dieAfter(done: Promise<unknown>): Promise<never> {
  await done;
  throw new WorkerKilled('after the call');
}
