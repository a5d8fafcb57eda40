import { z } from 'zod';
import { reportedMoney, type Money } from '../../domain/money/money';
import type { Settlement } from '../../domain/settlements/settlement';
import type { UnknownWord } from '../../domain/provider/unknown-answer';
import { unixInstant, optional, readAnswer, unreadable, word } from './answer';

/**
 * The parts of a balance transaction that Holdfast looks at. Source:
 * https://docs.stripe.com/api/balance_transactions/object
 */
const balanceTransaction = z.object({
  id: z.string().min(1),
  type: word,
  created: unixInstant,
  currency: z.string(),
  amount: z.int(),
  fee: z.int(),
  net: z.int(),
  exchange_rate: optional(z.number().positive()),
});

/**
 * Captures arrive as `charge`, or as `payment` for some methods; refunds, fees and transfers are other facts. Source:
 * https://docs.stripe.com/reports/balance-transaction-types
 */
const CAPTURE_TYPES: ReadonlySet<string> = new Set(['charge', 'payment']);

/**
 * Reads a balance transaction as the settlement of a capture; undefined when it is about something else, and its type
 * when nobody can say.
 * @throws ProviderUnavailable when Stripe's answer lacks what we need
 */
export function readSettlement(answer: unknown): Settlement | UnknownWord | undefined {
  const { type, ...settlement } = readBalanceTransaction(answer);
  if (CAPTURE_TYPES.has(type)) return settlement;
  if (OTHER_TYPES.has(type)) return undefined;
  return { object: 'balance_transaction', id: settlement.balanceTransactionId, field: 'type', value: type };
}

/**
 * Other movements that a charge is the source of, or can come to be: none of them is a capture. Source:
 * https://docs.stripe.com/reports/balance-transaction-types
 */
const OTHER_TYPES: ReadonlySet<string> = new Set([
  'adjustment',
  'advance',
  'advance_funding',
  'anticipation_repayment',
  'application_fee',
  'application_fee_refund',
  'contribution',
  'fee_credit_funding',
  'network_cost',
  'payment_failure_refund',
  'payment_network_reserve_hold',
  'payment_network_reserve_release',
  'payment_refund',
  'payment_reversal',
  'payment_unreconciled',
  'refund',
  'refund_failure',
  'reserve_transaction',
  'reserved_funds',
  'risk_reserved_funds',
  'stripe_balance_payment_debit',
  'stripe_balance_payment_debit_reversal',
  'stripe_fee',
  'stripe_fx_fee',
  'tax_fee',
  'transfer',
  'transfer_cancel',
  'transfer_failure',
  'transfer_refund',
  'validation',
]);

/** Any movement of our balance: a settlement is one of the type of a capture. Throws as `readSettlement` does. */
export function readBalanceTransaction(answer: unknown): Settlement & { readonly type: string } {
  const read = readAnswer(balanceTransaction, 'balance transaction', answer);
  const inSettlementCurrency = (amount: number): Money => {
    try {
      return reportedMoney(amount, read.currency);
    } catch (error) {
      const why = error instanceof RangeError ? error.message : 'its amount is no money';
      throw unreadable(`Stripe's balance transaction ${read.id} cannot be read: ${why}`, answer);
    }
  };
  return {
    type: read.type,
    balanceTransactionId: read.id,
    createdAt: read.created,
    amount: inSettlementCurrency(read.amount),
    fee: inSettlementCurrency(read.fee),
    net: inSettlementCurrency(read.net),
    exchangeRate: read.exchange_rate === null ? null : decimalText(read.exchange_rate),
  };
}

/** Digits without an exponent, as a numeric column takes them. */
export function decimalText(rate: number): string {
  const text = rate.toString();
  return text.includes('e') ? rate.toFixed(20).replace(/0+$/, '') : text;
}
