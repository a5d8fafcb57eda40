import { z } from 'zod';
import {
  PAYMENT_INTENT_STATUSES,
  type PaymentIntentReading,
  type UsedCard,
} from '../../domain/provider/payment-intent-reading';
import type { WooshPayAccount } from '../requests/wooshpay-account';
import { capabilitiesAtWooshPay, estimatedEndOfHold } from './capabilities';
import {
  ifSaid,
  readWooshPayAnswer,
  unlessKnown,
  wooshPayInstant,
  wooshPayMetadata,
  wooshPayName,
  wooshPayWord,
} from '../requests/wooshpay-answer';
import { captureMarkedIn } from '../requests/wooshpay-markers';
import {
  nextActionAtWooshPay,
  wooshPayFailure,
  wooshPayNextAction,
  wooshPayPaymentError,
} from '../requests/wooshpay-words';

const amount = z.int().nonnegative();

/** A field without a value is missing from an answer: an amount that is missing is none. */
const amountOrNone = amount.nullish().transform((value) => value ?? 0);

const intentObject = z.object({
  id: z.string().min(1),
  status: wooshPayWord,
  created: wooshPayInstant,
  amount,
  amount_capturable: amountOrNone,
  amount_received: amountOrNone,
  canceled_at: ifSaid(wooshPayInstant),
  cancellation_reason: ifSaid(z.string()),
  client_secret: ifSaid(z.string()),
  customer: wooshPayName,
  last_payment_error: ifSaid(wooshPayFailure),
  metadata: wooshPayMetadata,
  next_action: ifSaid(wooshPayNextAction),
  payment_method: wooshPayName,
  setup_future_usage: ifSaid(z.enum(['on_session', 'off_session'])),
});

type Intent = z.output<typeof intentObject>;

/** What a reading needs of an account. */
type Counting = Pick<WooshPayAccount, 'holdSeconds'>;

/**
 * Reads a PaymentIntent of WooshPay as a hold. Refunds name the PaymentIntent, so its id stands where the id of a
 * charge is wanted.
 * @throws ProviderUnavailable when the answer lacks what we need
 */
export function readWooshPayIntent(account: Counting, answer: unknown): PaymentIntentReading {
  const intent = readWooshPayAnswer(intentObject, 'PaymentIntent', answer);
  const status = PAYMENT_INTENT_STATUSES.find((known) => known === intent.status) ?? 'unknown';
  const named = { object: 'payment_intent', id: intent.id, field: 'status', value: intent.status };
  return {
    paymentIntentId: intent.id,
    status,
    ...unlessKnown(status !== 'unknown', named),
    amount: intent.amount,
    amountCapturable: intent.amount_capturable,
    amountReceived: intent.amount_received,
    // Documented: payment_intent.succeeded is the authoritative sign; there are no balance transactions.
    ...(status === 'succeeded' && { settled: true as const }),
    clientSecret: intent.client_secret,
    nextAction: nextActionAtWooshPay(intent.next_action),
    lastError: intent.last_payment_error === null ? null : wooshPayPaymentError(intent.last_payment_error),
    // The marker is written before the capture is asked for: without money it says nothing.
    lastCapture: intent.amount_received > 0 ? captureMarkedIn(intent.metadata) : null,
    ended: endedOf(account, intent, status),
    charge: chargeOf(account, intent, status),
    card: cardOf(intent),
  };
}

function chargeOf(
  { holdSeconds }: Counting,
  intent: Intent,
  status: PaymentIntentReading['status'],
): PaymentIntentReading['charge'] {
  const isAuthorized = status === 'requires_capture' || intent.amount_capturable > 0 || intent.amount_received > 0;
  if (!isAuthorized) return null;
  return {
    chargeId: intent.id,
    authorizedAt: intent.created,
    captureBefore: estimatedEndOfHold(intent.created, holdSeconds),
    capabilities: capabilitiesAtWooshPay(intent.amount),
  };
}

function cardOf({ customer, payment_method: paymentMethod, setup_future_usage: keptFor }: Intent): UsedCard | null {
  return customer === null || paymentMethod === null ? null : { customer, paymentMethod, keptFor };
}

/** Reasons that somebody gave (documented). */
const GIVEN_REASONS: ReadonlySet<string> = new Set(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned']);

/** Of a hold that ran out by itself (assumed). */
const RAN_OUT = 'automatic';

/** What `succeeded` leaves is given back by WooshPay itself, unless it says otherwise. */
function endedOf(
  account: Counting,
  intent: Intent,
  status: PaymentIntentReading['status'],
): PaymentIntentReading['ended'] {
  switch (status) {
    case 'canceled':
      return isGivenUp(account, intent) ? 'released' : 'expired';
    case 'succeeded':
      return 'captured';
    case 'requires_payment_method':
    case 'requires_confirmation':
    case 'requires_action':
    case 'processing':
    case 'requires_capture':
    case 'unknown':
      return null;
  }
}

/** Without a reason that is known, the time tells whether it was given up or ran out. */
function isGivenUp(
  { holdSeconds }: Counting,
  { canceled_at: at, cancellation_reason: reason, created }: Intent,
): boolean {
  if (reason !== null && GIVEN_REASONS.has(reason)) return true;
  return reason !== RAN_OUT && at !== null && at < estimatedEndOfHold(created, holdSeconds);
}
