/** What stands for the PaymentIntent of a charge that was made without one. */
export const HIDDEN = 'own';

/** The PaymentIntent that is shown for it: none, when it is hidden. */
export function shownIntent(id: string): string | null {
  return id.startsWith(HIDDEN) ? null : id;
}
