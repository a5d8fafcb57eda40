import type { Account } from '../account';
import { renderSeller } from '../connected-accounts/account-of-seller';
import { StripeError } from '../error';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { Operation } from '../request';

/** The account of the API key. */
export const retrieveOwnAccount: Operation =
  ({ account }) =>
  () => {
    const seller = account.platform?.sellers.get(account.id);
    return seller === undefined ? renderOwnAccount(account) : renderSeller(seller);
  };

/** The key's own, or one that it made; those that were only named cannot be read (assumed: Stripe's answer to strangers). */
export const retrieveAccount: Operation = ({ account }, _params, id) => {
  if (id === account.id) return () => renderOwnAccount(account);
  const seller = account.sellers.get(id);
  if (seller === undefined) throw accountInvalid(id);
  return () => renderSeller(seller);
};

export function accountInvalid(id: string): StripeError {
  return new StripeError(403, { type: 'invalid_request_error', code: 'account_invalid', message: noAccess(id) }, true);
}

/** From memory (assumed). */
export function noAccess(id: string): string {
  return (
    `The provided key does not have access to account '${id}' (or that account does not exist). ` +
    'Application access may have been revoked.'
  );
}

/** A shop in the US that takes cards and pays out by itself; what Stripe shows of the key's own account (documented). */
function renderOwnAccount({ id, settings }: Account): JsonObject {
  return {
    id,
    object: 'account',
    business_profile: {
      mcc: '5734',
      minority_owned_business_designation: null,
      name: 'Emulator',
      product_description: null,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    business_type: 'company',
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    controller: { type: 'account' },
    country: 'US',
    default_currency: settings.settlement_currency,
    details_submitted: true,
    email: 'shop@example.com',
    payouts_enabled: true,
    settings: {
      branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
      card_payments: {
        statement_descriptor_prefix: 'EMULATOR',
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: 'Emulator', timezone: 'Etc/UTC' },
      payments: {
        statement_descriptor: 'EMULATOR',
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
    },
    type: 'standard',
  };
}
