import { z } from 'zod';
import type { ReceivedEvent } from '../../domain/provider/received-event';
import { ifSaid, wooshPayInstant, wooshPayMetadata, wooshPayName } from '../requests/wooshpay-answer';
import { namesInMarkers } from '../requests/wooshpay-markers';

const subject = z.looseObject({
  id: wooshPayName,
  object: ifSaid(z.string()),
  amount_received: ifSaid(z.int().nonnegative()),
  payment_intent: wooshPayName,
  metadata: wooshPayMetadata,
});

const eventObject = z.looseObject({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(255),
  created: wooshPayInstant,
  livemode: z.boolean(),
  api_version: ifSaid(z.string().max(255)),
  data: z.looseObject({ object: subject }),
});

const json = z.record(z.string(), z.unknown());

/** Reads a verified event; undefined when it is not one. */
export function readWooshPayEvent(rawBody: Buffer): ReceivedEvent | undefined {
  const payload = payloadIn(rawBody);
  const read = eventObject.safeParse(payload);
  const whole = json.safeParse(payload);
  if (!read.success || !whole.success) return undefined;
  const { api_version: apiVersion, created, data, id, livemode, type } = read.data;
  const { object } = data;
  const paymentIntentId = object.object === 'payment_intent' ? object.id : object.payment_intent;
  return {
    eventId: id,
    type,
    apiVersion,
    createdAt: created,
    livemode,
    about: aboutOf(type),
    paymentIntentId,
    // What money moves by is the PaymentIntent: its id stands where a charge's is wanted.
    chargeId: paymentIntentId,
    balanceTransactionId: null,
    setupIntentId: object.object === 'setup_intent' ? object.id : null,
    amountReceived: object.object === 'payment_intent' ? object.amount_received : null,
    account: null,
    ...namesInMarkers(object.metadata),
    stripeRefundId: object.object === 'refund' ? object.id : null,
    disputeId: null,
    payload: whole.data,
  };
}

function payloadIn(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** An event is a reason to look, so one that may tell of a hold, a card or a refund is taken for it. */
function aboutOf(type: string): ReceivedEvent['about'] {
  if (type.startsWith('charge.refund.')) return 'refund';
  if (type === 'payment_intent.created' || type === 'setup_intent.created') return 'nothing';
  const isOfHold =
    /^(payment_intent|setup_intent)\./.test(type) || type === 'charge.captured' || type === 'charge.expired';
  return isOfHold ? 'hold' : 'nothing';
}
