import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { renderCharge } from '../charges/charge';
import type { Charge } from '../charges/charge';
import { emit } from '../events/emit';
import type { Decline, PaymentMethod } from '../payment-methods/payment-method';
import { renderPaymentMethod } from '../payment-methods/payment-method';
import { WooshPayError } from '../requests/error';
import type { ErrorFields } from '../requests/error';
import type { Context } from '../requests/request';
import { shown } from '../show';
import { challengeRedirect, ddcRedirect, optionsOf, walletRedirect } from './next-action';
import type { NextAction } from './next-action';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

/** Whether the buyer is there. */
export interface Presence {
  readonly offSession: boolean;
}

/** What a bank says that wants to hear from a buyer who is away. */
const NEEDS_BUYER: Omit<Decline, 'when'> = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'The bank asks for the buyer, who is not there.',
};

/** Tries a payment method. Gives the refusal when it is declined, which the PaymentIntent then shows. */
export function attempt(
  context: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  presence: Presence,
): WooshPayError | undefined {
  // Documented of confirmation_method manual: the buyer has answered, and the server goes on.
  const hasAnswered = intent.status === 'requires_confirmation' && intent.threeDSecure === 'passed';
  intent.paymentMethod = method.id;
  intent.lastPaymentError = null;
  if (!hasAnswered) intent.threeDSecure = null;
  const action = hasAnswered ? null : actionFor(context, intent, method);
  if (action === null) return authorize(context, intent, method, presence);
  if (presence.offSession) return decline(context, intent, method, NEEDS_BUYER);
  ask(context, intent, action);
  return undefined;
}

/** What the buyer must do first; null: nothing. */
function actionFor(context: Context, intent: PaymentIntent, method: PaymentMethod): NextAction | null {
  const { authentication, offSession } = method.behaviour;
  const { returnUrl } = intent;
  const url = pageOf(context, intent);
  if (authentication === 'redirect') {
    return walletRedirect(method.type, url, returnUrl, optionsOf(intent.paymentMethodOptions, method.type));
  }
  if (offSession === 'needs_buyer_once' && method.isAuthenticated) return null;
  if (authentication === 'ddc_then_challenge') return ddcRedirect(url, returnUrl);
  const wanted = optionsOf(intent.paymentMethodOptions, 'card')['request_three_d_secure'];
  const isAsked = authentication === 'challenge' || wanted === 'any' || wanted === 'challenge';
  return isAsked ? challengeRedirect(url, returnUrl) : null;
}

/** The page of the emulator that plays the bank, or the wallet. A browser has no key: the address names the account. */
export function pageOf({ account, origin }: Context, { id }: { readonly id: string }): string {
  return `${origin}/_emulator/challenges/${account.id}/${id}`;
}

/** Sends the buyer to a page. */
export function ask(context: Context, intent: PaymentIntent, action: NextAction): void {
  intent.status = 'requires_action';
  intent.nextAction = action;
  if (action.type === 'challenge_redirect' || action.type === 'ddc_redirect') intent.threeDSecure = 'pending';
  emitIntent(context, 'payment_intent.requires_action', intent);
}

/** The bank says yes or no. */
export function authorize(
  context: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  { offSession }: Presence,
): WooshPayError | undefined {
  const { authentication, decline: declined } = method.behaviour;
  if (declined !== null && (declined.when === 'always' || offSession)) {
    return decline(context, intent, method, declined);
  }
  if (authentication === 'frictionless') intent.threeDSecure = 'frictionless';
  const charge = makeCharge(context, intent, method, null);
  intent.nextAction = null;
  if (intent.captureMethod === 'manual') hold(context, intent, charge, method);
  else pay(context, intent, charge);
  keepCard(intent, method);
  return undefined;
}

function hold(context: Context, intent: PaymentIntent, charge: Charge, method: PaymentMethod): void {
  const { account } = context;
  intent.status = 'requires_capture';
  intent.amountCapturable = intent.amount;
  account.due.add(endOfHold(context, intent, method), { kind: 'expire_hold', intent, charge });
  emit(context, 'charge.succeeded', intent.id, renderCharge(account, charge));
  emitIntent(context, 'payment_intent.amount_capturable_updated', intent);
}

/** Documented: a set number of days after they are created, 7 by default. */
function endOfHold({ account, now }: Context, intent: PaymentIntent, { behaviour }: PaymentMethod): number {
  if (behaviour.holdSeconds !== null) return now + behaviour.holdSeconds;
  const { hold_counts_from: from, hold_window_seconds: window } = account.settings;
  // One that was confirmed after its last day is let go of at once.
  return Math.max(now, (from === 'creation' ? intent.created : now) + window);
}

function pay(context: Context, intent: PaymentIntent, charge: Charge): void {
  intent.status = 'succeeded';
  intent.amountReceived = intent.amount;
  charge.captured = true;
  charge.amountCaptured = charge.amount;
  emit(context, 'charge.succeeded', intent.id, renderCharge(context.account, charge));
  emitIntent(context, 'payment_intent.succeeded', intent);
}

/** Documented: attached after the confirmation and whatever the buyer had to do. */
function keepCard(intent: PaymentIntent, method: PaymentMethod): void {
  if (intent.threeDSecure === 'passed') method.isAuthenticated = true;
  if (intent.setupFutureUsage === null || intent.customer === null || method.type !== 'card') return;
  method.customer = intent.customer;
}

/** The bank says no: another payment method may be tried. */
export function decline(
  context: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  declined: Omit<Decline, 'when'>,
): WooshPayError {
  const { code, declineCode, message } = declined;
  const charge = makeCharge(context, intent, method, { code, message });
  const fields: ErrorFields = {
    type: 'card_error',
    code,
    ...(declineCode !== null && { decline_code: declineCode }),
    message,
    payment_method: shownMethod(context, method),
  };
  intent.status = 'requires_payment_method';
  intent.paymentMethod = null;
  intent.nextAction = null;
  intent.lastPaymentError = fields;
  emit(context, 'charge.failed', intent.id, renderCharge(context.account, charge));
  emitIntent(context, 'payment_intent.payment_failed', intent);
  return new WooshPayError(402, fields, true);
}

function shownMethod({ account }: Context, method: PaymentMethod): JsonObject {
  return shown(account, renderPaymentMethod(account, method));
}

function makeCharge(
  { account, now }: Context,
  intent: PaymentIntent,
  method: PaymentMethod,
  failure: Charge['failure'],
): Charge {
  const charge = account.charges.add({
    id: account.ids.next('ch'),
    created: now,
    paymentIntent: intent.id,
    paymentMethod: method.id,
    amount: intent.amount,
    currency: intent.currency,
    customer: intent.customer,
    failure,
    status: failure === null ? 'succeeded' : 'failed',
    captured: false,
    amountCaptured: 0,
    amountRefunded: 0,
  });
  intent.latestCharge = charge.id;
  return charge;
}

type IntentEvent = Extract<Parameters<typeof emit>[1], `payment_intent.${string}`>;

export function emitIntent(context: Context, type: IntentEvent, intent: PaymentIntent): void {
  emit(context, type, intent.id, renderPaymentIntent(context.account, intent));
}
