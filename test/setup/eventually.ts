import { setTimeout as pause } from 'node:timers/promises';

/** Asks until the answer is the one waited for; fails with the last answer when the time is over. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isIt: (answer: Answer) => boolean,
  seconds = 20,
): Promise<Answer> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`Not within ${seconds.toString()} s; the last answer: ${JSON.stringify(answer)}`);
    await pause(25);
  }
}
