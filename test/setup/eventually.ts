import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseUnavailable } from '../../libs/postgres/database/database-unavailable';
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

/** A PostgreSQL that was killed for one order's sake, or has too much to do, is away for whoever looks at another. */
const AWAY_SECONDS = 60;

const AWAY = Symbol('PostgreSQL is away');

/** Looks at what is recorded, again and again while PostgreSQL is away. @throws Error when it stays away, or for another reason */
export async function lookPatiently<Seen>(look: () => Promise<Seen>): Promise<Seen> {
  const unlessAway = (error: unknown): typeof AWAY => {
    if (isDatabaseUnavailable(error)) return AWAY;
    throw error;
  };
  const seen = await eventually<Seen | typeof AWAY>(
    () => look().catch(unlessAway),
    (answer) => answer !== AWAY,
    AWAY_SECONDS,
  );
  if (seen === AWAY) throw new Error('PostgreSQL stays away');
  return seen;
}
