import type { ProviderCapabilities } from '../capabilities/payment-provider';
import type { Money } from '../money/money';

/**
 * Accounts of the double-entry ledger. `currency_conversion` stands between two currencies: what the
 * provider took in one and gave in the other (decision 0014).
 */
export const LEDGER_ACCOUNTS = [
  'card_holds',
  'cardholder_authorizations',
  'stripe_balance',
  'wooshpay_balance',
  'sales',
  'processing_fees',
  'refunds',
  'disputes',
  'connect_transfers',
  'connect_fees',
  'currency_conversion',
] as const;

/** A name out of the chart of accounts. */
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/** One side of a movement. */
export interface LedgerEntry {
  readonly account: LedgerAccount;
  readonly side: 'debit' | 'credit';
  /** Always above zero; the side says the direction. */
  readonly amount: Money;
}

/** What a movement can be; the database allows these and no others. */
export const LEDGER_TRANSACTION_KINDS = [
  'hold_placed',
  'hold_incremented',
  'captured',
  'released',
  'lost',
  'settled',
  'refunded',
  'refund_failed',
  'dispute_withdrawn',
  'dispute_reinstated',
  'dispute_settled',
  'transferred',
  'transfer_reversed',
  'application_fee',
  'application_fee_refunded',
] as const;

/** Why money moved. */
export type LedgerTransactionKind = (typeof LEDGER_TRANSACTION_KINDS)[number];

/** One movement of money: its debits equal its credits in every currency, and its source key makes it happen once. */
export interface LedgerTransaction {
  readonly sourceKey: string;
  readonly kind: LedgerTransactionKind;
  readonly entries: readonly LedgerEntry[];
}

/** A hold was placed: a memo pair, for nothing is ours yet. */
export function holdPlaced(authorizationId: string, held: Money): LedgerTransaction {
  return transaction(`hold/${authorizationId}`, 'hold_placed', move('card_holds', 'cardholder_authorizations', held));
}

/** More of the same card was held. @param cause the increment, or the capture above the hold */
export function holdIncremented(cause: string, more: Money): LedgerTransaction {
  return transaction(`raise/${cause}`, 'hold_incremented', move('card_holds', 'cardholder_authorizations', more));
}

/** Part of a hold became ours. */
export function captured(captureId: string, amount: Money): LedgerTransaction {
  return transaction(`capture/${captureId}`, 'captured', [
    ...move('stripe_balance', 'sales', amount),
    ...move('cardholder_authorizations', 'card_holds', amount),
  ]);
}

/**
 * The same movement in the balance of the provider that made it: the rules of this file say `stripe_balance` for
 * whichever it is.
 */
export function inBalance(
  movement: LedgerTransaction,
  balance: ProviderCapabilities['balanceAccount'],
): LedgerTransaction {
  const entries = movement.entries.map((entry) =>
    entry.account === 'stripe_balance' ? { ...entry, account: balance } : entry,
  );
  return { ...movement, entries };
}

/** What was left of a hold went back to the buyer. */
export function released(authorizationId: string, amount: Money): LedgerTransaction {
  return transaction(`release/${authorizationId}`, 'released', move('cardholder_authorizations', 'card_holds', amount));
}

/** What was left of a hold was taken from us by the network. */
export function lost(authorizationId: string, amount: Money): LedgerTransaction {
  return transaction(`loss/${authorizationId}`, 'lost', move('cardholder_authorizations', 'card_holds', amount));
}

/** What a movement in the order's currency became in our balance, as its balance transaction says. */
export interface Arrival {
  /** In the order's currency, as it was booked before; negative for money that left. */
  readonly booked: Money;
  /** Before the fee, in the settlement currency; of the same sign. */
  readonly amount: Money;
  readonly fee: Money;
}

/** A capture arrived in our balance, less the provider's fee, where needed in another currency. */
export function settled(captureId: string, arrival: Arrival): LedgerTransaction {
  return transaction(`settlement/${captureId}`, 'settled', arrive(arrival));
}

/** A refund left our balance: what that was in the settlement currency, and what it cost. */
export function refundSettled(partId: string, arrival: Arrival): LedgerTransaction {
  return transaction(`refund-settlement/${partId}`, 'settled', arrive(arrival));
}

/** As `refundSettled`, for a refund that came back, at the rate of that day. */
export function refundFailureSettled(partId: string, arrival: Arrival): LedgerTransaction {
  return transaction(`refund-failure-settlement/${partId}`, 'settled', arrive(arrival));
}

