import type { Money } from '../money/money';
import { movement, move, type LedgerTransaction } from './ledger';

/** Money left the balance for the bank, less what the provider takes for that. */
export function paidOut(payoutId: string, amount: Money, fee: Money): LedgerTransaction {
  return movement(`payout/${payoutId}`, 'paid_out', [
    ...move('bank_in_transit', 'stripe_balance', amount),
    ...move('processing_fees', 'stripe_balance', fee),
  ]);
}

/** The bank has it. */
export function payoutArrived(payoutId: string, amount: Money): LedgerTransaction {
  return movement(`payout-arrival/${payoutId}`, 'payout_arrived', move('bank', 'bank_in_transit', amount));
}

/**
 * The bank sent it back, or it was canceled before it left: the money is in the balance again.
 * @param hadArrived whether it was booked at the bank before
 */
export function payoutReturned(payoutId: string, amount: Money, hadArrived: boolean): LedgerTransaction {
  const from = hadArrived ? 'bank' : 'bank_in_transit';
  return movement(`payout-return/${payoutId}`, 'payout_returned', move('stripe_balance', from, amount));
}
