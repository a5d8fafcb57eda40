/** What a hold may be able to do beyond one capture of its amount; each must be asked for when the hold is placed. */
export const CARD_FEATURES = [
  'multicapture',
  'overcapture',
  'incremental_authorization',
  'extended_authorization',
] as const;
/** What a card may allow beyond one capture of what is held. */
export type CardFeature = (typeof CARD_FEATURES)[number];

/**
 * Which features an authorization asks for. An account that is not eligible for one may refuse the whole request
 * instead of ignoring it; the next lower tier is asked for then. Highest first.
 */
export const FEATURE_TIERS = ['all', 'multicapture', 'plain'] as const;
/** Which of these an authorization asks for. */
export type FeatureTier = (typeof FEATURE_TIERS)[number];

/**
 * What orders were asked for before the ladder, and are still when the buyer's browser confirms: the provider tells a
 * refusal to the browser alone, so that nobody could step down.
 */
export const CAUTIOUS_TIER: FeatureTier = 'multicapture';

/** Where money is taken at once, or only a card is saved: nothing is held that a feature could serve. */
export const TIER_WITHOUT_FEATURES: FeatureTier = 'plain';

/** Whether the order wants a hold that lives longer. At Visa it costs extra, so nobody gets it unasked. */
export const EXTENDED_AUTHORIZATIONS = ['never', 'if_available'] as const;
/** Whether an order asks for a hold that lasts longer than the usual. */
export type ExtendedAuthorization = (typeof EXTENDED_AUTHORIZATIONS)[number];

/** The features that a tier asks for. */
export function featuresOf(tier: FeatureTier, extended: ExtendedAuthorization): CardFeature[] {
  switch (tier) {
    case 'all':
      return CARD_FEATURES.filter((feature) => feature !== 'extended_authorization' || wantsExtension(extended));
    case 'multicapture':
      return ['multicapture'];
    case 'plain':
      return [];
  }
}

function wantsExtension(extended: ExtendedAuthorization): boolean {
  switch (extended) {
    case 'never':
      return false;
    case 'if_available':
      return true;
  }
}

/** The next lower tier; undefined below the lowest. */
export function tierBelow(tier: FeatureTier): FeatureTier | undefined {
  return FEATURE_TIERS[FEATURE_TIERS.indexOf(tier) + 1];
}

/** The lower of two tiers. */
export function lowerTier(one: FeatureTier, other: FeatureTier): FeatureTier {
  return FEATURE_TIERS.indexOf(one) > FEATURE_TIERS.indexOf(other) ? one : other;
}
