import { ApplicationFailure, condition, defineSignal, setHandler } from '@temporalio/workflow';
import { unfailing } from './unfailing';

export const go = defineSignal('go');
export const mend = defineSignal('mend');

/** A main line that an error of Temporal's own leaves, until somebody has mended it. */
export const failsUntilMended = unfailing(async (): Promise<string> => {
  let mayGo = false;
  let isMended = false;
  setHandler(go, () => {
    mayGo = true;
  });
  setHandler(mend, () => {
    isMended = true;
  });
  await condition(() => mayGo);
  if (!isMended) throw ApplicationFailure.nonRetryable('a step failed, and nobody caught it');
  return 'mended';
});
