import type { Refusal } from './refusal';
import type { Step } from './steps';

/** What to do about an input: one step, a refusal, the first answer again, or nothing. */
export type Decision =
  | { readonly kind: 'do'; readonly step: Step }
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  /** The command was carried out before: its first result is the answer. */
  | { readonly kind: 'repeat' }
  | { readonly kind: 'ignore' };
