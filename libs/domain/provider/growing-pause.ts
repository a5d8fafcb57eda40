import { addSeconds } from './deadline';

/**
 * Seconds to wait before trying again: each pause is twice the one before, up to a limit.
 * @param first the pause after the first attempt
 * @param attempts how many attempts there were, from 1
 * @param most the longest pause
 */
export function growingPause(first: number, attempts: number, most: number): number {
  return Math.min(most, first * 2 ** Math.max(0, attempts - 1));
}

const A_DAY_SECONDS = 24 * 60 * 60;

/**
 * When to look again for what is not there yet: each pause is twice the one before, up to a day.
 * @param at now, ISO 8601
 * @param first seconds of the first pause
 * @param pauses how many pauses there are with this one, from 1
 */
export function nextLookAt(at: string, first: number, pauses: number): string {
  return addSeconds(at, growingPause(first, pauses, A_DAY_SECONDS));
}