/**
 * The balance gives up what was booked and gets what came of it; each currency sums to zero by itself, and what stands
 * on `stripe_balance` is what the provider's balance got.
 */
function arrive({ booked, amount, fee }: Arrival): LedgerEntry[] {
  return [...convert(booked, amount), ...move('processing_fees', 'stripe_balance', fee)];
}

function convert(booked: Money, arrived: Money): LedgerEntry[] {
  if (booked.currency === arrived.currency) return [];
  return [
    ...move('currency_conversion', 'stripe_balance', booked),
    ...move('stripe_balance', 'currency_conversion', arrived),
  ];
}

/** Captured money left our balance for the buyer. */
export function refunded(partId: string, amount: Money): LedgerTransaction {
  return transaction(`refund/${partId}`, 'refunded', move('refunds', 'stripe_balance', amount));
}

/** The buyer's bank sent a refund back: the money is in our balance again. */
export function refundFailed(partId: string, amount: Money): LedgerTransaction {
  return transaction(`refund-failure/${partId}`, 'refund_failed', move('stripe_balance', 'refunds', amount));
}

/** The buyer's bank took captured money back. */
export function disputeWithdrawn(balanceTransactionId: string, amount: Money): LedgerTransaction {
  const entries = move('disputes', 'stripe_balance', amount);
  return transaction(`dispute-withdrawal/${balanceTransactionId}`, 'dispute_withdrawn', entries);
}

/** The buyer's bank gave disputed money back to us. */
export function disputeReinstated(balanceTransactionId: string, amount: Money): LedgerTransaction {
  const entries = move('stripe_balance', 'disputes', amount);
  return transaction(`dispute-reinstatement/${balanceTransactionId}`, 'dispute_reinstated', entries);
}

/**
 * What a withdrawal or its return was in the settlement currency, and the provider's price of it; below zero one given
 * back.
 */
export function disputeSettled(balanceTransactionId: string, arrival: Arrival): LedgerTransaction {
  return transaction(`dispute-settlement/${balanceTransactionId}`, 'dispute_settled', arrive(arrival));
}

/** Part of what was captured left our balance for a connected account. */
export function transferred(captureId: string, share: MovedShare): LedgerTransaction {
  return transaction(`transfer/${captureId}`, 'transferred', leave('connect_transfers', share));
}

/** Our fee came out of what a connected account had been sent. */
export function applicationFee(captureId: string, share: MovedShare): LedgerTransaction {
  const entries = enter('connect_fees', share);
  return transaction(`application-fee/${captureId}`, 'application_fee', entries);
}

/** What a connected account had been sent came back to our balance. */
export function transferReversed(reversalId: string, share: MovedShare): LedgerTransaction {
  const entries = enter('connect_transfers', share);
  return transaction(`reversal/${reversalId}`, 'transfer_reversed', entries);
}

/** Our fee went back to the connected account. */
export function applicationFeeRefunded(reversalId: string, share: MovedShare): LedgerTransaction {
  const entries = leave('connect_fees', share);
  return transaction(`reversal/${reversalId}`, 'application_fee_refunded', entries);
}

/** Money between us and a connected account. Neither is below zero: which way it went, the movement says. */
export interface MovedShare {
  /** As the provider's object says it: an application fee is in the currency of the payment. */
  readonly amount: Money;
  /** What our balance gave or got for it; null when that is not known, and taken to be the same. */
  readonly inBalance: Money | null;
}

function enter(account: LedgerAccount, { amount, inBalance }: MovedShare): LedgerEntry[] {
  return [...move('stripe_balance', account, amount), ...convert(amount, inBalance ?? amount)];
}

function leave(account: LedgerAccount, { amount, inBalance }: MovedShare): LedgerEntry[] {
  return [...move(account, 'stripe_balance', amount), ...convert(negative(amount), negative(inBalance ?? amount))];
}

function negative({ amount, currency }: Money): Money {
  return { amount: -amount, currency };
}

function transaction(
  sourceKey: string,
  kind: LedgerTransaction['kind'],
  entries: readonly LedgerEntry[],
): LedgerTransaction {
  return { sourceKey, kind, entries };
}

/** Nothing is written for nothing: a zero movement has no entries. A negative one runs the other way. */
function move(debit: LedgerAccount, credit: LedgerAccount, { amount, currency }: Money): LedgerEntry[] {
  if (amount === 0) return [];
  if (amount < 0) return move(credit, debit, { amount: -amount, currency });
  return [
    { account: debit, side: 'debit', amount: { amount, currency } },
    { account: credit, side: 'credit', amount: { amount, currency } },
  ];
}
