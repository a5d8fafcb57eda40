import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { scramble } from '../../../../../libs/emulation/objects/ids';

export type PayoutStatus = 'pending' | 'in_transit' | 'paid' | 'canceled' | 'failed';

/** Why a bank sends a payout back, with Stripe's words for it (documented; the wording from memory). */
export const PAYOUT_FAILURES = {
  account_closed: 'The bank account has been closed.',
  debit_not_authorized: 'Debit transactions are not approved on your bank account.',
  insufficient_funds: 'Your Stripe account has insufficient funds to cover the payout.',
  invalid_currency: 'The bank was unable to process this payout because of its currency.',
  no_account: 'The bank account details on file are probably incorrect. No bank account could be located with them.',
} as const;

export type PayoutFailure = keyof typeof PAYOUT_FAILURES;

/** Money on its way from the balance to the bank. */
export interface Payout {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly arrivalDate: number;
  /** Made by the account's schedule, not by a request. */
  readonly automatic: boolean;
  readonly balanceTransaction: string;
  readonly description: string | null;
  readonly destination: string;
  readonly statementDescriptor: string | null;
  /** The balance transactions an automatic payout pays out, its own last; empty for others. */
  readonly paysOut: readonly string[];
  metadata: ReadonlyMap<string, string>;
  status: PayoutStatus;
  failure: PayoutFailure | null;
  /** What gave the money back after a cancel or a failure. */
  failureBalanceTransaction: string | null;
}

export function renderPayout(payout: Payout): JsonObject {
  const { failure } = payout;
  return {
    id: payout.id,
    object: 'payout',
    amount: payout.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: payout.arrivalDate,
    automatic: payout.automatic,
    balance_transaction: payout.balanceTransaction,
    created: payout.created,
    currency: payout.currency,
    description: payout.description,
    destination: payout.destination,
    failure_balance_transaction: payout.failureBalanceTransaction,
    failure_code: failure,
    failure_message: failure === null ? null : PAYOUT_FAILURES[failure],
    livemode: false,
    metadata: Object.fromEntries(payout.metadata),
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: reconciliation(payout),
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: payout.statementDescriptor,
    status: payout.status,
    trace_id: trace(payout),
    type: 'bank_account',
  };
}

/** Known once the payout has left (assumed). */
function reconciliation({ automatic, status }: Payout): string {
  if (!automatic) return 'not_applicable';
  return status === 'pending' ? 'in_progress' : 'completed';
}

/** The bank's own number: there when the money has arrived (documented). */
function trace({ id, status }: Payout): JsonObject {
  if (status === 'pending' || status === 'in_transit') return { status: 'pending', value: null };
  if (status === 'paid') return { status: 'supported', value: scramble(`${id}/trace`, 15).toUpperCase() };
  return { status: 'unsupported', value: null };
}
