import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for an answer, and no longer than that. What comes later is dropped. @throws Error when there was none in time
 */
export async function answeredWithin<Answer>(ms: number, ask: () => Promise<Answer>): Promise<Answer> {
  const answered = new AbortController();
  const late = pause(ms, undefined, { signal: answered.signal }).then(() => {
    throw new Error(`no answer within ${ms.toString()} ms`);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    answered.abort();
    late.catch(() => undefined);
  }
}
