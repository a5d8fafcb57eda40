import { enter } from '../balance-transactions/enter';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { renderPayout } from './payout';
import type { Payout, PayoutFailure } from './payout';

/** The bank has it now: nobody can cancel it any more (documented). */
export function submitPayout(context: Context, payout: Payout): void {
  if (payout.status !== 'pending') return;
  const before = renderPayout(payout);
  payout.status = 'in_transit';
  emit(context, 'payout.updated', payout.id, renderPayout(payout), {
    ...(payout.automatic && { reconciliation_status: before['reconciliation_status'] ?? null }),
    status: 'pending',
  });
  if (payout.automatic) emit(context, 'payout.reconciliation_completed', payout.id, renderPayout(payout));
}

/** It has arrived, or comes back: the account's settings say which. */
export function endPayout(context: Context, payout: Payout): void {
  if (payout.status !== 'in_transit') return;
  const { payout_outcome: outcome } = context.account.settings;
  if (outcome === 'paid') {
    payout.status = 'paid';
    emit(context, 'payout.paid', payout.id, renderPayout(payout));
  } else {
    failPayout(context, payout, outcome);
  }
}

function failPayout(context: Context, payout: Payout, failure: PayoutFailure): void {
  payout.status = 'failed';
  payout.failure = failure;
  giveBack(context, payout, 'payout_failure');
  emit(context, 'payout.failed', payout.id, renderPayout(payout));
}

export function cancelWaitingPayout(context: Context, payout: Payout): void {
  payout.status = 'canceled';
  giveBack(context, payout, 'payout_cancel');
  emit(context, 'payout.canceled', payout.id, renderPayout(payout));
}

/** The money is in the balance again (documented). */
function giveBack(context: Context, payout: Payout, type: 'payout_cancel' | 'payout_failure'): void {
  const { amount, currency, id } = payout;
  const description = type === 'payout_cancel' ? 'STRIPE PAYOUT CANCEL' : 'STRIPE PAYOUT FAILURE';
  payout.failureBalanceTransaction = enter(context, { type, source: id, amount, currency, description }).id;
}
