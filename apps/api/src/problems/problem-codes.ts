/**
 * Every problem the API answers with: its HTTP status, the title that never changes, and what whoever
 * called does about it. `GET /problems` shows them; docs/guide/errors-and-idempotency.md has the same sentences.
 */
export const PROBLEMS = {
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    remedy: 'Change the fields named in `errors`, then send the request again. Nothing was stored.',
  },
  amount_too_small: {
    status: 400,
    title: 'The order is worth less than Stripe charges',
    remedy: 'Read `minimumAmount`: ask for more, or let the order cost nothing at your side. Nothing was stored.',
  },
  invalid_json: {
    status: 400,
    title: 'The body is not JSON',
    remedy: 'Send valid JSON in UTF-8. Nothing was stored.',
  },
  card_number_refused: {
    status: 400,
    title: 'Card numbers are not accepted',
    remedy: 'Send the id of a Stripe PaymentMethod (`pm_…`). Never send card numbers to Holdfast.',
  },
  invalid_signature: {
    status: 400,
    title: 'The webhook is not signed by Stripe',
    remedy: "Put the endpoint's signing secret into `STRIPE_WEBHOOK_SECRETS`. The log of the API says what is wrong.",
  },
  unauthenticated: {
    status: 401,
    title: 'An API key is needed',
    remedy: 'Send `Authorization: Bearer <key>` with a key out of `API_KEYS`.',
  },
  payment_declined: {
    status: 402,
    title: 'The payment was declined',
    remedy: 'Show `message` to the buyer, ask for another card, and send it with `POST /v1/orders/{orderId}/confirm`.',
  },
  forbidden: {
    status: 403,
    title: 'The API key does not allow this',
    remedy: 'Use a key, or sign in with one, whose access includes the one in `detail`.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    remedy: 'Check the path against `GET /docs`.',
  },
  order_not_found: {
    status: 404,
    title: 'The order does not exist',
    remedy: 'Check the `orderId`; place the order first.',
  },
  refund_not_found: {
    status: 404,
    title: 'The refund does not exist',
    remedy: 'Check the `refundId`. A refused refund leaves nothing behind.',
  },
  shipment_not_found: {
    status: 404,
    title: 'The shipment does not exist',
    remedy: 'Check the `shipmentId`; send the shipment first.',
  },
  dead_letter_not_found: {
    status: 404,
    title: 'No abandoned event waits for a decision',
    remedy: 'Check the `eventId` against `GET /v1/dead-letters`; somebody else may have been faster.',
  },
  event_not_found: {
    status: 404,
    title: 'The event does not exist',
    remedy: 'Check the `eventId`, and that the endpoint has a delivery of it: `GET /v1/event-deliveries`.',
  },
  payout_not_found: {
    status: 404,
    title: 'The payout does not exist',
    remedy: 'Check the `payoutId`. A new payout is there a few minutes after Stripe made it.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This method is not allowed here',
    remedy: 'Use a method named in the header `Allow`.',
  },
  order_conflict: {
    status: 409,
    title: 'The order was accepted before with other content',
    remedy: 'Read the order. To repeat it, send the same content; for another order use another `orderId`.',
  },
  shipment_conflict: {
    status: 409,
    title: 'The shipment was accepted before with other content',
    remedy: 'Read the shipment. To repeat it, send the same content; for another one use another `shipmentId`.',
  },
  cancellation_conflict: {
    status: 409,
    title: 'The cancellation was accepted before with other content',
    remedy: 'To repeat it, send the same content; for another one use another `cancellationId`.',
  },
  line_change_conflict: {
    status: 409,
    title: 'The change of lines was accepted before with other content',
    remedy: 'To repeat it, send the same content; for another one use another `changeId`.',
  },
  shipment_not_cancelable: {
    status: 409,
    title: 'The shipment cannot be undone',
    remedy: 'Read `detail`. What is captured is refunded; only a covered shipment can be canceled.',
  },
  attention_not_open: {
    status: 409,
    title: 'No such alert is open',
    remedy: 'Read `attention` of the order: the alert was closed before, or never opened.',
  },
  note_conflict: {
    status: 409,
    title: 'The note was written before with other content',
    remedy: 'To repeat it, send the same content; for another one use another `noteId`.',
  },
  refund_conflict: {
    status: 409,
    title: 'The refund was accepted before with other content',
    remedy: 'Read the refund. To repeat it, send the same content; for another one use another `refundId`.',
  },
  refund_refused: {
    status: 409,
    title: 'Stripe refuses the refund',
    remedy: 'Read `detail`: a dispute, too little balance, or less to refund than is recorded. No money moved.',
  },
  order_not_capturable: {
    status: 409,
    title: 'Nothing can be captured now',
    remedy: 'Read `orderStatus`. Hold the shipment back until the order is authorized, or cancel it.',
  },
  units_not_available: {
    status: 409,
    title: 'More units than are left',
    remedy: 'Ask for at most the units in `left`. Others have shipped, were canceled or were refunded.',
  },
  amount_exceeds_hold: {
    status: 409,
    title: 'The amount is more than the hold has left',
    remedy: 'Send the shipment again with an adjustment that keeps it at or below `maximumAmount`.',
  },
  hold_lost: {
    status: 409,
    title: 'The hold is gone',
    remedy: 'Stop the shipment. Ask the buyer for a new order, or for another payment of what has shipped.',
  },
  order_closed: {
    status: 409,
    title: 'The order is closed',
    remedy: 'Read the order: everything has shipped, was canceled or expired. Refunds still work.',
  },
  month_not_closable: {
    status: 409,
    title: 'The month cannot be closed',
    remedy:
      'Read `detail`. Close months in their order, each when it is over, or accept the differences that you know.',
  },
  events_not_kept: {
    status: 410,
    title: 'The events after this one were deleted',
    remedy: 'Read the orders that matter to you, then continue with `next` as `after`.',
  },
  too_large: {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send at most 256 KiB.',
  },
  url_too_long: {
    status: 414,
    title: 'The URL is too long',
    remedy: 'Send at most 2048 characters. What is longer than the ids and filters of this API belongs into no URL.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Only application/json is accepted',
    remedy: 'Send the header `Content-Type: application/json`.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait for the seconds in `Retry-After`, then repeat the request.',
  },
  internal_error: {
    status: 500,
    title: 'Holdfast failed',
    remedy: 'Repeat the request: that is safe. If it keeps failing, look for `requestId` in the log of the API.',
  },
  temporarily_unavailable: {
    status: 503,
    title: 'Try again in a moment',
    remedy: 'Wait for the seconds in `Retry-After`, then send the same request again: that is safe.',
  },
  deployment_conflict: {
    status: 503,
    title: 'Two databases go by one name',
    remedy: 'An operator ends the conflict with `npm run deployment`. Then send the same request again.',
  },
  outcome_pending: {
    status: 504,
    title: 'Accepted and still working',
    remedy: 'Send the same request again, or read the resource. Do not use a new id: it would be a second request.',
  },
} as const satisfies Readonly<Record<string, { status: number; title: string; remedy: string }>>;

/** A code of a problem: part of the contract, programs decide by it. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Where the page of all problems is served. */
export const PROBLEMS_PATH = '/problems';

/** The `type` of a problem: its place on the page of all problems, as a path of the API that answered. */
export function problemType(code: ProblemCode): string {
  return `${PROBLEMS_PATH}#${code}`;
}
