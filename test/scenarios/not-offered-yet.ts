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
  charge_on_ship: 'no plan charges each parcel on its own',
  immediate: 'no plan takes the money at once',
};
