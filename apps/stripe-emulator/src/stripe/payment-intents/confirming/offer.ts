import type { Authorization } from '../../charges/authorization';
import { maximumCapturable, networkNamed } from '../../charges/networks';
import type { PaymentMethod } from '../../payment-methods/payment-method';
import type { Context } from '../../request';
import { seconds } from '../../request';
import type { CardFeature } from '../../settings';
import { wants } from '../card-options';
import type { PaymentIntent } from '../payment-intent';
import type { Presence } from './presence';

/**
 * What the bank offers for this hold. A feature shows as available when it was asked for and the account, the card and
 * its network all offer it (documented); with automatic capture too, where it changes nothing (documented).
 */
export function offerFor(
  context: Context,
  intent: PaymentIntent,
  { card }: PaymentMethod,
  held: boolean,
  presence: Presence,
): Authorization {
  const { features } = context.account.settings;
  const network = networkNamed(card.network);
  const granted = (feature: CardFeature): boolean =>
    wants(intent.cardOptions, feature) && features[feature] === 'available';
  const overcapture = granted('overcapture') && card.enterpriseFeatures && network.overcapturePercent > 0;
  const extended =
    granted('extended_authorization') && card.enterpriseFeatures ? extendedSeconds(card.network, presence) : null;
  const lasts = extended ?? windowSeconds(context, card.network, presence);
  return {
    captureBefore: held ? seconds(context) + lasts : null,
    multicapture: granted('multicapture') && card.enterpriseFeatures && network.multicapture,
    maximumCapturable: maximumCapturable(card.network, intent.amount, overcapture),
    overcapture,
    // Also on the card without the other features: there the increment itself is declined (documented).
    incremental: granted('incremental_authorization') && network.incremental,
    extended: extended !== null,
    authenticated: presence.authenticated,
    moto: presence.moto,
  };
}

/** Visa extends only what the buyer started (documented). */
function extendedSeconds(network: string, { offSession }: Presence): number | null {
  const { extended } = networkNamed(network);
  if (extended === null || (offSession && !extended.whenMerchantInitiated)) return null;
  return extended.seconds;
}

/** The account's window; a merchant-initiated hold at Visa ends earlier (documented). */
function windowSeconds({ account }: Context, network: string, { offSession }: Presence): number {
  const longest = account.settings.capture_window_seconds;
  const { merchantInitiatedSeconds } = networkNamed(network);
  return offSession && merchantInitiatedSeconds !== null ? Math.min(longest, merchantInitiatedSeconds) : longest;
}
