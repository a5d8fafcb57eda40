import { renderCharge } from '../charges/charge';
import type { Charge } from '../charges/charge';
import { emit } from '../events/emit';
import { mergedMetadata } from '../metadata';
import { findIntent } from '../payment-intents/find';
import { impossible, invalidRequest, noSuch } from '../requests/error';
import type { Context, Operation } from '../requests/request';
import { renderRefund } from './refund';
import type { Refund } from './refund';

/** Documented. */
const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer', 'resolved_dispute'] as const;

export const createRefund: Operation = (context, params) => {
  const { account, now } = context;
  const intent = findIntent(context, params.required('payment_intent', params.text('payment_intent')));
  const reason = params.choice('reason', REASONS) ?? null;
  const metadata = mergedMetadata(new Map(), params);
  const asked = params.intOrText('amount');
  const charge = account.charges.get(intent.latestCharge ?? '');
  if (charge === undefined || charge.amountCaptured === 0) {
    throw impossible('This PaymentIntent has nothing that could be refunded.', 'charge_not_refundable');
  }
  const left = charge.amountCaptured - charge.amountRefunded;
  if (left === 0) throw impossible('This PaymentIntent has already been refunded.', 'charge_already_refunded');
  const amount = asked ?? left;
  if (amount < 1) throw invalidRequest('Invalid amount: must be greater than or equal to 1.', 'amount_too_small');
  if (amount > left) throw impossible('amount is greater than what is left to refund.', 'amount_too_large');
  charge.amountRefunded += amount;
  const refund = account.refunds.add({
    id: account.ids.next('re'),
    created: now,
    amount,
    currency: intent.currency,
    paymentIntent: intent.id,
    charge: charge.id,
    reason,
    description: params.text('description') ?? null,
    metadata,
    willFail: account.paymentMethods.get(charge.paymentMethod)?.behaviour.refundFails ?? false,
    status: 'pending',
    failureReason: null,
  });
  emit(context, 'charge.refunded', intent.id, renderCharge(account, charge));
  begin(context, refund);
  return () => renderRefund(account, refund);
};

export const retrieveRefund: Operation = ({ account }, _params, [id]) => {
  const refund = account.refunds.get(id);
  if (refund === undefined) throw noSuch('refund', id);
  return () => renderRefund(account, refund);
};

/** A bank that takes no money back says so after this. */
const FAILS_AFTER_SECONDS = 5;

function begin(context: Context, refund: Refund): void {
  const { account, now } = context;
  const delay = account.settings.refund_delay_seconds;
  if (refund.willFail) account.due.add(now + Math.max(delay, FAILS_AFTER_SECONDS), { kind: 'finish_refund', refund });
  else if (delay > 0) account.due.add(now + delay, { kind: 'finish_refund', refund });
  else finishRefund(context, refund);
}

/** The bank has taken the money back, or has not. */
export function finishRefund(context: Context, refund: Refund): void {
  const { account } = context;
  if (refund.status !== 'pending') return;
  refund.status = refund.willFail ? 'failed' : 'succeeded';
  if (refund.willFail) {
    refund.failureReason = 'expired_or_canceled_card';
    giveBack(account.charges.get(refund.charge), refund);
  }
  emit(context, 'charge.refund.updated', refund.paymentIntent, renderRefund(account, refund));
}

function giveBack(charge: Charge | undefined, { amount }: Refund): void {
  if (charge !== undefined) charge.amountRefunded -= amount;
}
