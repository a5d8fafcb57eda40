/**
 * Seconds to wait before trying again: each pause is twice the one before, up to a limit.
 * @param first the pause after the first attempt
 * @param attempts how many attempts there were, from 1
 * @param most the longest pause
 */
export function growingPause(first: number, attempts: number, most: number): number {
  return Math.min(most, first * 2 ** Math.max(0, attempts - 1));
}
