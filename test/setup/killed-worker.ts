import { CancelledFailure } from '@temporalio/common';
import type { PaymentGateway } from '../../libs/domain/provider/payment-gateway';

/**
 * A worker that is killed in the middle of a call, before it left or after it was done: nobody sees the answer,
 * and nothing is told of it: to a step it is as if Temporal took it back.
 */
export class WorkerKilled extends CancelledFailure {}

export function killedBefore(gateway: PaymentGateway, call: keyof PaymentGateway): PaymentGateway {
  return { ...gateway, [call]: () => Promise.reject(new WorkerKilled(`before ${call}`)) };
}

export function killedAfter(
  gateway: PaymentGateway,
  call: 'authorize' | 'confirm' | 'raise' | 'capture' | 'release' | 'refund' | 'stageEvidence',
): PaymentGateway {
  return {
    ...gateway,
    ...(call === 'authorize' && { authorize: (request) => dieAfter(gateway.authorize(request)) }),
    ...(call === 'confirm' && { confirm: (request) => dieAfter(gateway.confirm(request)) }),
    ...(call === 'raise' && { raise: (request) => dieAfter(gateway.raise(request)) }),
    ...(call === 'capture' && { capture: (request) => dieAfter(gateway.capture(request)) }),
    ...(call === 'release' && { release: (request) => dieAfter(gateway.release(request)) }),
    ...(call === 'refund' && { refund: (request) => dieAfter(gateway.refund(request)) }),
    ...(call === 'stageEvidence' && { stageEvidence: (request) => dieAfter(gateway.stageEvidence(request)) }),
  };
}

export async function dieAfter(done: Promise<unknown>): Promise<never> {
  await done;
  throw new WorkerKilled('after the call');
}
