/** What a cell may need of the product beyond a hold that is captured parcel by parcel. */
export type Feature =
  | 'capture_then_reauthorize'
  | 'covered_parcels'
  | 'capture_limit'
  | 'charge_on_ship'
  | 'immediate'
  | 'capture_remaining'
  | 'reauthorize';

/**
 * What the product does not offer yet, with the words for the table. The cells that need it are listed and not lived;
 * taking a line away here is all it takes to live them.
 */
export const NOT_OFFERED_YET: Readonly<Partial<Record<Feature, string>>> = {
  capture_then_reauthorize: 'no plan holds the rest anew after the single capture',
  covered_parcels: 'a single capture takes no parcels that are captured together later',
  capture_limit: 'the 51st capture that is not final is refused, not gathered into the final one',
  capture_remaining: 'the only policy at the deadline is release',
  reauthorize: 'the only policy at the deadline is release',
};
