import type { ProviderCapabilities } from '../capabilities/payment-provider';
import type { Money } from '../money/money';
import { amountOf, type Breakdown } from '../orders/shipment-price';
import { accountOfPart, partsOf, type LedgerAccount, type PricedGroup } from './accounts';

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
  'sales_split',
  'refunds_split',
  'paid_out',
  'payout_arrived',
  'payout_returned',
] as const;

/** Why money moved. */
export type LedgerTransactionKind = (typeof LEDGER_TRANSACTION_KINDS)[number];

/** One movement of money: its debits equal its credits in every currency, and its source key makes it happen once. */
export interface LedgerTransaction {
  readonly sourceKey: string;
  readonly kind: LedgerTransactionKind;
  readonly entries: readonly LedgerEntry[];
  /** When the money moved, ISO 8601; absent: when it was recorded. */
  readonly occurredAt?: string;
  /** The movement of the provider's balance that shows it; absent: none does, or it is not known yet. */
  readonly balanceTransactionId?: string;
}

/** When a movement happened, and what shows it at the provider. */
export interface Evidence {
  /** Null: not known yet. */
  readonly balanceTransactionId: string | null;
  /** ISO 8601; null: it is not known any better than when it was recorded. */
  readonly createdAt: string | null;
}

/** The same movement, with what the provider shows of it. */
export function shownBy(movement: LedgerTransaction, evidence: Evidence | null): LedgerTransaction {
  const { balanceTransactionId = null, createdAt: occurredAt = null } = evidence ?? {};
  return {
    ...movement,
    ...(occurredAt !== null && { occurredAt }),
    ...(balanceTransactionId !== null && { balanceTransactionId }),
  };
}

/** What is sold or given back, and what the money is for. */
export interface Worth {
  readonly amount: Money;
  /** Null, or of another sum: nobody can say what it is for, and it is booked undivided. */
  readonly breakdown: Breakdown | null;
}

/** A hold was placed: a memo pair, for nothing is ours yet. */
export function holdPlaced(authorizationId: string, held: Money): LedgerTransaction {
  return movement(`hold/${authorizationId}`, 'hold_placed', move('card_holds', 'cardholder_authorizations', held));
}

/** More of the same card was held. @param cause the increment, or the capture above the hold */
export function holdIncremented(cause: string, more: Money): LedgerTransaction {
  return movement(`raise/${cause}`, 'hold_incremented', move('card_holds', 'cardholder_authorizations', more));
}

