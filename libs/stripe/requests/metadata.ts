import { CAUTIOUS_TIER, FEATURE_TIERS, type FeatureTier } from '../../domain/orders/card-features';
import { tagOf, whoseTag, type Deployment } from '../../domain/provider/deployment';
import type { AuthorizationRef } from '../../domain/provider/payment-gateway';
import type { CaptureRef } from '../../domain/provider/payment-intent-reading';
import type { DisputeTransferRef, ReversalRef } from '../../domain/provider/connect-gateway';
import type { RefundRef } from '../../domain/provider/refund-gateway';

/**
 * What Holdfast writes into the metadata of a PaymentIntent or a refund, so that Stripe's own records say whose they
 * are and how far they got. Stripe copies what a PaymentIntent has when the card is authorized to its charge.
 */
const key = {
  /** The tag of the deployment that asked: an account may have several, and other programs too. */
  deployment: 'holdfast_deployment',
  /** The shop's order id. */
  orderId: 'holdfast_order_id',
  /** Which authorization of the order this is, from 1. */
  authorizationGeneration: 'holdfast_authorization_generation',
  /** When the authorization was written down; of two databases with one name it tells which one asked. */
  intendedAt: 'holdfast_intended_at',
  /** Which tier of card features was asked for; a PaymentIntent without it is older than the choice. */
  authorizationFeatures: 'holdfast_authorization_features',
  /** `{shipmentId}/{generation}` of the latest capture, written by the call that moved its money. */
  lastCapture: 'holdfast_last_capture',
  /** `true` when that capture gave the rest of the hold back. */
  lastCaptureFinal: 'holdfast_last_capture_final',
  /** Idempotency key of the call that released the rest after a capture. */
  releasedBy: 'holdfast_released_by',
  /** Where the shop shows the order, for whoever finds the PaymentIntent. */
  orderUrl: 'holdfast_order_url',
  /** On a refund: the shop's id of it. */
  refundId: 'holdfast_refund_id',
  /** On a refund: which of its parts, one for each charge, counted from 1. */
  refundPart: 'holdfast_refund_part',
  /** On what goes back of a transfer or an application fee: which of those of the refund's part, counted from 1. */
  reversal: 'holdfast_reversal',
  /** On what a dispute does with a connected account's share: Stripe's id of the dispute. */
  disputeId: 'holdfast_dispute_id',
  /** On the same: which of its pieces, counted from 1. */
  disputePiece: 'holdfast_dispute_piece',
} as const;

/** No name of the shop's begins so: a reading must not believe what somebody else wrote. */
const PREFIX = 'holdfast_';

/** Names and values on an object of Stripe's: https://docs.stripe.com/api/metadata */
export type Metadata = Readonly<Record<string, string>>;

/**
 * The shop's own metadata with ours. What the shop put under our names is dropped.
 * @param url where the shop shows the order; null: nowhere that we know
 */
export function authorizationMetadata(
  as: Deployment,
  ref: AuthorizationRef,
  tier: FeatureTier,
  { metadata, url }: { readonly metadata: Metadata; readonly url: string | null },
): Record<string, string> {
  const own = Object.entries(metadata).filter(([name]) => !name.startsWith(PREFIX));
  return {
    ...Object.fromEntries(own),
    [key.deployment]: tagOf(as),
    [key.orderId]: ref.orderId,
    [key.authorizationGeneration]: ref.generation.toString(),
    [key.intendedAt]: ref.intendedAt,
    [key.authorizationFeatures]: tier,
    ...(url !== null && { [key.orderUrl]: url }),
  };
}

/** Names the order that a customer was made for. */
export function customerMetadata(as: Deployment, orderId: string): Record<string, string> {
  return { [key.deployment]: tagOf(as), [key.orderId]: orderId };
}

/** Names the capture on its PaymentIntent, written with it, so that a read finds out whether it was made. */
export function captureMetadata({ shipmentId, generation }: CaptureRef, final: boolean): Record<string, string> {
  return { [key.lastCapture]: `${shipmentId}/${generation.toString()}`, [key.lastCaptureFinal]: String(final) };
}

/** Names the release on its PaymentIntent, written with a final capture of nothing. */
export function releaseMetadata(idempotencyKey: string): Record<string, string> {
  return { [key.releasedBy]: idempotencyKey };
}

/** Whether a PaymentIntent was made for an authorization of this deployment, asked for at one of these tiers. */
export function isAuthorization(
  metadata: Metadata,
  deployment: Deployment,
  ref: AuthorizationRef,
  tiers: readonly FeatureTier[] = FEATURE_TIERS,
): boolean {
  const features = metadata[key.authorizationFeatures] ?? CAUTIOUS_TIER;
  return (
    isSameAuthorization(metadata, deployment, ref) &&
    metadata[key.intendedAt] === ref.intendedAt &&
    tiers.some((tier) => tier === features)
  );
}

