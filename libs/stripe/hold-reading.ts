import { z } from 'zod';
import type { HoldCharge, HoldReading, UsedCard } from '../domain/payment-gateway';
import { instant, optional, readAnswer, reference } from './answer';
import { lastCaptureOf, lastCaptureWasFinal, wasReleased } from './metadata';
import { nextAction, nextActionOf } from './next-action';
import { paymentError, paymentErrorOf } from './payment-error';

/** The parts of a PaymentIntent and its charge that Holdfast looks at, at the API version that the client pins. */

const amount = z.int().nonnegative();

// An open list at Stripe: a word we do not know means that we may not count on the feature.
const feature = optional(z.object({ status: z.string() }));

const cardDetails = z.object({
  amount_authorized: optional(amount),
  capture_before: optional(instant),
  extended_authorization: feature,
  incremental_authorization: feature,
  multicapture: feature,
  overcapture: optional(z.object({ status: z.string(), maximum_amount_capturable: optional(amount) })),
});

const charge = z.object({
  id: z.string().min(1),
  amount,
  created: instant,
  payment_method_details: optional(z.object({ card: optional(cardDetails) })),
});

const paymentIntent = z.object({
  id: z.string().min(1),
  status: z.enum([
    'requires_payment_method',
    'requires_confirmation',
    'requires_action',
    'processing',
    'requires_capture',
    'succeeded',
    'canceled',
  ]),
  amount,
  amount_capturable: amount,
  amount_received: amount,
  cancellation_reason: optional(z.string()),
  client_secret: optional(z.string()),
  customer: reference,
  last_payment_error: optional(paymentError),
  latest_charge: optional(z.union([z.string(), charge])),
  metadata: z.record(z.string(), z.string()),
  next_action: optional(nextAction),
  payment_method: reference,
  // An open list at Stripe: a word we do not know means that we may not count on the card.
  setup_future_usage: optional(z.enum(['on_session', 'off_session'])).catch(null),
});

type PaymentIntent = z.output<typeof paymentIntent>;

/**
 * Reads a PaymentIntent as a hold. Its charge must be expanded to be seen: one that is only named reads as none.
 * @throws ProviderUnavailable when Stripe's answer lacks what we need
 */
export function readPaymentIntent(answer: unknown): HoldReading {
  const intent = readAnswer(paymentIntent, 'PaymentIntent', answer);
  const { latest_charge: latest } = intent;
  return {
    paymentIntentId: intent.id,
    status: intent.status,
    amount: intent.amount,
    amountCapturable: intent.amount_capturable,
    amountReceived: intent.amount_received,
    clientSecret: intent.client_secret,
    nextAction: nextActionOf(intent.next_action),
    lastError: intent.last_payment_error === null ? null : paymentErrorOf(intent.last_payment_error),
    lastCapture: lastCaptureOf(intent.metadata),
    ended: endedOf(intent),
    charge: typeof latest === 'object' && latest !== null ? holdChargeOf(latest) : null,
    card: usedCardOf(intent),
  };
}

/** Only a card of a customer can be used again. */
function usedCardOf({ customer, payment_method, setup_future_usage }: PaymentIntent): UsedCard | null {
  if (customer === null || payment_method === null) return null;
  return { customer, paymentMethod: payment_method, keptFor: setup_future_usage };
}

/**
 * Stripe's own reasons for a hold that ran out: `expired`, and `automatic` before version 2025-03-31.basil, which an
 * account may still show for older holds.
 */
const RAN_OUT: ReadonlySet<string> = new Set(['expired', 'automatic']);

/**
 * Stripe says `succeeded` alike of a hold that was captured to its end, given back, or dropped by the network after a
 * capture; what tells them apart is what our own calls left in the metadata.
 */
function endedOf(intent: PaymentIntent): HoldReading['ended'] {
  const { metadata } = intent;
  switch (intent.status) {
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
      return null;
  }
}

function holdChargeOf({ id, amount, created, payment_method_details: details }: z.output<typeof charge>): HoldCharge {
  const card = details?.card;
  return {
    chargeId: id,
    authorizedAt: created,
    captureBefore: card?.capture_before ?? null,
    capabilities: {
      multicapture: card?.multicapture?.status === 'available',
      overcapture: card?.overcapture?.status === 'available',
      incrementalAuthorization: card?.incremental_authorization?.status === 'available',
      extendedAuthorization: card?.extended_authorization?.status === 'enabled',
      maximumCapturable: card?.overcapture?.maximum_amount_capturable ?? card?.amount_authorized ?? amount,
    },
  };
}
