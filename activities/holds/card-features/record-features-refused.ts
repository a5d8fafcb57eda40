import { tierBelow, type CardFeature, type FeatureTier } from '../../../libs/domain/orders/card-features';
import { ProviderMisuse } from '../../../libs/domain/provider/payment-gateway';
import type { AuthorizationRow } from '../../../libs/postgres/holds/authorization-store';
import type { OrderChange } from '../../../libs/postgres/orders/order-change';
import { appendTimeline } from '../../../libs/postgres/orders/timeline-store';

/**
 * The tier that is asked for after another was refused.
 * @throws ProviderMisuse below the lowest, which asks for nothing that could be refused
 */
export function nextTier(refused: FeatureTier): FeatureTier {
  const tier = tierBelow(refused);
  if (tier !== undefined) return tier;
  const details = { code: 'features_refused', param: null, requestId: null };
  throw new ProviderMisuse('Stripe refuses card features, though none was requested', details);
}

/** Tells that the account may not ask for these features, and what is asked for next. */
export async function appendFeaturesRefused(
  change: OrderChange,
  authorization: AuthorizationRow,
  refused: readonly CardFeature[],
  next: readonly CardFeature[],
): Promise<void> {
  const { authorization_id: authorizationId, payment_intent_id: paymentIntentId } = authorization;
  await appendTimeline(change, {
    kind: 'features_refused',
    amount: null,
    about: { authorizationId, paymentIntentId },
    message: `The account may not request ${named(refused)}; requested next: ${named(next)}`,
  });
}

function named(features: readonly CardFeature[]): string {
  if (features.length === 0) return 'a plain hold';
  return features.map((feature) => feature.replaceAll('_', ' ')).join(', ');
}
