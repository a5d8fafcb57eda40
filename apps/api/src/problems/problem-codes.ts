/** Every problem the API answers with: its HTTP status and the title that never changes with the occasion. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_json: { status: 400, title: 'The body is not JSON' },
  card_number_refused: { status: 400, title: 'Card numbers are not taken' },
  invalid_signature: { status: 400, title: 'The webhook is not signed by Stripe' },
  not_found: { status: 404, title: 'There is nothing here' },
  order_not_found: { status: 404, title: 'The order is not known' },
  refund_not_found: { status: 404, title: 'The refund is not known' },
  shipment_not_found: { status: 404, title: 'The shipment is not known' },
  method_not_allowed: { status: 405, title: 'The resource does not know this method' },
  order_conflict: { status: 409, title: 'The order was accepted before with other content' },
  shipment_conflict: { status: 409, title: 'The shipment was accepted before with other content' },
  cancellation_conflict: { status: 409, title: 'The cancellation was accepted before with other content' },
  refund_conflict: { status: 409, title: 'The refund was accepted before with other content' },
  refund_refused: { status: 409, title: 'Stripe refuses the refund' },
  order_not_capturable: { status: 409, title: 'Nothing can be captured in the order as it is now' },
  units_not_available: { status: 409, title: 'More units than are left' },
  amount_exceeds_hold: { status: 409, title: 'The amount is more than the hold has left' },
  hold_lost: { status: 409, title: 'The hold is gone' },
  order_closed: { status: 409, title: 'The order is closed' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'Only application/json is taken' },
  internal_error: { status: 500, title: 'Holdfast made a mistake' },
  temporarily_unavailable: { status: 503, title: 'Try again in a moment' },
  outcome_pending: { status: 504, title: 'Accepted and still working' },
} as const satisfies Readonly<Record<string, { status: number; title: string }>>;

export type ProblemCode = keyof typeof PROBLEMS;
