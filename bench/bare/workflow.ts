import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import { BARE_SHIPMENTS, begin, settled, ship, type BareActivities } from './messages';

const { answer } = proxyActivities<BareActivities>({ startToCloseTimeout: '30s' });

/**
 * An order of three shipments with everything taken away but Temporal: one update with one trivial activity to begin,
 * three more of them, three signals, one timer.
 */
export async function bareOrder(): Promise<number> {
  let arrived = 0;
  setHandler(begin, () => answer(0));
  setHandler(ship, (number) => answer(number));
  setHandler(settled, () => {
    arrived += 1;
  });
  const deadline = new CancellationScope();
  deadline
    .run(() => sleep('7 days'))
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  await condition(() => arrived === BARE_SHIPMENTS);
  deadline.cancel();
  await condition(allHandlersFinished);
  return arrived;
}
