import { z } from 'zod';
import type { ReceivedEvent } from '../../domain/provider/received-event';
import { unixInstant, lenient, name, optional, reference } from '../requests/answer';
import { FRAUD_TYPES } from './fraud-signal';
import { intendedAtIn, orderIdOf, refundIdOf, tagIn } from '../requests/metadata';

/** They tell that a hold, a card or a payment may have changed. Source: https://docs.stripe.com/api/events/types */
const HOLD_TYPES: ReadonlySet<string> = new Set([
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'setup_intent.canceled',
  'setup_intent.requires_action',
  'setup_intent.setup_failed',
  'setup_intent.succeeded',
  'charge.captured',
  'charge.expired',
]);

/** They come with a settlement, which brings what they tell of. Source: https://docs.stripe.com/api/events/types */
const SHARE_TYPES: ReadonlySet<string> = new Set(['application_fee.created', 'transfer.created']);

/**
 * Two names of the same news; which of them come depends on the version of the endpoint. Source:
 * https://docs.stripe.com/api/events/types
 */
const REFUND_UPDATES: ReadonlySet<string> = new Set(['refund.updated', 'charge.refund.updated']);

/** They tell that a dispute may have changed. Source: https://docs.stripe.com/api/events/types */
const DISPUTE_TYPES: ReadonlySet<string> = new Set([
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
]);

const object = z.looseObject({
  id: optional(name).catch(null),
  object: optional(z.string()).catch(null),
  amount_received: optional(z.int().nonnegative()).catch(null),
  balance_transaction: reference,
  charge: reference,
  latest_charge: reference,
  payment_intent: reference,
  /** The charge that a transfer sends on, and the one that an application fee comes of in the end. */
  source_transaction: reference,
  originating_transaction: reference,
  // Stripe's limit for a value. Source: https://docs.stripe.com/api/metadata
  metadata: z.record(z.string(), z.string().max(500)).catch({}),
});

/** The parts of an event that Holdfast looks at. Source: https://docs.stripe.com/api/events/object */
const event = z.looseObject({
  id: name,
  object: z.literal('event'),
  type: name,
  api_version: lenient(name),
  created: unixInstant,
  livemode: z.boolean(),
  account: lenient(name),
  data: z.looseObject({ object, previous_attributes: lenient(z.record(z.string(), z.unknown())) }),
});

/** An event of API v2. Source: https://docs.stripe.com/event-destinations#thin-events */
const thinEvent = z.looseObject({ object: z.literal('v2.core.event') });

const json = z.record(z.string(), z.unknown());

/**
 * Whether it is an event of API v2, which names its object and does not show it:
 * https://docs.stripe.com/event-destinations#thin-events
 */
export function isThinEvent(payload: unknown): boolean {
  return thinEvent.safeParse(payload).success;
}

/** Reads a verified event; undefined when it is not one. */
export function readEvent(payload: unknown): ReceivedEvent | undefined {
  const read = event.safeParse(payload);
  const whole = json.safeParse(payload);
  if (!read.success || !whole.success) return undefined;
  const { id, type, api_version: apiVersion, created, livemode, account, data } = read.data;
  const { metadata } = data.object;
  return {
    eventId: id,
    type,
    apiVersion,
    createdAt: created,
    livemode,
    about: aboutOf(read.data),
    ...namesIn(data.object),
    account,
    deployment: tagIn(metadata),
    intendedAt: intendedAtIn(metadata),
    orderId: orderIdOf(metadata),
    refundId: refundIdOf(metadata),
    payload: whole.data,
  };
}

type Names = Pick<
  ReceivedEvent,
  | 'amountReceived'
  | 'paymentIntentId'
  | 'chargeId'
  | 'balanceTransactionId'
  | 'setupIntentId'
  | 'stripeRefundId'
  | 'disputeId'
>;

function namesIn(subject: z.output<typeof object>): Names {
  return {
    paymentIntentId: subject.object === 'payment_intent' ? subject.id : subject.payment_intent,
    chargeId: chargeIn(subject),
    balanceTransactionId: subject.balance_transaction,
    setupIntentId: subject.object === 'setup_intent' ? subject.id : null,
    amountReceived: subject.object === 'payment_intent' ? subject.amount_received : null,
    stripeRefundId: subject.object === 'refund' ? subject.id : null,
    disputeId: subject.object === 'dispute' ? subject.id : null,
  };
}

/** An application fee names the payment at the destination as its charge, and ours as what it originates from. */
function chargeIn(subject: z.output<typeof object>): string | null {
  if (subject.object === 'charge') return subject.id;
  const { latest_charge: latest, originating_transaction: origin, source_transaction: source, charge } = subject;
  return latest ?? origin ?? source ?? charge;
}

/** `charge.updated` also comes for changes that mean nothing to us, such as a new receipt address. */
function aboutOf({ type, data }: z.output<typeof event>): ReceivedEvent['about'] {
  if (type === 'charge.updated') {
    const changed = Object.hasOwn(data.previous_attributes ?? {}, 'balance_transaction');
    return changed && data.object.balance_transaction !== null ? 'settlement' : 'nothing';
  }
  // A transfer that sends nothing of a charge on is none of ours.
  if (SHARE_TYPES.has(type)) return chargeIn(data.object) === null ? 'nothing' : 'settlement';
  if (type === 'refund.failed') return 'refund';
  // Of our own we know from the answer; one without our name in it was made by somebody else.
  if (type === 'refund.created') return refundIdOf(data.object.metadata) === null ? 'refund' : 'nothing';
  // Also sent for what means nothing to us, such as the reference number of the card network.
  if (REFUND_UPDATES.has(type)) return Object.hasOwn(data.previous_attributes ?? {}, 'status') ? 'refund' : 'nothing';
  if (DISPUTE_TYPES.has(type)) return isEvidenceOnly(data.previous_attributes) ? 'nothing' : 'dispute';
  if (FRAUD_TYPES.has(type)) return 'fraud';
  return HOLD_TYPES.has(type) ? 'hold' : 'nothing';
}

/** What alone has changed when evidence was staged. Source: https://docs.stripe.com/api/disputes/update */
const staged = z.strictObject({
  evidence: z.unknown(),
  evidence_details: z.strictObject({ has_evidence: z.unknown() }).optional(),
});

/** Somebody staged evidence, as we do ourselves: neither money nor status nor the time to answer has changed. */
function isEvidenceOnly(changed: unknown): boolean {
  return staged.safeParse(changed).success;
}
