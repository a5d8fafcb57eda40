import type { Problem } from '../problems/problem';
import { PROBLEMS } from '../problems/problem-codes';
import type { DryRunBody } from './dry-run.schema';

/** What a command would be answered with, within the answer to something else. */
export function refusedWith({ code, detail, members }: Problem): NonNullable<DryRunBody['refusal']> {
  const { status, title } = PROBLEMS[code];
  return { title, status, detail, code, ...members };
}
