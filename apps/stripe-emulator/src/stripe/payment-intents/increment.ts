import type { Params } from '../../wire/params';
import { renderCharge } from '../charges/charge';
import type { Charge } from '../charges/charge';
import type { Authorization } from '../charges/authorization';
import { maximumCapturable } from '../charges/networks';
import { changedTerms } from '../connected-accounts/connect-terms';
import { checkedAmount, convert } from '../currency';
import { invalidRequest, refusal, unexpectedState } from '../error';
import { emit } from '../events/emit';
import { mergedMetadata } from '../metadata';
import { GENERIC_DECLINE } from '../payment-methods/decline';
import type { Context, Operation } from '../request';
import { changedDetails, changedPaymentDetails } from './changes';
import { cardError } from './confirming/decline';
import { findPaymentIntent } from './find';
import { heldCharge, renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';
import { checkedDescriptor } from './statement-descriptor';

/** Documented: declined attempts count too. */
const MAX_ATTEMPTS = 10;

/** One step adds at most the higher of 500 US dollars and 500 % (documented). */
const STEP = { cents: 50_000, times: 5 };

/** Asks the bank to hold more. The deadline stays where it is (documented). */
export const incrementAuthorization: Operation = (context, params, id) => {
  const intent = findPaymentIntent(context.account, id);
  const amount = checkedAmount(params.int('amount') ?? 0, intent.currency);
  const charge = heldChargeToIncrement(intent);
  const authorization = authorizationOf(charge);
  checkEligible(intent, authorization);
  checkStep(intent, amount);
  const changes = readChanges(context, intent, params, amount);
  const descriptor = checkedDescriptor(params) ?? charge.statementDescriptor;
  intent.incrementAttempts += 1;
  const { card } = charge.paymentMethod;
  if (card.declinesIncrementsFrom !== null && intent.incrementAttempts >= card.declinesIncrementsFrom) {
    // Nothing else changes: the hold stays as it was and can be captured (documented).
    throw cardError(intent, charge.paymentMethod, GENERIC_DECLINE, charge.id);
  }
  const before = { amount: intent.amount, capturable: intent.amountCapturable };
  Object.assign(intent, changes);
  charge.statementDescriptor = descriptor;
  grow(intent, charge, authorization, amount);
  emitIncrement(context, intent, charge, before);
  return () => renderPaymentIntent(intent);
};

function grow(intent: PaymentIntent, charge: Charge, authorization: Authorization, amount: number): void {
  intent.amountCapturable += amount - intent.amount;
  intent.amount = amount;
  charge.amount = amount;
  charge.connect = intent.connect;
  const { network } = charge.paymentMethod.card;
  charge.outcome = {
    kind: 'authorized',
    authorization: {
      ...authorization,
      maximumCapturable: maximumCapturable(network, amount, authorization.overcapture),
    },
  };
}

/** Which events an increment sends is not documented; both objects have changed (assumed). */
function emitIncrement(
  context: Context,
  intent: PaymentIntent,
  charge: Charge,
  before: { readonly amount: number; readonly capturable: number },
): void {
  emit(context, 'charge.updated', intent.id, renderCharge(charge), { amount: before.amount });
  emit(context, 'payment_intent.amount_capturable_updated', intent.id, renderPaymentIntent(intent), {
    amount: before.amount,
    amount_capturable: before.capturable,
  });
}

/** New details must match the new total (documented); so must those that stay. */
function readChanges(
  context: Context,
  intent: PaymentIntent,
  params: Params,
  amount: number,
): Pick<PaymentIntent, 'amountDetails' | 'connect' | 'description' | 'metadata' | 'paymentDetails'> {
  return {
    amountDetails: changedDetails(context, intent, params, amount),
    connect: changedTerms(intent.connect, params, amount, context.account),
    description: params.text('description') ?? intent.description,
    metadata: mergedMetadata(intent.metadata, params),
    paymentDetails: changedPaymentDetails(intent.paymentDetails, params),
  };
}

function heldChargeToIncrement(intent: PaymentIntent): Charge {
  if (intent.status === 'requires_capture') return heldCharge(intent);
  throw unexpectedState(
    `This PaymentIntent's authorization could not be incremented because it has a status of ${intent.status}. Only a ` +
      'PaymentIntent with one of the following statuses may be incremented: requires_capture.',
    renderPaymentIntent(intent),
  );
}

function authorizationOf({ id, outcome }: Charge): Authorization {
  if (outcome.kind === 'authorized') return outcome.authorization;
  throw new Error(`Bug! ${id} holds no money`);
}

/** The rules are documented, codes and words are not (assumed). */
function checkEligible(intent: PaymentIntent, { incremental }: Authorization): void {
  if (intent.amountReceived > 0) {
    throw unexpectedState(
      "This PaymentIntent's authorization could not be incremented because it has already been partially captured.",
      renderPaymentIntent(intent),
    );
  }
  if (!incremental) {
    throw refusal(
      'This PaymentIntent is not eligible for incremental authorization: its ' +
        '`payment_method_details.card.incremental_authorization.status` is `unavailable`.',
      undefined,
      'payment_intent_invalid_parameter',
    );
  }
  if (intent.incrementAttempts >= MAX_ATTEMPTS) {
    throw refusal(
      `This PaymentIntent has already had ${String(MAX_ATTEMPTS)} incremental authorization attempts, which is the ` +
        'most that is allowed.',
      undefined,
      'payment_intent_invalid_parameter',
    );
  }
}

function checkStep(intent: PaymentIntent, amount: number): void {
  if (amount <= intent.amount) {
    throw invalidRequest(
      `The new amount (${String(amount)}) must be greater than the currently authorized amount ` +
        `(${String(intent.amount)}).`,
      'amount',
      'parameter_invalid_integer',
    );
  }
  const fixed = intent.currency === 'usd' ? STEP.cents : (convert(STEP.cents, 'usd', intent.currency)?.amount ?? 0);
  const most = intent.amount + Math.max(fixed, intent.amount * STEP.times);
  if (amount <= most) return;
  throw refusal(
    `The authorization can be incremented to at most ${String(most)} in this step, but ${String(amount)} was asked for.`,
    'amount',
    'amount_too_large',
  );
}
