import { setTimeout as pause } from 'node:timers/promises';
import { seconds } from './pace';

/** Milliseconds from one answer to the next question. */
const SHORTEST_PAUSE = 10;
const LONGEST_PAUSE = 300;

/** Of the time that was waited: what takes long is asked for seldom, because every question takes from what it waits for. */
const SHARE = 0.1;

/**
 * Asks until the answer is the one waited for; fails with the last answer when the time is over.
 * @param patience in seconds, on two idle cores
 */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isIt: (answer: Answer) => boolean,
  patience = 20,
): Promise<Answer> {
  const begun = Date.now();
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    const waited = Date.now() - begun;
    if (waited > seconds(patience) * 1000)
      throw new Error(`Not within ${seconds(patience).toString()} s; the last answer: ${JSON.stringify(answer)}`);
    await pause(Math.min(Math.max(waited * SHARE, SHORTEST_PAUSE), LONGEST_PAUSE));
  }
}
