import { scramble } from '../../../../../libs/emulation/objects/ids';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** The one bank account that payouts of an account go to, made up from the account's id. */
export function bankAccountOf({ id }: { readonly id: string }): string {
  return `ba_1${scramble(`${id}/bank_account`, 23)}`;
}

export function renderBankAccount(accountId: string, currency: string): JsonObject {
  return {
    id: bankAccountOf({ id: accountId }),
    object: 'bank_account',
    account: accountId,
    account_holder_name: 'Emulator',
    account_holder_type: 'company',
    account_type: null,
    available_payout_methods: ['standard'],
    bank_name: 'STRIPE TEST BANK',
    country: 'US',
    currency,
    default_for_currency: true,
    fingerprint: scramble(`${accountId}/bank_account/fingerprint`, 16),
    last4: '6789',
    metadata: {},
    routing_number: '110000000',
    status: 'new',
  };
}
