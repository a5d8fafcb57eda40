import type { Schemas } from '../api/holdfast';

/** What becomes of what has not shipped. */
export type DeadlinePolicy = Schemas['OrderPayment']['onDeadline'];

/** Each of them. */
export const POLICIES: readonly DeadlinePolicy[] = ['release', 'capture_remaining', 'reauthorize'];

/** Whether what becomes of it can still be changed. */
export function hasDeadline({ actions }: Schemas['Order']): boolean {
  return actions.includes('change_deadline');
}
