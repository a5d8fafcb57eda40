import { setTimeout as pause } from 'node:timers/promises';

type Ask = (request: Request) => Promise<Response>;

/** 429: too many at once; 503: not now; 504: accepted and still worked on. The same request again is safe after each. */
const WORTH_REPEATING: ReadonlySet<number> = new Set([429, 503, 504]);

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/** Asks again, after growing pauses or as long as the answer says, until there is a last word or the time is over. */
export function repeating(ask: Ask, patienceMs: number): Ask {
  return async (request) => {
    const until = Date.now() + patienceMs;
    for (let longest = FIRST_PAUSE_MS; ; longest = Math.min(longest * 2, LONGEST_PAUSE_MS)) {
      const outcome = await outcomeOf(ask, request);
      const wait = waitAfter(outcome, longest);
      if (wait === undefined || Date.now() + wait > until) return lastWord(outcome);
      await pause(wait, undefined, { signal: request.signal });
    }
  };
}

type Outcome = { readonly answer: Response } | { readonly error: unknown };

async function outcomeOf(ask: Ask, request: Request): Promise<Outcome> {
  try {
    return { answer: await ask(request.clone()) };
  } catch (error) {
    return { error };
  }
}

/** @returns milliseconds; undefined when it is not worth it */
function waitAfter(outcome: Outcome, longest: number): number | undefined {
  const atRandom = longest * (0.5 + Math.random() / 2);
  if ('error' in outcome) return isAbort(outcome.error) ? undefined : atRandom;
  const { status, headers } = outcome.answer;
  if (!WORTH_REPEATING.has(status)) return undefined;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isNaN(seconds) ? atRandom : Math.max(seconds * 1000, atRandom);
}

function lastWord(outcome: Outcome): Response {
  if ('error' in outcome) throw outcome.error;
  return outcome.answer;
}

/** Whoever asked wants no answer any more. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}
