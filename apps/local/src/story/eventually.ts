import { setTimeout as pause } from 'node:timers/promises';

/** Asks until the answer is the one waited for. @throws Error with the last answer when the seconds are over */
export async function eventually<Answer>(
  what: string,
  seconds: number,
  ask: () => Promise<Answer>,
  isIt: (answer: Answer) => boolean,
): Promise<Answer> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (Date.now() > end) {
      throw new Error(`Waited ${seconds.toString()} s for ${what}; the last answer was ${JSON.stringify(answer)}`);
    }
    await pause(100);
  }
}
