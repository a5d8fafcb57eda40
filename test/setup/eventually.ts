import { setTimeout as pause } from 'node:timers/promises';
import { seconds } from './pace';

/**
 * Asks until the answer is the one waited for; fails with the last answer when the time is over.
 * @param patience in seconds, on two idle cores
 */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isIt: (answer: Answer) => boolean,
  patience = 20,
): Promise<Answer> {
  const end = Date.now() + seconds(patience) * 1000;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`Not within ${seconds(patience).toString()} s; the last answer: ${JSON.stringify(answer)}`);
    await pause(25);
  }
}
