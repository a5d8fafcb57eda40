import { tagOf, whoseTag, type Deployment } from '../../domain/provider/deployment';
import type { AuthorizationRef } from '../../domain/provider/payment-gateway';
import type { CaptureRef } from '../../domain/provider/payment-intent-reading';
import type { RefundRef } from '../../domain/provider/refund-gateway';

/** What Holdfast writes into the metadata of an object at WooshPay, so that its records say whose it is. */
const marker = {
  deployment: 'holdfast_deployment',
  orderId: 'holdfast_order_id',
  authorizationGeneration: 'holdfast_authorization_generation',
  intendedAt: 'holdfast_intended_at',
  /** `{shipmentId}/{generation}` of the one capture, written before it is asked for. */
  capture: 'holdfast_last_capture',
  refundId: 'holdfast_refund_id',
  refundPart: 'holdfast_refund_part',
} as const;

/** No name of the shop's begins so: a reading must not believe what somebody else wrote. */
const PREFIX = 'holdfast_';

type Markers = Readonly<Record<string, string>>;

/** The shop's own metadata with ours. What the shop put under our names is dropped. */
export function authorizationMarkers(as: Deployment, ref: AuthorizationRef, shop: Markers): Record<string, string> {
  const own = Object.entries(shop).filter(([name]) => !name.startsWith(PREFIX));
  return {
    ...Object.fromEntries(own),
    [marker.deployment]: tagOf(as),
    [marker.orderId]: ref.orderId,
    [marker.authorizationGeneration]: ref.generation.toString(),
    [marker.intendedAt]: ref.intendedAt,
  };
}

/** Names a customer that was made for an order as ours. */
export function customerMarkers(as: Deployment, orderId: string): Record<string, string> {
  return { [marker.deployment]: tagOf(as), [marker.orderId]: orderId };
}

/** Names the capture on its PaymentIntent. */
export function captureMarker({ generation, shipmentId }: CaptureRef): Record<string, string> {
  return { [marker.capture]: `${shipmentId}/${generation.toString()}` };
}

/** The capture that is named; one that is not ours counts as none. */
export function captureMarkedIn(markers: Markers): CaptureRef | null {
  const [, shipmentId, generation] = /^(.+)\/(\d{1,9})$/.exec(markers[marker.capture] ?? '') ?? [];
  if (shipmentId === undefined || generation === undefined) return null;
  return { shipmentId, generation: Number(generation) };
}

/** Names a refund as ours. */
export function refundMarkers(as: Deployment, { orderId, part, refundId }: RefundRef): Record<string, string> {
  return {
    [marker.deployment]: tagOf(as),
    [marker.orderId]: orderId,
    [marker.refundId]: refundId,
    [marker.refundPart]: part.toString(),
  };
}

/** Whether it was made for an authorization of this deployment, or by another database with our name (`twin`). */
export function whoseAuthorization(markers: Markers, we: Deployment, ref: AuthorizationRef): 'ours' | 'twin' | 'other' {
  const whose = whoseTag(markers[marker.deployment] ?? null, we);
  const isSame =
    whose !== 'foreign' &&
    markers[marker.orderId] === ref.orderId &&
    markers[marker.authorizationGeneration] === ref.generation.toString();
  if (!isSame) return 'other';
  if (markers[marker.intendedAt] === ref.intendedAt) return 'ours';
  return whose === 'ours' ? 'twin' : 'other';
}

/** Whose something is, as an event tells it; null where it does not say. */
export function namesInMarkers(markers: Markers): {
  readonly deployment: string | null;
  readonly intendedAt: string | null;
  readonly orderId: string | null;
  readonly refundId: string | null;
} {
  return {
    deployment: markers[marker.deployment] ?? null,
    intendedAt: markers[marker.intendedAt] ?? null,
    orderId: markers[marker.orderId] ?? null,
    refundId: markers[marker.refundId] ?? null,
  };
}
