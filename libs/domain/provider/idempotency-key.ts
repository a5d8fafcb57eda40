import type { FeatureTier } from '../orders/card-features';

/**
 * Idempotency keys are names: the same intention always has the same key, on every attempt and in every process.
 * The generation rises only after it is proven that the earlier call did nothing. At the
 * provider each stands below the deployment's tag, `shop/order/1042/authorize/1`: `keyUnder`.
 */

/** Names a request, so that making it again is no second one. */
export interface KeyedRequest {
  readonly idempotencyKey: string;
  /** Nobody here has asked under this key before: an answer from the provider's memory was another database's. */
  readonly firstUse?: boolean;
}

/** @param tag of the deployment: others on the same account have orders of the same names */
export function keyUnder(tag: string, key: string): string {
  return `${tag}/${key}`;
}

/** Places a hold, or saves a card. */
export function authorizeKey(orderId: string, generation: number): string {
  return `order/${orderId}/authorize/${generation.toString()}`;
}

/**
 * Writes our names on a payment that the shop made. Doing it twice changes nothing: `attempt` counts the keys of it.
 */
export function adoptKey(orderId: string, generation: number, attempt: number): string {
  return `order/${orderId}/adopt/${generation.toString()}/${attempt.toString()}`;
}

/** Which of these keys it is, from 1. */
export function attemptInAdoptKey(key: string): number {
  return Number(key.slice(key.lastIndexOf('/') + 1));
}

/** Makes the customer of an order whose card is kept for nobody the shop has named. */
export function customerKey(orderId: string): string {
  return `order/${orderId}/customer`;
}

/** @param attempt counts the confirms of one authorization, from 1 */
export function confirmKey(orderId: string, authorizationGeneration: number, attempt: number): string {
  return `order/${orderId}/confirm/${authorizationGeneration.toString()}/${attempt.toString()}`;
}

/**
 * After the provider refused the card features of a request, the lower tier is another request under another name.
 * @param key of the request that was refused first: `authorizeKey` or `confirmKey`
 */
export function steppedDownKey(key: string, tier: FeatureTier): string {
  return `${key}/${tier}`;
}

/** @param shipmentId names the capture, which may take several shipments */
export function captureKey(orderId: string, shipmentId: string, generation: number): string {
  return `order/${orderId}/capture/${shipmentId}/${generation.toString()}`;
}

/** @param attempt counts the increments of one authorization, from 1 */
export function incrementKey(orderId: string, authorizationGeneration: number, attempt: number): string {
  return `order/${orderId}/raise/${authorizationGeneration.toString()}/${attempt.toString()}`;
}

/**
 * Gives back what is left of the hold of this authorization.
 * @param generation of the key, from 1
 */
export function releaseKey(orderId: string, authorizationGeneration: number, generation = 1): string {
  const first = `order/${orderId}/release/${authorizationGeneration.toString()}`;
  return generation === 1 ? first : `${first}/${generation.toString()}`;
}

/**
 * Gives back the rest of a hold that could not be canceled. Doing it twice changes nothing: `attempt` counts lost
 * answers.
 */
export function restKey(orderId: string, generation: number, attempt: number): string {
  return `${releaseKey(orderId, generation)}/rest/${attempt.toString()}`;
}

/** One payment with a saved card for one shipment. */
export function chargeKey(orderId: string, shipmentId: string, generation: number): string {
  return `order/${orderId}/charge/${shipmentId}/${generation.toString()}`;
}

/**
 * Gives up one payment, or one card setup, of an order. Doing it twice changes nothing: `attempt` counts lost answers.
 */
export function abandonKey(orderId: string, authorizationGeneration: number, attempt: number): string {
  return `order/${orderId}/give-up/${authorizationGeneration.toString()}/${attempt.toString()}`;
}

/**
 * An authorization that was given up may have left several PaymentIntents behind; each is canceled under its own name.
 */
export function orphanedHoldKey(orderId: string, generation: number, paymentIntentId: string): string {
  return `${releaseKey(orderId, generation)}/${paymentIntentId}`;
}

/** @param part a refund takes from one charge in each of its parts, counted from 1 */
export function refundKey(orderId: string, refundId: string, part: number, generation: number): string {
  return `order/${orderId}/refund/${refundId}/${part.toString()}/${generation.toString()}`;
}

/** Stripe's ids of disputes are unique: no order is needed beside them. */
export function evidenceKey(disputeId: string, generation: number): string {
  return `dispute/${disputeId}/evidence/${generation.toString()}`;
}

/** @param piece of what the dispute does with a connected account's share, counted from 1 */
export function disputeTransferKey(disputeId: string, piece: number, generation: number): string {
  return `dispute/${disputeId}/transfer/${piece.toString()}/${generation.toString()}`;
}

/** @param reversal of the part's own, counted from 1: what of a transfer or an application fee goes back with it */
export function reversalKey(
  orderId: string,
  refundId: string,
  part: number,
  reversal: number,
  generation: number,
): string {
  return `order/${orderId}/refund/${refundId}/${part.toString()}/reversal/${reversal.toString()}/${generation.toString()}`;
}

/**
 * Why the provider will do nothing under a key any more, and what proves that it has not.
 * Whoever takes the next key has one of these in hand.
 */
export interface SpentKey {
  /**
   * `never_asked`: no request was made under it.
   * `read_shows_nothing`: none can be on its way, and a read shows nothing of it; or it would do no harm.
   * `refused`: the provider refused the request, and nothing of it is left behind.
   */
  readonly proof: 'never_asked' | 'read_shows_nothing' | 'refused';
  /** In words, for the shop and for people. */
  readonly why: string;
}

/** The generation of the key that the same request has next. A key that nobody used is as good as new. */
export function nextKeyGeneration(generation: number, { proof }: Pick<SpentKey, 'proof'>): number {
  return proof === 'never_asked' ? generation : generation + 1;
}

/** Stripe forgets keys after 24 h, so a key first used longer ago than this is not trusted any more: read first. */
export const KEY_TRUSTED_SECONDS = 20 * 60 * 60;

const KEYS_IN_A_ROW = 5;

/**
 * Whether a request whose key is spent may be asked once more under the next key, or a person has to look first.
 * @param generation of the spent key; a person who asks again gets as many more
 */
export function mayUseNextKey(generation: number): boolean {
  return generation % KEYS_IN_A_ROW !== 0;
}
