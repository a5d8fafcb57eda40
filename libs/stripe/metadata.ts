import { CAUTIOUS_RUNG, RUNGS, type Rung } from '../domain/card-features';
import type { AuthorizationRef, CaptureRef } from '../domain/payment-gateway';
import type { ReversalRef } from '../domain/connect-gateway';
import type { RefundRef } from '../domain/refund-gateway';

/**
 * What Holdfast writes into the metadata of a PaymentIntent or a refund, so that Stripe's own records say whose they are and how
 * far they got. Stripe copies the first two to the charge when the card is authorized.
 */
const key = {
  /** The shop's order id. */
  orderId: 'order_id',
  /** Which authorization of the order this is, from 1. */
  authorizationGeneration: 'authorization_generation',
  /** Which rung of card features was asked for; a PaymentIntent without it is older than the choice. */
  authorizationFeatures: 'authorization_features',
  /** `{shipmentId}/{generation}` of the latest capture, written by the call that moved its money. */
  lastCapture: 'last_capture',
  /** `true` when that capture gave the rest of the hold back. */
  lastCaptureFinal: 'last_capture_final',
  /** Idempotency key of the call that released the rest after a capture. */
  releasedBy: 'released_by',
  /** On a refund: the shop's id of it. */
  refundId: 'refund_id',
  /** On a refund: which of its parts, one for each charge, counted from 1. */
  refundPart: 'refund_part',
  /** On what goes back of a transfer or an application fee: which of those of the refund's part, counted from 1. */
  reversal: 'reversal',
} as const;

const reserved: ReadonlySet<string> = new Set(Object.values(key));

export type Metadata = Readonly<Record<string, string>>;

/** The shop's own metadata with ours. What the shop put under our names is dropped: a reading must not believe it. */
export function authorizationMetadata(ref: AuthorizationRef, rung: Rung, shop: Metadata): Record<string, string> {
  const own = Object.entries(shop).filter(([name]) => !reserved.has(name));
  return {
    ...Object.fromEntries(own),
    [key.orderId]: ref.orderId,
    [key.authorizationGeneration]: ref.generation.toString(),
    [key.authorizationFeatures]: rung,
  };
}

export function captureMetadata({ shipmentId, generation }: CaptureRef, final: boolean): Record<string, string> {
  return { [key.lastCapture]: `${shipmentId}/${generation.toString()}`, [key.lastCaptureFinal]: String(final) };
}

export function releaseMetadata(idempotencyKey: string): Record<string, string> {
  return { [key.releasedBy]: idempotencyKey };
}

/** Whether a PaymentIntent was made for an authorization, asked for at one of these rungs. */
export function isAuthorization(metadata: Metadata, ref: AuthorizationRef, rungs: readonly Rung[] = RUNGS): boolean {
  const features = metadata[key.authorizationFeatures] ?? CAUTIOUS_RUNG;
  return (
    metadata[key.orderId] === ref.orderId &&
    metadata[key.authorizationGeneration] === ref.generation.toString() &&
    rungs.some((rung) => rung === features)
  );
}

export function orderIdOf(metadata: Metadata): string | null {
  return metadata[key.orderId] ?? null;
}

export function refundMetadata({ orderId, refundId, part }: RefundRef): Record<string, string> {
  return { [key.orderId]: orderId, [key.refundId]: refundId, [key.refundPart]: part.toString() };
}

export function isRefund(metadata: Metadata, { orderId, refundId, part }: RefundRef): boolean {
  return (
    metadata[key.orderId] === orderId &&
    metadata[key.refundId] === refundId &&
    metadata[key.refundPart] === part.toString()
  );
}

export function reversalMetadata({ reversal, ...ref }: ReversalRef): Record<string, string> {
  return { ...refundMetadata(ref), [key.reversal]: reversal.toString() };
}

export function isReversal(metadata: Metadata, { reversal, ...ref }: ReversalRef): boolean {
  return isRefund(metadata, ref) && metadata[key.reversal] === reversal.toString();
}

export function refundIdOf(metadata: Metadata): string | null {
  return metadata[key.refundId] ?? null;
}

/** Null when nothing was captured by us; a marker that is not ours counts as none. */
export function lastCaptureOf(metadata: Metadata): CaptureRef | null {
  const [, shipmentId, generation] = /^(.+)\/(\d{1,9})$/.exec(metadata[key.lastCapture] ?? '') ?? [];
  if (shipmentId === undefined || generation === undefined) return null;
  return { shipmentId, generation: Number(generation) };
}

export function lastCaptureWasFinal(metadata: Metadata): boolean {
  return metadata[key.lastCaptureFinal] === 'true';
}

export function wasReleased(metadata: Metadata): boolean {
  return metadata[key.releasedBy] !== undefined;
}
