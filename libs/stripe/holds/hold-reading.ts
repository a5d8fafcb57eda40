import { z } from 'zod';
import {
  PAYMENT_INTENT_STATUSES,
  type HoldCharge,
  type PaymentIntentReading,
  type UsedCard,
} from '../../domain/provider/payment-intent-reading';
import { unixInstant, lenient, metadataOf, readAnswer, reference, unknownUnless, word } from '../requests/answer';
import { lastCaptureOf, lastCaptureWasFinal, wasReleased } from '../requests/metadata';
import { nextAction, readNextAction } from './next-action';
import { paymentError, paymentErrorOf } from '../requests/payment-error';

/** The parts of a PaymentIntent and its charge that Holdfast looks at, at the API version that the client pins. */

const amount = z.int().nonnegative();

// An open list at Stripe: a word we do not know means that we may not count on the feature.
const feature = lenient(z.object({ status: z.string() }));

/**
 * What the card allows, and until when. Source:
 * https://docs.stripe.com/api/charges/object#charge_object-payment_method_details-card
 */
const cardDetails = z.object({
  amount_authorized: lenient(amount),
  capture_before: lenient(unixInstant),
  extended_authorization: feature,
  incremental_authorization: feature,
  multicapture: feature,
  overcapture: lenient(z.object({ status: z.string(), maximum_amount_capturable: lenient(amount) })),
});

/**
 * Without its amount or its time, which a hold must have, only its name counts. Source:
 * https://docs.stripe.com/api/charges/object
 */
const charge = z.object({
  id: z.string().min(1),
  amount: lenient(amount),
  created: lenient(unixInstant),
  payment_method_details: lenient(z.object({ card: lenient(cardDetails) })),
});

/** The parts of a PaymentIntent that Holdfast looks at. Source: https://docs.stripe.com/api/payment_intents/object */
const paymentIntent = z.object({
  id: z.string().min(1),
  status: word,
  amount,
  amount_capturable: amount,
  amount_received: amount,
  cancellation_reason: lenient(z.string()),
  client_secret: lenient(z.string()),
  customer: reference,
  last_payment_error: lenient(paymentError),
  latest_charge: lenient(z.union([z.string(), charge])),
  // Our captures leave their names in it: without it nobody can say what moved.
  metadata: metadataOf,
  next_action: lenient(nextAction),
  payment_method: reference,
  // An open list at Stripe: a word we do not know means that we may not count on the card.
  setup_future_usage: lenient(z.enum(['on_session', 'off_session'])),
});

type PaymentIntent = z.output<typeof paymentIntent>;

/**
 * Reads a PaymentIntent as a hold. Its charge must be expanded to be seen: one that is only named reads as none.
 * @throws ProviderUnavailable when Stripe's answer lacks what we need
 */
export function readPaymentIntent(answer: unknown): PaymentIntentReading {
  const intent = readAnswer(paymentIntent, 'PaymentIntent', answer);
  const { latest_charge: latest } = intent;
  const status = PAYMENT_INTENT_STATUSES.find((known) => known === intent.status) ?? 'unknown';
  const named = { object: 'payment_intent', id: intent.id, field: 'status', value: intent.status };
  return {
    paymentIntentId: intent.id,
    status,
    ...unknownUnless(status !== 'unknown', named),
    amount: intent.amount,
    amountCapturable: intent.amount_capturable,
    amountReceived: intent.amount_received,
    clientSecret: intent.client_secret,
    nextAction: readNextAction(intent.next_action),
    lastError: intent.last_payment_error === null ? null : paymentErrorOf(intent.last_payment_error),
    lastCapture: lastCaptureOf(intent.metadata),
    ended: endedOf(intent, status),
    charge: typeof latest === 'object' && latest !== null ? holdChargeOf(latest, intent.amount) : null,
    card: usedCardOf(intent),
  };
}

/** For a charge that does not say when it was made; never counted with, for then its hold has no deadline. */
const BEFORE_STRIPE = new Date(0).toISOString();

/** Only a card of a customer can be used again. */
function usedCardOf({ customer, payment_method, setup_future_usage }: PaymentIntent): UsedCard | null {
  if (customer === null || payment_method === null) return null;
  return { customer, paymentMethod: payment_method, keptFor: setup_future_usage };
}

/**
 * Stripe's own reasons for a hold that ran out: `expired`, and `automatic` before version 2025-03-31.basil, which an
 * account may still show for older holds. Source:
 * https://docs.stripe.com/api/payment_intents/object#payment_intent_object-cancellation_reason
 */
const RAN_OUT: ReadonlySet<string> = new Set(['expired', 'automatic']);

/**
 * Stripe says `succeeded` alike of a hold that was captured to its end, given back, or dropped by the network after a
 * capture; what tells them apart is what our own calls left in the metadata.
 */
function endedOf(intent: PaymentIntent, status: PaymentIntentReading['status']): PaymentIntentReading['ended'] {
  const { metadata } = intent;
  switch (status) {
    case 'canceled':
      return RAN_OUT.has(intent.cancellation_reason ?? '') ? 'expired' : 'released';
    case 'succeeded':
      if (wasReleased(metadata)) return 'released';
      return lastCaptureWasFinal(metadata) || intent.amount_received === intent.amount ? 'captured' : 'expired';
    case 'requires_payment_method':
    case 'requires_confirmation':
    case 'requires_action':
    case 'processing':
    case 'requires_capture':
    case 'unknown':
      return null;
  }
}

function holdChargeOf(
  { id, amount: charged, created, payment_method_details: details }: z.output<typeof charge>,
  held: number,
): HoldCharge {
  const card = details?.card;
  return {
    chargeId: id,
    authorizedAt: created ?? BEFORE_STRIPE,
    // Nobody can say how long a hold lives of which it is not known when it began.
    captureBefore: created === null ? null : (card?.capture_before ?? null),
    capabilities: {
      multicapture: card?.multicapture?.status === 'available',
      overcapture: card?.overcapture?.status === 'available',
      incrementalAuthorization: card?.incremental_authorization?.status === 'available',
      extendedAuthorization: card?.extended_authorization?.status === 'enabled',
      maximumCapturable: card?.overcapture?.maximum_amount_capturable ?? card?.amount_authorized ?? charged ?? held,
    },
  };
}
