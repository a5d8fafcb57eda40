/**
 * Everything that WooshPay's documentation leaves open and the emulator had to choose, in one place. Those with a
 * setting can be switched over the control API, so that a client can be tried both ways; the README lists them all.
 */
export interface Assumption {
  readonly id: string;
  /** What the emulator does unless told otherwise. */
  readonly assumed: string;
  /** What one call to WooshPay's test host would show. */
  readonly settledBy: string;
  /** The field of `POST /_emulator/account` that chooses; null: there is no other way. */
  readonly setting: string | null;
}

export const ASSUMPTIONS: readonly Assumption[] = [
  {
    id: 'time in milliseconds',
    assumed: 'every time is in milliseconds, as in all examples; the field descriptions say seconds',
    settledBy: 'any answer',
    setting: 'times',
  },
  {
    id: 'currency in upper case',
    assumed: 'currencies are answered in upper case, as in all examples; the field descriptions say lower case',
    settledBy: 'any answer',
    setting: 'currency_case',
  },
  {
    id: 'empty fields left out',
    assumed: 'a field without a value is missing from an answer, as in the examples',
    settledBy: 'any answer',
    setting: 'empty_fields',
  },
  {
    id: 'errors under error',
    assumed: 'the error object stands under `error`; integrations of others find it there or at the top',
    settledBy: 'any refused call',
    setting: 'error_place',
  },
  {
    id: 'second capture refused',
    assumed: 'a capture of what was captured answers 400',
    settledBy: 'two captures of one PaymentIntent',
    setting: 'second_capture',
  },
  {
    id: 'rest released at once',
    assumed: 'after a partial capture nothing is left to capture, and no refund object stands for the rest',
    settledBy: 'a partial capture, then a read',
    setting: 'rest_after_capture',
  },
  {
    id: 'seven days from creation',
    assumed: 'a hold ends seven days after its PaymentIntent was created, whenever it was confirmed',
    settledBy: 'a hold confirmed some days after it was created',
    setting: 'hold_counts_from',
  },
  {
    id: 'expiry is told',
    assumed: 'a hold that ends by itself sends payment_intent.canceled',
    settledBy: 'a hold that nobody captures',
    setting: 'expiry_event',
  },
  {
    id: 'events named alone',
    assumed: 'only the event types that the documentation names are sent, none for "can be captured now"',
    settledBy: 'a webhook endpoint during one hold',
    setting: 'event_types',
  },
  {
    id: 'refunds succeed at once',
    assumed: 'a refund is succeeded in the answer that makes it, and charge.refund.updated follows',
    settledBy: 'a refund and its webhook',
    setting: 'refund_delay_seconds',
  },
  {
    id: 'unknown parameters refused',
    assumed: 'a parameter that no page names is refused, so that a slip of the client shows',
    settledBy: 'a call with a made-up parameter',
    setting: 'unknown_parameters',
  },
  {
    id: 'search at once',
    assumed: 'search finds what was made a moment ago, and speaks the query language of Stripe',
    settledBy: 'a search after a create',
    setting: 'search_delay_seconds',
  },
  {
    id: 'idempotency keys live 24 hours',
    assumed: 'the same request under the same key gets the same answer for 24 hours',
    settledBy: 'a repeated request after a day',
    setting: null,
  },
  {
    id: 'key with another request is 400',
    assumed: 'a key that comes with other parameters answers 400 with type idempotency_error',
    settledBy: 'two creates with one key',
    setting: null,
  },
  {
    id: 'two at a time is 409',
    assumed: 'a write to an object that another request is writing answers 409, as does a key in use',
    settledBy: 'two captures at once',
    setting: null,
  },
  {
    id: 'test payment methods',
    assumed: 'ids such as pm_card_visa stand for test cards; the real test host needs ids made from card data',
    settledBy: 'a confirm with such an id',
    setting: null,
  },
  {
    id: 'code of a declined card',
    assumed: 'a decline has the code card_declined and a decline_code of the network, such as insufficient_funds',
    settledBy: 'a declined test card',
    setting: null,
  },
  {
    id: 'code of a wrong state',
    assumed: 'a call that the status forbids answers 400 with the code payment_intent_unexpected_state',
    settledBy: 'a capture of a canceled PaymentIntent',
    setting: null,
  },
  {
    id: 'code of what is not there',
    assumed: 'an unknown id answers 404 with the code resource_missing',
    settledBy: 'a read of a made-up id',
    setting: null,
  },
  {
    id: 'reason of an expired hold',
    assumed: 'a hold that ended by itself has the cancellation_reason automatic',
    settledBy: 'a hold that nobody captures',
    setting: null,
  },
  {
    id: 'wallets are never held',
    assumed: 'a payment method that is no card refuses capture_method manual',
    settledBy: 'a manual PaymentIntent with a wallet',
    setting: null,
  },
  {
    id: 'off-session challenges are declines',
    assumed: 'where the buyer is away and the bank asks for them, the answer is 402 with authentication_required',
    settledBy: 'a saved 3-D Secure card with off-session',
    setting: null,
  },
  {
    id: 'shape of lists',
    assumed: 'lists are {object: list, url, has_more, data}, newest first, with limit, starting_after, ending_before',
    settledBy: 'any list',
    setting: null,
  },
  {
    id: 'intervals of webhooks',
    assumed: 'the 18 deliveries in 72 hours (documented) begin two seconds apart, each pause twice the one before',
    settledBy: 'an endpoint that refuses',
    setting: null,
  },
  {
    id: 'request ids',
    assumed: 'each answer has a header request-id',
    settledBy: 'any answer',
    setting: null,
  },
  {
    id: 'disputes are told by no event',
    assumed: 'the pages name operations for disputes, and no event of one: nobody is told, and nothing is taken back',
    settledBy: 'a test payment that is disputed, and an endpoint for all events',
    setting: null,
  },
  {
    id: 'refunded counts refunds alone',
    assumed: 'amount_refunded of a charge is what its refunds gave back, without the rest that a capture released',
    settledBy: 'a partial capture, then a read of its charge',
    setting: null,
  },
];
