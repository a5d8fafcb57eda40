import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ReceivedEvent } from '../../domain/provider/received-event';
import { readWooshPayEvent } from './wooshpay-event';

/** A request to our endpoint, not believed yet. */
export interface WooshPayDelivery {
  /** The body as it came, byte for byte: the signature is over these bytes. */
  readonly rawBody: Buffer;
  /** The header `Wooshpay-Signature`. */
  readonly signature: string | undefined;
  /** Secrets of endpoints; several while one is changed. */
  readonly secrets: readonly string[];
  readonly now: Date;
}

/** An event that is surely WooshPay's, or why it is not. */
export type WooshPayWebhook =
  | { readonly kind: 'event'; readonly event: ReceivedEvent }
  | { readonly kind: 'refused'; readonly reason: WooshPayRefusal };

/** Why a delivery is not believed. */
export type WooshPayRefusal =
  'signature_missing' | 'signature_wrong' | 'timestamp_too_old' | 'timestamp_in_future' | 'not_an_event';

/** Against replay of what somebody recorded; as Stripe has it, WooshPay names no number. */
const TOLERANCE_SECONDS = 300;

/** Verifies one delivery and reads its event. Everything that is not surely WooshPay's is refused with a reason. */
export function readWooshPayWebhook({ now, rawBody, secrets, signature }: WooshPayDelivery): WooshPayWebhook {
  const [, time, digest] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature?.replaceAll(' ', '') ?? '') ?? [];
  if (time === undefined || digest === undefined) return { kind: 'refused', reason: 'signature_missing' };
  const age = Math.floor(now.getTime() / 1000) - Number(time);
  if (age > TOLERANCE_SECONDS) return { kind: 'refused', reason: 'timestamp_too_old' };
  if (age < -TOLERANCE_SECONDS) return { kind: 'refused', reason: 'timestamp_in_future' };
  const isSigned = secrets.some((secret) => isSame(digest, digestOf(secret, time, rawBody)));
  if (!isSigned) return { kind: 'refused', reason: 'signature_wrong' };
  const event = readWooshPayEvent(rawBody);
  return event === undefined ? { kind: 'refused', reason: 'not_an_event' } : { kind: 'event', event };
}

/** Documented: HMAC-SHA256 of `<t>.<raw body>`, the key being the whole secret. */
function digestOf(secret: string, time: string, rawBody: Buffer): string {
  return createHmac('sha256', secret).update(`${time}.`).update(rawBody).digest('hex');
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
