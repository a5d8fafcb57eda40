import type { components } from './api.js';

type Problem = components['schemas']['Problem'];
type DryRun = components['schemas']['DryRun'];

/** Holdfast said no. Decide by `code`; `problem` has the rest of the answer. */
export class HoldfastProblem extends Error {
  override readonly name = 'HoldfastProblem';
  readonly code: string;

  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(`${problem.code}: ${problem.detail}`);
    this.code = problem.code;
  }
}

/** What a request of the client comes to. */
interface Result<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer. @throws HoldfastProblem when Holdfast said no; Error for a dry run, which did nothing */
export async function orThrow<Data>(asked: Promise<Result<Data>>): Promise<Exclude<NonNullable<Data>, DryRun>> {
  const data = await answerOf(asked);
  if (isDone(data)) return data;
  throw new Error('This was a dry run: nothing was done. Ask with dryRunOf.');
}

/**
 * What a command would do: the answer to one that was asked with `query: { dryRun: 'true' }`; nothing has happened.
 * @throws HoldfastProblem when the request itself is wrong; Error for a request that did something
 */
export async function dryRunOf(asked: Promise<Result<unknown>>): Promise<DryRun> {
  const data = await answerOf(asked);
  if (isDryRun(data)) return data;
  throw new Error("This was no dry run: ask with query: { dryRun: 'true' }.");
}

async function answerOf<Data>(asked: Promise<Result<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await asked;
  if (data !== undefined && data !== null) return data;
  if (isProblem(error)) throw new HoldfastProblem(response.status, error);
  throw new Error(`Holdfast answered ${response.status.toString()} without a problem in it`);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error;
}

function isDryRun(data: unknown): data is DryRun {
  return typeof data === 'object' && data !== null && 'dryRun' in data;
}

function isDone<Data>(data: Data): data is Exclude<Data, DryRun> {
  return !isDryRun(data);
}
