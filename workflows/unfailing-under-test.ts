import { ApplicationFailure, condition, defineSignal, setHandler } from '@temporalio/workflow';
import { unfailing } from './unfailing';

const go = defineSignal('go');
const mend = defineSignal('mend');

/** A main line that an error of Temporal's own leaves, until somebody has mended it. */
export const failsUntilMended = unfailing(async (): Promise<string> => {
  const seen = new Set<string>();
  setHandler(go, () => {
    seen.add('go');
  });
  setHandler(mend, () => {
    seen.add('mend');
  });
  await condition(() => seen.has('go'));
  if (!seen.has('mend')) throw ApplicationFailure.nonRetryable('a step failed, and nobody caught it');
  return 'mended';
});
