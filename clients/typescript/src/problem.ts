import type { components } from './api.js';

type Problem = components['schemas']['Problem'];

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

/** The answer. @throws HoldfastProblem when Holdfast said no */
export async function orThrow<Data>(asked: Promise<Result<Data>>): Promise<NonNullable<Data>> {
  const { data, error, response } = await asked;
  if (data !== undefined && data !== null) return data;
  if (isProblem(error)) throw new HoldfastProblem(response.status, error);
  throw new Error(`Holdfast answered ${response.status.toString()} without a problem in it`);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error;
}
