import { hasCardNumber } from '../input/card-number';
import { decodedUrl, pathOf, type HttpRequest } from '../http/request';
import { PROBLEMS, problemType } from './problem-codes';
import type { Problem } from './problem';
import type { ProblemBody } from './problem.schema';

/** A problem as it goes over the wire. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A problem as it goes over the wire: the one place where `application/problem+json` is written. */
export function answerOf(problem: Problem, request: Pick<HttpRequest, 'id' | 'url'>): ProblemAnswer {
  const { status, title } = PROBLEMS[problem.code];
  const body: ProblemBody = {
    type: problemType(problem.code),
    title,
    status,
    detail: problem.detail,
    code: problem.code,
    instance: instanceOf(request),
    requestId: request.id,
    ...problem.members,
  };
  const headers = { ...problem.headers, 'Content-Type': 'application/problem+json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(body) };
}

const INSTANCE_AT_MOST = 500;

/** A card number in a path is not said back, nor is a path that is none of ours by its length. */
function instanceOf(request: Pick<HttpRequest, 'url'>): string {
  const path = pathOf(request);
  return path.length > INSTANCE_AT_MOST || hasCardNumber(decodedUrl({ url: path })) ? '/' : path;
}
