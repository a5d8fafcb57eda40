import { HoldfastProblem } from '@holdfast/client';

/** Holdfast said no, in the way in which Medusa shows a person why: as its own error of the type `not_allowed`. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** By which Medusa chooses its answer: 400, with the message. */
  readonly type = 'not_allowed';

  constructor(readonly problem: HoldfastProblem) {
    super(problem.problem.detail, { cause: problem });
  }
}

/** What came of a request, or undefined when the order it is about is not there. @throws Refused */
export async function unlessMissing<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  return asked.catch((error: unknown) => {
    if (error instanceof HoldfastProblem && error.code === 'order_not_found') return undefined;
    throw refusal(error);
  });
}

/** What came of a request. @throws Refused */
export async function orRefused<Answer>(asked: Promise<Answer>): Promise<Answer> {
  return asked.catch((error: unknown) => {
    throw refusal(error);
  });
}

/** Where Holdfast or the way to it is at fault there is nothing to show: that stays an error. */
function refusal(error: unknown): unknown {
  return error instanceof HoldfastProblem && error.status < 500 ? new Refused(error) : error;
}
