import { rungBelow, type CardFeature, type Rung } from '../../../libs/domain/orders/card-features';

/**
 * What one worker has learned about its account, so that an account without the features does not walk the ladder for
 * every order. It only chooses where a new authorization or confirm begins; what was asked is always recorded.
 */
export interface FeatureMemory {
  /** The highest rung that the account is not known to refuse. */
  highest(): Rung;
  /** The account refused a rung, by a request for these features. */
  refused(rung: Rung, features: readonly CardFeature[]): void;
}

/** An account that is given a feature profits from it within this time, by one refused request an hour until then. */
const REMEMBERED_MS = 60 * 60 * 1000;

/** Knows nothing yet: the first order finds out what the account may ask for. */
export function openFeatureMemory(clock: () => Date): FeatureMemory {
  let known: { readonly rung: Rung; readonly until: number } | undefined;
  return {
    highest: () => (known === undefined || known.until <= clock().getTime() ? 'all' : known.rung),
    refused: (rung, features) => {
      const rest = rungBelow(rung);
      // Another order does not ask for an extension, so that its request may well be taken.
      if (rest === undefined || features.includes('extended_authorization')) return;
      known = { rung: rest, until: clock().getTime() + REMEMBERED_MS };
    },
  };
}
