import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** An account that the platform made, with what was said of it. */
export interface SellerAccount {
  readonly id: string;
  readonly created: number;
  readonly country: string;
  readonly type: string;
  businessType: string | null;
  businessProfile: Readonly<Record<string, string | null>>;
  capabilities: readonly string[];
  defaultCurrency: string;
  email: string | null;
  metadata: ReadonlyMap<string, string>;
}

export const PROFILE_FIELDS = [
  'mcc',
  'name',
  'product_description',
  'support_email',
  'support_phone',
  'support_url',
  'url',
];

/** Nothing is left to be proved: what was asked for is active at once (assumed; Stripe wants papers first). */
export function renderSeller(seller: SellerAccount): JsonObject {
  const profile = PROFILE_FIELDS.map((name): [string, string | null] => [name, seller.businessProfile[name] ?? null]);
  const requirements = {
    alternatives: [],
    current_deadline: null,
    currently_due: [],
    disabled_reason: null,
    errors: [],
    eventually_due: [],
    past_due: [],
    pending_verification: [],
  };
  return {
    id: seller.id,
    object: 'account',
    business_profile: {
      ...Object.fromEntries(profile),
      minority_owned_business_designation: null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
    },
    business_type: seller.businessType,
    capabilities: Object.fromEntries(seller.capabilities.map((name) => [name, 'active'])),
    charges_enabled: true,
    controller: {
      fees: { payer: seller.type === 'standard' ? 'account' : 'application' },
      is_controller: true,
      losses: { payments: seller.type === 'standard' ? 'stripe' : 'application' },
      requirement_collection: seller.type === 'custom' ? 'application' : 'stripe',
      stripe_dashboard: { type: seller.type === 'standard' ? 'full' : seller.type === 'express' ? 'express' : 'none' },
      type: 'application',
    },
    country: seller.country,
    created: seller.created,
    default_currency: seller.defaultCurrency,
    details_submitted: true,
    email: seller.email,
    external_accounts: {
      object: 'list',
      data: [],
      has_more: false,
      url: `/v1/accounts/${seller.id}/external_accounts`,
    },
    future_requirements: structuredClone(requirements),
    metadata: Object.fromEntries(seller.metadata),
    payouts_enabled: true,
    requirements,
    tos_acceptance: { date: null, ip: null, user_agent: null },
    type: seller.type,
  };
}
