/**
 * What the attention `hold_lost` is about while the provider refuses captures of a hold and still shows it, so that it
 * is told from the loss of an earlier hold of the same order.
 * @param generation of the authorization
 */
export function doubtOf(generation: number): string {
  return `hold ${generation.toString()}`;
}
