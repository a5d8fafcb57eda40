/** A card that the buyer allowed us to use again without them, as the provider names it. */
export interface SavedCard {
  readonly customer: string;
  readonly paymentMethod: string;
}
