import { emitFeeRefunded, giveBack } from '../application-fees/give-back';
import { enter } from '../balance-transactions/enter';
import { isRefunded, renderCharge } from '../charges/charge';
import type { Charge } from '../charges/charge';
import { closeDispute } from '../disputes/decide';
import { isClosed } from '../disputes/dispute';
import { emit } from '../events/emit';
import { mergedMetadata } from '../metadata';
import type { Context, Operation } from '../request';
import { seconds } from '../request';
import { lowerWarning } from '../radar/warn-of-fraud';
import { closeReview } from '../radar/open-review';
import { emitReversed, reverse } from '../transfers/reverse';
import type { Params } from '../../wire/params';
import { refusal } from '../error';
import type { PaymentIntent } from '../payment-intents/payment-intent';
import { chargeToRefund, checkedRefundAmount, refuseShares, refuseUnrefundable } from './refusals';
import { renderRefund } from './refund';
import type { Refund } from './refund';
import { refundRelease } from './release';
import { proportion } from './shares';

/** Card refunds succeed at once (recorded), and Stripe keeps its fee for the payment (documented). */
export const createRefund: Operation = (context, params) => {
  const refund = refundOf(context, chargeToRefund(context.account, params), params);
  return () => renderRefund(refund);
};

/** Gives back what a request asks for; of a held charge without a PaymentIntent all of the hold (documented). */
export function refundOf(context: Context, charge: Charge, params: Params): Refund {
  const held = context.account.hiddenIntents.get(charge.paymentIntent);
  if (held?.status === 'requires_capture') return releaseHeld(context, held, charge, params);
  refuseUnrefundable(charge);
  const amount = checkedRefundAmount(charge, params.int('amount'));
  refuseShares(context.account, charge, amount, params);
  const metadata = mergedMetadata(new Map(), params);
  return give(context, charge, { amount, metadata, params });
}

/** This is how a hold of the older way is canceled. */
function releaseHeld(context: Context, intent: PaymentIntent, charge: Charge, params: Params): Refund {
  const held = intent.amountCapturable;
  const amount = params.int('amount') ?? held;
  if (amount !== held) {
    throw refusal('Partial refunds of uncaptured charges are not supported. Capture a part of it instead.', 'amount');
  }
  intent.amountReleased += held;
  intent.amountCapturable = 0;
  intent.status = 'canceled';
  return refundRelease(context, charge, held, null);
}

interface Wanted {
  readonly amount: number;
  readonly metadata: ReadonlyMap<string, string>;
  readonly params: Params;
}

function give(context: Context, charge: Charge, { amount, metadata, params }: Wanted): Refund {
  const { account } = context;
  const { currency } = charge;
  const id = account.ids.next('re');
  const pends = charge.paymentMethod.card.aftermath === 'refund_pends';
  const leaving = { type: 'refund', source: id, amount: -amount, currency, description: 'REFUND FOR CHARGE' } as const;
  const balanceTransaction = enter(context, leaving).id;
  const share = { part: amount, isLast: charge.amountRefunded + amount === charge.amountCaptured };
  const reversed = params.flag('reverse_transfer') === true ? reverseShares(context, charge, id, share) : [];
  const givenBack = params.flag('refund_application_fee') === true ? giveBackShares(context, charge, share) : [];
  const refund = account.refunds.add({
    id,
    created: seconds(context),
    amount,
    currency,
    charge: charge.id,
    customer: charge.customer,
    paymentIntent: charge.paymentIntent,
    paymentMethod: charge.paymentMethod.id,
    reason: params.text('reason') ?? null,
    balanceTransaction,
    transferReversal: reversed.at(-1)?.reversal ?? null,
    metadata,
    reference: null,
    status: pends ? 'pending' : 'succeeded',
    failure: null,
  });
  emitRefund(context, charge, refund);
  for (const { item, amount: part } of reversed) emitReversed(context, item, charge.paymentIntent, part);
  for (const { item, amount: part } of givenBack) emitFeeRefunded(context, item, charge.paymentIntent, part);
  endInquiry(context, charge);
  if (isRefunded(charge)) endRadar(context, charge, refund);
  const delay = account.settings.settlement_delay_seconds;
  if (delay !== null) account.due.add(context.now + delay, { kind: 'finish_refund', refund });
  return refund;
}

interface Share {
  readonly part: number;
  /** Nothing of the charge is left after it. */
  readonly isLast: boolean;
}

/** In proportion to what is refunded (documented). */
function reverseShares(context: Context, charge: Charge, refund: string, { part, isLast }: Share): Reversed[] {
  const measure = ({ amount, amountReversed }: Charge['transfers'][number]): { amount: number; taken: number } => ({
    amount,
    taken: amountReversed,
  });
  return proportion(charge.transfers, measure, part, charge.amountCaptured, isLast).map((share) => ({
    ...share,
    reversal: reverse(context, share.item, { amount: share.amount, refund, metadata: new Map() }).id,
  }));
}

interface Reversed {
  readonly item: Charge['transfers'][number];
  readonly amount: number;
  readonly reversal: string;
}

function giveBackShares(
  context: Context,
  charge: Charge,
  { part, isLast }: Share,
): { readonly item: Charge['fees'][number]; readonly amount: number }[] {
  const measure = ({ amount, amountRefunded }: Charge['fees'][number]): { amount: number; taken: number } => ({
    amount,
    taken: amountRefunded,
  });
  const shares = proportion(charge.fees, measure, part, charge.amountCaptured, isLast);
  for (const { item, amount } of shares) giveBack(context, item, amount, new Map());
  return shares;
}

function emitRefund(context: Context, charge: Charge, refund: Refund): void {
  const before = charge.amountRefunded;
  charge.refunds.push(refund);
  charge.amountRefunded += refund.amount;
  emit(context, 'refund.created', charge.paymentIntent, renderRefund(refund));
  emit(context, 'charge.refunded', charge.paymentIntent, renderCharge(charge), {
    amount_refunded: before,
    ...(isRefunded(charge) && { refunded: false }),
  });
}

/** Nothing is left to look at, or to warn of. */
function endRadar(context: Context, charge: Charge, { reason }: Refund): void {
  closeReview(context, charge, reason === 'fraudulent' ? 'refunded_as_fraud' : 'refunded');
  lowerWarning(context, charge);
}

/** An inquiry has nothing left to ask once everything was refunded (documented). */
function endInquiry(context: Context, { amountCaptured, amountRefunded, disputes }: Charge): void {
  if (amountRefunded < amountCaptured) return;
  for (const dispute of disputes.filter((each) => !isClosed(each))) closeDispute(context, dispute, 'lost');
}
