import { z } from 'zod';
import { reportedMoney, type Money } from '../domain/money';
import type { Settlement } from '../domain/settlement';
import { instant, optional, readAnswer, unreadable } from './answer';

const balanceTransaction = z.object({
  id: z.string().min(1),
  type: z.string(),
  created: instant,
  currency: z.string(),
  amount: z.int(),
  fee: z.int(),
  net: z.int(),
  exchange_rate: optional(z.number().positive()),
});

/** Captures arrive as `charge`, or as `payment` for some methods; refunds, fees and transfers are other facts. */
const CAPTURE_TYPES: ReadonlySet<string> = new Set(['charge', 'payment']);

/**
 * Reads a balance transaction as the settlement of a capture; undefined when it is about something else.
 * @throws ProviderUnavailable when Stripe's answer lacks what we need
 */
export function readSettlement(answer: unknown): Settlement | undefined {
  const { type, ...settlement } = readBalanceTransaction(answer);
  return CAPTURE_TYPES.has(type) ? settlement : undefined;
}

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
function decimalText(rate: number): string {
  const text = rate.toString();
  return text.includes('e') ? rate.toFixed(20).replace(/0+$/, '') : text;
}
