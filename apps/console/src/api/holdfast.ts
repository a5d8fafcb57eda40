import type { components, paths } from '#api';
import createClient, { type Client } from 'openapi-fetch';

/** What the API calls its objects. */
export type Schemas = components['schemas'];

/** Who asks, and what they may do. */
export type Session = Schemas['Session'];

/** The API said no, in a way that it explains. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly problem: Schemas['Problem']) {
    super(problem.detail);
  }
}

/** The API gave no answer that could be read: it is down, or the line is. */
class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The page stands beside `/v1`, below whatever path a proxy has put in front of both. */
const BASE = new URL('.', document.baseURI).href.replace(/\/$/, '');

/** Of the session; empty before it is known, and in an API without keys. */
let csrfToken = '';

/** What changes something sends this from now on. */
export function sendTokenOf(session: Session | null): void {
  csrfToken = session?.csrfToken ?? '';
}

const client: Client<paths> = createClient<paths>({
  baseUrl: BASE,
  credentials: 'same-origin',
  fetch: async (request: Request) => {
    if (request.method !== 'GET' && csrfToken !== '') request.headers.set('Holdfast-CSRF', csrfToken);
    return fetch(request).catch((error: unknown) => {
      throw new Unreachable('no answer', { cause: error });
    });
  },
});

/** One method for each way to ask; wrap it in `answerOf`. */
export const holdfast = client;

/** What openapi-fetch makes of an answer. */
interface Asked<Data> {
  readonly data?: Data | undefined;
  readonly error?: unknown;
}

/**
 * The answer.
 * @throws Refused with the problem that came instead, Unreachable when nothing came that could be read
 */
export async function answerOf<Data>(asked: Promise<Asked<Data>>): Promise<Data> {
  const { data, error } = await asked;
  if (isProblem(error)) throw new Refused(error);
  if (data === undefined) throw new Unreachable('an answer that is not one of Holdfast');
  return data;
}

/** Has nothing done: goes into the query of a command, which is then tried out. */
export const TRY_OUT = { dryRun: 'true' } as const;

/**
 * What a command would do that was sent with `TRY_OUT`.
 * @throws Refused when the request itself is wrong, Unreachable when nothing came that could be read
 */
export async function triedOut(asked: Promise<Asked<unknown>>): Promise<Schemas['DryRun']> {
  const answer = await answerOf(asked);
  if (isDryRun(answer)) return answer;
  throw new Unreachable('an answer that is not one of a dry run');
}

function isDryRun(answer: unknown): answer is Schemas['DryRun'] {
  return typeof answer === 'object' && answer !== null && 'dryRun' in answer;
}

function isProblem(error: unknown): error is Schemas['Problem'] {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error;
}
