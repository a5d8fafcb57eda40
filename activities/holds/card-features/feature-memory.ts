import { tierBelow, type CardFeature, type FeatureTier } from '../../../libs/domain/orders/card-features';

/**
 * What one worker has learned about its account, so that an account without the features does not walk the ladder for
 * every order. It only chooses where a new authorization or confirm begins; what was asked is always recorded.
 */
export interface FeatureMemory {
  /** The highest tier that the account is not known to refuse. */
  highest(): FeatureTier;
  /** The account refused a tier, by a request for these features. */
  refused(tier: FeatureTier, features: readonly CardFeature[]): void;
}

/** An account that is given a feature profits from it within this time, by one refused request an hour until then. */
const REMEMBERED_MS = 60 * 60 * 1000;

/** Knows nothing yet: the first order finds out what the account may ask for. */
export function openFeatureMemory(clock: () => Date): FeatureMemory {
  let known: { readonly tier: FeatureTier; readonly until: number } | undefined;
  return {
    highest: () => (known === undefined || known.until <= clock().getTime() ? 'all' : known.tier),
    refused: (tier, features) => {
      const rest = tierBelow(tier);
      // Another order does not ask for an extension, so that its request may well be taken.
      if (rest === undefined || features.includes('extended_authorization')) return;
      known = { tier: rest, until: clock().getTime() + REMEMBERED_MS };
    },
  };
}
