import type { Params } from '../../wire/params';
import type { Charge } from '../charges/charge';
import { checkedStep, refuseBelowMinimum } from '../currency';
import { isRefunded, renderCharge } from '../charges/charge';
import { addCapture } from '../charges/settle';
import { readShares } from '../connected-accounts/split';
import type { GivenShares } from '../connected-accounts/split';
import { announceDisputes } from '../disputes/open';
import { invalidRequest, refusal, unexpectedState } from '../error';
import { emit } from '../events/emit';
import { mergedMetadata } from '../metadata';
import { refundRelease } from '../refunds/release';
import { lowerWarning, warnOfFraud } from '../radar/warn-of-fraud';
import type { Context, Operation } from '../request';
import { detailsAfterCapture } from './capture-details';
import { changedPaymentDetails } from './changes';
import { findPaymentIntent } from './find';
import { heldCharge, renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';
import { checkedSuffix, refuseDescriptor } from './statement-descriptor';

/** Documented in September 2026: 50 non-final captures, then one final one. */
const MAX_NON_FINAL_CAPTURES = 50;

interface CapturePlan {
  readonly amount: number;
  readonly multicapture: boolean;
  /** No capture can follow: it is final, or takes the last of the hold. */
  readonly closes: boolean;
}

export const capturePaymentIntent: Operation = (context, params, id) => {
  const intent = findPaymentIntent(context.account, id);
  captureIntent(context, intent, params, 'amount_to_capture');
  return () => renderPaymentIntent(intent);
};

/** Takes money of a hold; `amountName` is what the request calls the amount. */
export function captureIntent(context: Context, intent: PaymentIntent, params: Params, amountName: string): void {
  const asked = params.int(amountName);
  if (asked !== undefined && asked < 0) throw invalidRequest('Invalid non-negative integer', amountName);
  refuseDescriptor(params);
  refuseState(intent);
  const charge = heldCharge(intent);
  if (asked !== undefined) checkedStep(asked, intent.currency, amountName);
  const plan = planCapture(intent, charge, asked ?? intent.amountCapturable, params.flag('final_capture') ?? true);
  const { capture_below_minimum: small } = context.account.settings;
  if (plan.amount > 0 && small === 'refused') refuseBelowMinimum(plan.amount, intent.currency);
  const suffix = checkedSuffix(params) ?? intent.statementDescriptorSuffix;
  const metadata = mergedMetadata(intent.metadata, params);
  const paymentDetails = changedPaymentDetails(intent.paymentDetails, params);
  const details = detailsFor(context, intent, params, plan);
  const shares = readShares(charge, params, plan.amount);
  // Everything that could refuse has been asked: from here on the capture happens, with its metadata.
  intent.metadata = metadata;
  intent.paymentDetails = paymentDetails;
  intent.statementDescriptorSuffix = suffix;
  intent.amountDetails = details.shown;
  if (plan.amount > 0) intent.captureDetails = details.captures;
  take(context, intent, charge, plan, shares);
}

function detailsFor(
  context: Context,
  intent: PaymentIntent,
  params: Params,
  { amount, multicapture }: CapturePlan,
): ReturnType<typeof detailsAfterCapture> {
  const takesAll = intent.amountReceived === 0 && amount >= intent.amount;
  return detailsAfterCapture(intent, params, { amount, multicapture, takesAll }, context.account.ids);
}

function planCapture(intent: PaymentIntent, charge: Charge, amount: number, final: boolean): CapturePlan {
  if (charge.outcome.kind !== 'authorized') throw new Error(`Bug! ${charge.id} holds no money`);
  const { authorization } = charge.outcome;
  const { multicapture } = authorization;
  if (charge.paymentMethod.card.losesHold) throw holdLost();
  if (!final && !multicapture) {
    throw refusal(
      '`final_capture` can only be set to `false` when multicapture is available for this PaymentIntent.',
      'final_capture',
      'payment_intent_invalid_parameter',
    );
  }
  if (amount === 0 && !(final && multicapture && charge.captures.length > 0)) {
    // Recorded for a plain hold, `amount` instead of the parameter's own name included.
    throw invalidRequest('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  }
  if (!final && charge.captures.length >= MAX_NON_FINAL_CAPTURES) {
    throw refusal(
      `This PaymentIntent has already been captured ${String(MAX_NON_FINAL_CAPTURES)} times without ` +
        '`final_capture`, which is the most that is allowed. Only a final capture can follow.',
      'final_capture',
      'payment_intent_invalid_parameter',
    );
  }
  // More than the hold only with overcapture and only at the end: how the two go together is not documented (assumed).
  const over = final ? authorization.maximumCapturable - charge.amount : 0;
  if (amount > intent.amountCapturable + over) {
    throw refusal(
      'The payment could not be captured because the requested capture amount is greater than the amount you can ' +
        'capture for this charge. Contact us via https://support.stripe.com/contact/ for help.',
      undefined,
      'amount_too_large',
    );
  }
  return { amount, multicapture, closes: final || amount === intent.amountCapturable };
}

/** The code is documented, what brings it about is a test card of the emulator's own (assumed). */
function holdLost(): Error {
  return refusal(
    'The charge cannot be captured as the authorization has expired.',
    undefined,
    'capture_charge_authorization_expired',
  );
}

function take(context: Context, intent: PaymentIntent, charge: Charge, plan: CapturePlan, shares: GivenShares): void {
  const capturableBefore = intent.amountCapturable;
  if (plan.amount > 0) addCapture(context, charge, plan.amount, shares);
  intent.connect = charge.connect;
  intent.amountReceived += plan.amount;
  intent.amountCapturable = Math.max(0, capturableBefore - plan.amount);
  const rest = intent.amountCapturable;
  if (plan.closes) closeHold(intent, charge);
  if (rest > 0 && !plan.multicapture && context.ways.refundsReleases) refundRelease(context, charge, rest, null);
  if (plan.multicapture) {
    emit(context, 'payment_intent.amount_capturable_updated', intent.id, renderPaymentIntent(intent), {
      amount_capturable: capturableBefore,
    });
  }
  if (plan.closes) emitClosed(context, intent, charge);
  else announceAftermath(context, charge);
}

/** What is left goes back to the buyer; `charge.amount` stays what was authorized, refunds play no part (documented). */
export function closeHold(intent: PaymentIntent, charge: Charge): void {
  intent.amountReleased += intent.amountCapturable;
  intent.amountCapturable = 0;
  intent.status = 'succeeded';
  charge.captured = true;
  // Overcapture: the PaymentIntent's amount becomes what was captured (documented).
  intent.amount = Math.max(intent.amount, intent.amountReceived);
}

export function emitClosed(context: Context, intent: PaymentIntent, charge: Charge): void {
  emit(context, 'charge.captured', intent.id, renderCharge(charge), {
    captured: false,
    ...(isRefunded(charge) && { refunded: false }),
  });
  announceAftermath(context, charge);
  emit(context, 'payment_intent.succeeded', intent.id, renderPaymentIntent(intent));
}

/** The buyer objects, or the bank warns, as soon as money was taken. */
function announceAftermath(context: Context, charge: Charge): void {
  announceDisputes(context, charge);
  warnOfFraud(context, charge);
  lowerWarning(context, charge);
}

/** Recorded messages. */
function refuseState(intent: PaymentIntent): void {
  if (intent.status === 'requires_capture') return;
  throw unexpectedState(stateMessage(intent), renderPaymentIntent(intent));
}

function stateMessage({ status, amountReleased }: PaymentIntent): string {
  if (status !== 'succeeded') {
    return (
      `This PaymentIntent could not be captured because it has a status of ${status}. Only a PaymentIntent with one ` +
      'of the following statuses may be captured: requires_capture.'
    );
  }
  if (amountReleased === 0) {
    return 'This PaymentIntent could not be captured because it has already been captured.';
  }
  return (
    'The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized ' +
    'amount has been released.'
  );
}
