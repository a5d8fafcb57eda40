import type { FieldProblem } from '../../../../libs/domain/orders/order-acceptance';
import type { ProblemCode } from './problem-codes';
import type { ProblemBody } from './problem.schema';

/** What some codes tell beside the detail. */
type ProblemMembers = Pick<
  ProblemBody,
  'errors' | 'orderStatus' | 'left' | 'maximumAmount' | 'minimumAmount' | 'declineCode' | 'message' | 'next'
>;

interface ProblemOptions {
  readonly members?: ProblemMembers;
  readonly headers?: Readonly<Record<string, string>>;
  /** For our log only. */
  readonly cause?: unknown;
}

/** Ends a request with an RFC 9457 answer. `detail` goes out to the caller: nothing internal belongs in it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly detail: string;
  readonly members: ProblemMembers;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ProblemCode,
    detail: string,
    { members = {}, headers = {}, cause }: ProblemOptions = {},
  ) {
    super(`${code}: ${detail}`, { cause });
    this.detail = sentence(detail);
    this.members = members;
    this.headers = headers;
  }
}

/** The domain's words for a "no", which stand in logs and timelines too, as an answer to a person. */
function sentence(words: string): string {
  const ends = /[.!?…]$/.test(words);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${ends ? '' : '.'}`;
}

/** How many fields one answer complains about: enough to mend a request, and a bound on the answer's size. */
const ERRORS_AT_MOST = 50;

/** Fields of the request must change. */
export function invalidRequest(errors: readonly FieldProblem[], members: ProblemMembers = {}): Problem {
  const count = errors.length === 1 ? 'one field' : `${errors.length.toString()} fields`;
  return withErrors('invalid_request', `${count} must change: see errors`, errors, members);
}

/** A problem that names the fields it is about. */
export function withErrors(
  code: ProblemCode,
  detail: string,
  errors: readonly FieldProblem[],
  members: ProblemMembers = {},
): Problem {
  return new Problem(code, detail, { members: { ...members, errors: errors.slice(0, ERRORS_AT_MOST) } });
}

/** Seconds after which a caller may well find us whole again. */
const RETRY_AFTER_SECONDS = 2;

/**
 * Nothing was accepted, or it was and repeating is safe: the shop's ids make every repeat harmless.
 * @param afterSeconds when a repeat may well be taken
 */
export function temporarilyUnavailable(detail: string, cause?: unknown, afterSeconds = RETRY_AFTER_SECONDS): Problem {
  const headers = { 'Retry-After': afterSeconds.toString() };
  return new Problem('temporarily_unavailable', detail, { headers, cause });
}
