/** What a hold may be able to do beyond one capture of its amount; each must be asked for when the hold is placed. */
export const CARD_FEATURES = [
  'multicapture',
  'overcapture',
  'incremental_authorization',
  'extended_authorization',
] as const;
export type CardFeature = (typeof CARD_FEATURES)[number];

/**
 * Which features an authorization asks for. An account that is not eligible for one may refuse the whole request
 * instead of ignoring it; the next lower rung is asked for then. Highest first.
 */
export const RUNGS = ['all', 'multicapture', 'plain'] as const;
export type Rung = (typeof RUNGS)[number];

/**
 * What orders were asked for before the ladder, and are still when the buyer's browser confirms: the provider tells a
 * refusal to the browser alone, so that nobody could step down.
 */
export const CAUTIOUS_RUNG: Rung = 'multicapture';

/** Where money is taken at once, or only a card is saved: nothing is held that a feature could serve. */
export const RUNG_WITHOUT_FEATURES: Rung = 'plain';

/** Whether the order wants a hold that lives longer. At Visa it costs extra, so nobody gets it unasked. */
export const EXTENDED_AUTHORIZATIONS = ['never', 'if_available'] as const;
export type ExtendedAuthorization = (typeof EXTENDED_AUTHORIZATIONS)[number];

/** The features that a rung asks for. */
export function featuresOf(rung: Rung, extended: ExtendedAuthorization): CardFeature[] {
  switch (rung) {
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

/** The next lower rung; undefined below the lowest. */
export function rungBelow(rung: Rung): Rung | undefined {
  return RUNGS[RUNGS.indexOf(rung) + 1];
}

/** The lower of two rungs. */
export function lowerRung(one: Rung, other: Rung): Rung {
  return RUNGS.indexOf(one) > RUNGS.indexOf(other) ? one : other;
}
