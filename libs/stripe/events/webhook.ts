import Stripe from 'stripe';
import type { ReceivedEvent } from '../../domain/provider/received-event';
import { isThinEvent, readEvent } from './webhook-event';

/** A request to our endpoint, not believed yet: https://docs.stripe.com/webhooks/signature */
export interface WebhookDelivery {
  /** The body as it came, byte for byte: the signature is over these bytes. */
  readonly rawBody: Buffer;
  /** The header `Stripe-Signature`. */
  readonly signature: string | undefined;
  /** Endpoint secrets, `whsec_…`; several while one is rolled. */
  readonly secrets: readonly string[];
  readonly now: Date;
}

/** An event that is surely Stripe's, or why it is not. */
export type WebhookReading =
  | { readonly kind: 'event'; readonly event: ReceivedEvent }
  | { readonly kind: 'refused'; readonly reason: WebhookRefusal };

/** Why a delivery is not taken. */
export type WebhookRefusal =
  /** No signature header, or one that is not of Stripe's form. */
  | 'signature_missing'
  /** Signed with none of our secrets, or altered on the way. */
  | 'signature_wrong'
  | 'timestamp_too_old'
  | 'timestamp_in_future'
  /** A `v2.core.event` notification: the endpoint must be set up for snapshot events. */
  | 'thin_event'
  /** Signed by Stripe, but not an event as we know them. */
  | 'not_an_event';

/** Stripe's own tolerance, against replay of what somebody recorded. Source: https://docs.stripe.com/webhooks */
const TOLERANCE_SECONDS = 300;

/** Verifies one delivery and reads its event. Everything that is not surely Stripe's is refused with a reason. */
export function readWebhook({ rawBody, signature, secrets, now }: WebhookDelivery): WebhookReading {
  const signedAt = signedAtOf(signature);
  if (signature === undefined || signedAt === undefined) return refused('signature_missing');

  const age = Math.floor(now.getTime() / 1000) - signedAt;
  if (age > TOLERANCE_SECONDS) return refused('timestamp_too_old');
  // The SDK looks back only: a delivery signed for next week would pass it until then.
  if (age < -TOLERANCE_SECONDS) return refused('timestamp_in_future');

  if (!secrets.some((secret) => isSignedWith(secret, rawBody, signature, now))) return refused('signature_wrong');

  const payload = jsonOf(rawBody);
  if (isThinEvent(payload)) return refused('thin_event');
  const event = readEvent(payload);
  return event === undefined ? refused('not_an_event') : { kind: 'event', event };
}

/**
 * The `t` of the header. There must be exactly one: with two, the one we check and the one that the signature covers
 * might differ, and an old delivery could be passed off as new.
 */
function signedAtOf(signature: string | undefined): number | undefined {
  const times = (signature ?? '').split(',').filter((part) => part.startsWith('t='));
  const [, seconds] = /^t=(\d{1,12})$/.exec(times[0] ?? '') ?? [];
  return times.length === 1 && seconds !== undefined ? Number(seconds) : undefined;
}

function isSignedWith(secret: string, rawBody: Buffer, signature: string, now: Date): boolean {
  const { signature: verifier } = Stripe.webhooks;
  if (verifier === null) throw new Error('Bug! The Stripe SDK brings no means to verify a webhook');
  try {
    return verifier.verifyHeader(rawBody, signature, secret, TOLERANCE_SECONDS, undefined, now.getTime());
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

function jsonOf(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}

function refused(reason: WebhookRefusal): WebhookReading {
  return { kind: 'refused', reason };
}
