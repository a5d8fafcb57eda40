/** The names of rows, made of the order's and the shop's own. They stand in tables and answers for ever. */

/** @param generation counts the authorizations of an order, from 1 */
export function authorizationId(orderId: string, generation: number): string {
  return `${orderId}/${generation.toString()}`;
}

/** @param attempt counts the confirms, or the increments, of an authorization, each from 1 */
export function attemptId(ofAuthorization: string, attempt: number): string {
  return `${ofAuthorization}/${attempt.toString()}`;
}

/**
 * @param shipmentId names the capture, which may take several shipments
 * @param generation counts the tries at it, from 1
 */
export function captureId(orderId: string, shipmentId: string, generation: number): string {
  return `${orderId}/${shipmentId}/${generation.toString()}`;
}

/** @param part a refund takes from one charge in each of its parts, counted from 1 */
export function refundPartId(orderId: string, refundId: string, part: number): string {
  return `${orderId}/${refundId}/${part.toString()}`;
}

/** @param reversal of the part's own, counted from 1 */
export function reversalId(orderId: string, refundId: string, part: number, reversal: number): string {
  return `${refundPartId(orderId, refundId, part)}/${reversal.toString()}`;
}

/** @param piece of what the dispute does with a connected account's share, counted from 1 */
export function disputeTransferId(disputeId: string, piece: number): string {
  return `${disputeId}/${piece.toString()}`;
}