/** Part of a hold became ours. */
export function captured(captureId: string, sold: Worth): LedgerTransaction {
  return movement(`capture/${captureId}`, 'captured', [
    ...exchange('stripe_balance', 'sales', 'credit', sold),
    ...move('cardholder_authorizations', 'card_holds', sold.amount),
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

/**
 * Money against what it is for. A sum of nothing is written as nothing, also where a discount takes all of the goods;
 * but what credits paid for was sold, and goes back, like anything else.
 * @param side of the group: sales are credited, refunds debited
 */
function exchange(
  account: LedgerAccount,
  group: PricedGroup,
  side: LedgerEntry['side'],
  { amount, breakdown }: Worth,
): LedgerEntry[] {
  const other = side === 'credit' ? 'debit' : 'credit';
  if (breakdown === null || amountOf(breakdown) !== amount.amount)
    return side === 'credit' ? move(account, group, amount) : move(group, account, amount);
  if (amount.amount === 0 && (breakdown.credit ?? 0) === 0) return [];
  const parts = partsOf(breakdown).map(([part, of]) => posted(accountOfPart(group, part), side, of, amount.currency));
  const money = posted(account, other, amount.amount, amount.currency);
  return (side === 'credit' ? [money, ...parts] : [...parts, money]).flat();
}

/** One side of a movement; below zero it stands on the other side. */
function posted(account: LedgerAccount, side: LedgerEntry['side'], amount: number, currency: string): LedgerEntry[] {
  if (amount === 0) return [];
  if (amount > 0) return [{ account, side, amount: { amount, currency } }];
  return posted(account, side === 'debit' ? 'credit' : 'debit', -amount, currency);
}

/** What was left of a hold went back to the buyer. */
export function released(authorizationId: string, amount: Money): LedgerTransaction {
  return movement(`release/${authorizationId}`, 'released', move('cardholder_authorizations', 'card_holds', amount));
}

/** What was left of a hold was taken from us by the network. */
export function lost(authorizationId: string, amount: Money): LedgerTransaction {
  return movement(`loss/${authorizationId}`, 'lost', move('cardholder_authorizations', 'card_holds', amount));
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
  return movement(`settlement/${captureId}`, 'settled', arrive(arrival));
}

/** A refund left our balance: what that was in the settlement currency, and what it cost. */
export function refundSettled(partId: string, arrival: Arrival): LedgerTransaction {
  return movement(`refund-settlement/${partId}`, 'settled', arrive(arrival));
}

/** As `refundSettled`, for a refund that came back, at the rate of that day. */
export function refundFailureSettled(partId: string, arrival: Arrival): LedgerTransaction {
  return movement(`refund-failure-settlement/${partId}`, 'settled', arrive(arrival));
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
export function refunded(partId: string, given: Worth): LedgerTransaction {
  return movement(`refund/${partId}`, 'refunded', exchange('stripe_balance', 'refunds', 'debit', given));
}

/** The buyer's bank sent a refund back: the money is in our balance again. */
export function refundFailed(partId: string, given: Worth): LedgerTransaction {
  return movement(`refund-failure/${partId}`, 'refund_failed', exchange('stripe_balance', 'refunds', 'credit', given));
}

/** The buyer's bank took captured money back. */
export function disputeWithdrawn(balanceTransactionId: string, amount: Money): LedgerTransaction {
  const entries = move('disputes', 'stripe_balance', amount);
  return movement(`dispute-withdrawal/${balanceTransactionId}`, 'dispute_withdrawn', entries);
}

/** The buyer's bank gave disputed money back to us. */
export function disputeReinstated(balanceTransactionId: string, amount: Money): LedgerTransaction {
  const entries = move('stripe_balance', 'disputes', amount);
  return movement(`dispute-reinstatement/${balanceTransactionId}`, 'dispute_reinstated', entries);
}

/**
 * What a withdrawal or its return was in the settlement currency, and the provider's price of it; below zero one given
 * back.
 */
export function disputeSettled(balanceTransactionId: string, arrival: Arrival): LedgerTransaction {
  return movement(`dispute-settlement/${balanceTransactionId}`, 'dispute_settled', arrive(arrival));
}

/** Part of what was captured left our balance for a connected account. */
export function transferred(captureId: string, share: MovedShare): LedgerTransaction {
  return movement(`transfer/${captureId}`, 'transferred', leave('connect_transfers', share));
}

/** Our fee came out of what a connected account had been sent. */
export function applicationFee(captureId: string, share: MovedShare): LedgerTransaction {
  const entries = enter('connect_fees', share);
  return movement(`application-fee/${captureId}`, 'application_fee', entries);
}

/** What a connected account had been sent came back to our balance. */
export function transferReversed(reversalId: string, share: MovedShare): LedgerTransaction {
  const entries = enter('connect_transfers', share);
  return movement(`reversal/${reversalId}`, 'transfer_reversed', entries);
}

/** Our fee went back to the connected account. */
export function applicationFeeRefunded(reversalId: string, share: MovedShare): LedgerTransaction {
  const entries = leave('connect_fees', share);
  return movement(`reversal/${reversalId}`, 'application_fee_refunded', entries);
}

/** A connected account's share of what a bank took came back to our balance. */
export function disputedShareTakenBack(transferId: string, share: MovedShare): LedgerTransaction {
  return movement(`dispute-transfer/${transferId}`, 'transfer_reversed', enter('connect_transfers', share));
}

/** A connected account's share left our balance again, because the bank gave back what it had taken. */
export function disputedShareGivenAgain(transferId: string, share: MovedShare): LedgerTransaction {
  return movement(`dispute-transfer/${transferId}`, 'transferred', leave('connect_transfers', share));
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

/** A movement by its parts. @param sourceKey is posted once, however often it is asked for */
export function movement(
  sourceKey: string,
  kind: LedgerTransaction['kind'],
  entries: readonly LedgerEntry[],
): LedgerTransaction {
  return { sourceKey, kind, entries };
}

/** Nothing is written for nothing: a zero movement has no entries. A negative one runs the other way. */
export function move(debit: LedgerAccount, credit: LedgerAccount, { amount, currency }: Money): LedgerEntry[] {
  if (amount === 0) return [];
  if (amount < 0) return move(credit, debit, { amount: -amount, currency });
  return [
    { account: debit, side: 'debit', amount: { amount, currency } },
    { account: credit, side: 'credit', amount: { amount, currency } },
  ];
}
