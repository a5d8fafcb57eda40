import type { Account } from '../account';
import type { Charge } from '../charges/charge';
import { shownIntent } from '../charges/hidden-intent';
import { checkedStep, price } from '../currency';
import { isInquiry } from '../disputes/dispute';
import { invalidRequest, noSuchInParams, refusal } from '../error';
import { refuseShortBalance } from '../transfers/reverse';
import type { Params } from '../../wire/params';

/** The charge that a refund names, by itself or through its PaymentIntent. */
export function chargeToRefund(account: Account, params: Params): Charge {
  const [chargeId, intentId] = [params.text('charge'), params.text('payment_intent')];
  if (chargeId !== undefined && intentId !== undefined) {
    throw invalidRequest('You may pass only one of these parameters: charge, payment_intent.', 'charge');
  }
  if (chargeId !== undefined) {
    const charge = account.charges.get(chargeId);
    if (charge === undefined) throw noSuchInParams('charge', chargeId, 'charge');
    return charge;
  }
  if (intentId === undefined) {
    throw invalidRequest('One of the following params should be provided for this request: payment_intent or charge.');
  }
  const intent = account.paymentIntents.get(intentId);
  if (intent === undefined) throw noSuchInParams('payment_intent', intentId, 'payment_intent');
  const charge = intent.charges.at(-1);
  if (charge?.outcome.kind === 'authorized') return charge;
  throw refusal(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`);
}

/** The states in which nothing can be refunded. That the text names cancel, without code or param, is recorded. */
export function refuseUnrefundable(charge: Charge): void {
  if (charge.outcome.kind === 'declined')
    throw refusal(`Charge ${charge.id} did not succeed, so it has nothing to refund.`);
  if (charge.amountCaptured === 0) {
    const intent = shownIntent(charge.paymentIntent);
    const instead =
      intent === null ? 'Its hold has ended.' : `To release the hold, cancel its PaymentIntent (${intent}) instead.`;
    throw refusal(`Charge ${charge.id} has not been captured, so it cannot be refunded. ${instead}`);
  }
  if (charge.amountRefunded === charge.amountCaptured) {
    throw refusal(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded');
  }
  // Documented code; a lost chargeback has given the money back already, and an inquiry leaves it with the shop.
  if (charge.disputes.some((dispute) => !isInquiry(dispute) && dispute.status !== 'won')) {
    throw refusal(`Charge ${charge.id} has been charged back; cannot issue a refund.`, undefined, 'charge_disputed');
  }
}

/** At most what was received and not refunded yet, while captures may follow and after (documented, recorded). */
export function checkedRefundAmount(charge: Charge, asked: number | undefined): number {
  const left = charge.amountCaptured - charge.amountRefunded;
  const amount = asked ?? left;
  if (amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  }
  if (amount <= left) return checkedStep(amount, charge.currency, 'amount');
  const [wanted, rest] = [price(amount, charge.currency), price(left, charge.currency)];
  const limit = charge.amountRefunded === 0 ? 'charge amount' : 'unrefunded amount on charge';
  throw refusal(`Refund amount (${wanted}) is greater than ${limit} (${rest})`, 'amount');
}

/** What the platform's shares ask for besides: not with a part while captures may follow (documented; code assumed). */
export function refuseShares(account: Account, charge: Charge, amount: number, params: Params): void {
  const asks = (name: string): boolean => params.flag(name) === true;
  const name = ['refund_application_fee', 'reverse_transfer'].find(asks);
  if (name === undefined) return;
  const isPart = amount < charge.amountCaptured - charge.amountRefunded;
  if (!charge.captured && isPart) {
    throw refusal(
      `A partial refund with \`${name}\` is not supported while the PaymentIntent can still be captured.`,
      name,
      'payment_intent_invalid_parameter',
    );
  }
  if (asks('refund_application_fee') && charge.fees.length === 0) {
    throw refusal(`Charge ${charge.id} has no application fee to refund.`, 'refund_application_fee');
  }
  if (asks('reverse_transfer') && charge.transfers.length === 0) {
    throw refusal(`Charge ${charge.id} has no transfer to reverse.`, 'reverse_transfer');
  }
  if (asks('reverse_transfer')) refuseShortBalance(account);
}
