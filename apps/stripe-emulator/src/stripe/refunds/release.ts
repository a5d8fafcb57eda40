import { enter } from '../balance-transactions/enter';
import { isRefunded, renderCharge } from '../charges/charge';
import type { Charge } from '../charges/charge';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { seconds } from '../request';
import { emitUpdated } from './finish';
import { renderRefund } from './refund';
import type { Refund } from './refund';

/**
 * What a hold did not give goes back as a Refund: so for requests before 2025-03-31.basil (documented). The state has
 * changed already; its other events come after this one (assumed).
 */
export function refundRelease(
  context: Context,
  charge: Charge,
  amount: number,
  reason: 'expired_uncaptured_charge' | null,
): Refund {
  const { account } = context;
  const released = account.refunds.add({
    id: account.ids.next('re'),
    created: seconds(context),
    amount,
    currency: charge.currency,
    charge: charge.id,
    customer: charge.customer,
    paymentIntent: charge.paymentIntent,
    paymentMethod: charge.paymentMethod.id,
    reason,
    balanceTransaction: null,
    transferReversal: null,
    metadata: new Map(),
    reference: null,
    status: 'succeeded',
    failure: null,
  });
  charge.released = released;
  emit(context, 'charge.refunded', charge.paymentIntent, renderCharge(charge), {
    amount_refunded: 0,
    ...(isRefunded(charge) && { refunded: false }),
  });
  return released;
}

/** The part of the authorized amount that was not captured leaves the balance again, with its fee (documented). */
export function settleRelease(context: Context, { currency, description, released }: Charge): void {
  if (released === null) return;
  const { amount, id } = released;
  const before = renderRefund(released);
  const leaving = { type: 'partial_capture_reversal', source: id, amount: -amount, currency, description } as const;
  released.balanceTransaction = enter(context, leaving).id;
  emitUpdated(context, released, before);
}
