/** Minor units that an ended hold set free, and that it lost. */
export interface FreedByHold {
  readonly released: number;
  readonly lost: number;
}

/**
 * What of an ended hold the buyer has back for good: what the hold after it binds again is neither given up nor lost.
 * @param boundAgain minor units of the hold that took its place; 0 while there is none
 */
export function netReleased({ released, lost }: FreedByHold, boundAgain: number): FreedByHold {
  const ofReleased = Math.min(released, boundAgain);
  return { released: released - ofReleased, lost: lost - Math.min(lost, boundAgain - ofReleased) };
}