/** Whether another database with our name asked for an authorization that we know by the same name too. */
export function isTwinOf(metadata: Metadata, deployment: Deployment, ref: AuthorizationRef): boolean {
  return (
    whoseTag(tagIn(metadata), deployment) === 'ours' &&
    isSameAuthorization(metadata, deployment, ref) &&
    metadata[key.intendedAt] !== ref.intendedAt
  );
}

function isSameAuthorization(
  metadata: Metadata,
  deployment: Deployment,
  { orderId, generation }: AuthorizationRef,
): boolean {
  return (
    whoseTag(tagIn(metadata), deployment) !== 'foreign' &&
    metadata[key.orderId] === orderId &&
    metadata[key.authorizationGeneration] === generation.toString()
  );
}

/** Null when Holdfast did not make it. */
export function tagIn(metadata: Metadata): string | null {
  return metadata[key.deployment] ?? null;
}

/** Null when it names no order; need not be one of ours. */
export function orderIdOf(metadata: Metadata): string | null {
  return metadata[key.orderId] ?? null;
}

/** Null when it is not of an authorization of ours. */
export function intendedAtIn(metadata: Metadata): string | null {
  return metadata[key.intendedAt] ?? null;
}

/** Names a refund as ours. */
export function refundMetadata(as: Deployment, { orderId, refundId, part }: RefundRef): Record<string, string> {
  return {
    [key.deployment]: tagOf(as),
    [key.orderId]: orderId,
    [key.refundId]: refundId,
    [key.refundPart]: part.toString(),
  };
}

/** Whether a refund was made for this part of a refund of ours. */
export function isRefund(metadata: Metadata, deployment: Deployment, { orderId, refundId, part }: RefundRef): boolean {
  return (
    whoseTag(tagIn(metadata), deployment) !== 'foreign' &&
    metadata[key.orderId] === orderId &&
    metadata[key.refundId] === refundId &&
    metadata[key.refundPart] === part.toString()
  );
}

/** Names the reversal of a transfer or a fee as ours. */
export function reversalMetadata(as: Deployment, ref: ReversalRef | DisputeTransferRef): Record<string, string> {
  if ('disputeId' in ref) return disputeTransferMetadata(as, ref);
  const { reversal, ...refund } = ref;
  return { ...refundMetadata(as, refund), [key.reversal]: reversal.toString() };
}

/** Whether a reversal was made for this one of ours. */
export function isReversal(metadata: Metadata, deployment: Deployment, ref: ReversalRef | DisputeTransferRef): boolean {
  if ('disputeId' in ref) return isDisputeTransfer(metadata, deployment, ref);
  const { reversal, ...refund } = ref;
  return isRefund(metadata, deployment, refund) && metadata[key.reversal] === reversal.toString();
}

/** Names what a dispute does with a connected account's share as ours. */
export function disputeTransferMetadata(
  as: Deployment,
  { orderId, disputeId, piece }: DisputeTransferRef,
): Record<string, string> {
  return {
    [key.deployment]: tagOf(as),
    [key.orderId]: orderId,
    [key.disputeId]: disputeId,
    [key.disputePiece]: piece.toString(),
  };
}

/** Whether a reversal or a transfer was made for this piece of a dispute of ours. */
export function isDisputeTransfer(
  metadata: Metadata,
  deployment: Deployment,
  { orderId, disputeId, piece }: DisputeTransferRef,
): boolean {
  return (
    whoseTag(tagIn(metadata), deployment) !== 'foreign' &&
    metadata[key.orderId] === orderId &&
    metadata[key.disputeId] === disputeId &&
    metadata[key.disputePiece] === piece.toString()
  );
}

/** Whether this deployment made a refund: all others of our charges were made by somebody else. */
export function isOwnRefund(metadata: Metadata, deployment: Deployment): boolean {
  return whoseTag(tagIn(metadata), deployment) !== 'foreign' && refundIdOf(metadata) !== null;
}

/** Null when it names no refund; need not be one of ours. */
export function refundIdOf(metadata: Metadata): string | null {
  return metadata[key.refundId] ?? null;
}

/** Null when nothing was captured by us; a marker that is not ours counts as none. */
export function lastCaptureOf(metadata: Metadata): CaptureRef | null {
  const [, shipmentId, generation] = /^(.+)\/(\d{1,9})$/.exec(metadata[key.lastCapture] ?? '') ?? [];
  if (shipmentId === undefined || generation === undefined) return null;
  return { shipmentId, generation: Number(generation) };
}

/** Whether the latest capture that we asked for was to be the last. */
export function lastCaptureWasFinal(metadata: Metadata): boolean {
  return metadata[key.lastCaptureFinal] === 'true';
}

/** Whether what was left of the hold was given back by us after a capture. */
export function wasReleased(metadata: Metadata): boolean {
  return metadata[key.releasedBy] !== undefined;
}
