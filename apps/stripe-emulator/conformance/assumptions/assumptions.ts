/** What settles an assumption. */
export type Settling =
  /** Behaviours by `area: name`, which run against Stripe with a key: `STRIPE_CONFORMANCE_KEY=sk_test_…`. */
  | { readonly kind: 'experiment'; readonly behaviours: readonly string[] }
  /** No request with a test key shows it; this would. */
  | { readonly kind: 'beyond a test key'; readonly wanted: string };

export interface Assumption {
  /** How its row in the README begins. */
  readonly says: string;
  readonly settling: Settling;
}

function experiment(says: string, ...behaviours: readonly string[]): Assumption {
  return { says, settling: { kind: 'experiment', behaviours } };
}

function beyond(says: string, wanted: string): Assumption {
  return { says, settling: { kind: 'beyond a test key', wanted } };
}

const CONNECTED = 'a platform account with a connected account: the behaviours of the area Connect with its id';

/** Every row of the README that says `assumed`, with the experiment that would settle it; a test compares the two. */
export const ASSUMPTIONS: readonly Assumption[] = [
  beyond(
    'a refused feature fails the confirmation',
    'the key of an account that may not ask for multicapture, overcapture or extended authorization: ' +
      '"multicapture: fails the confirmation on an account that may not ask" with it',
  ),
  experiment(
    'codes for the 51st capture',
    'multicapture: names final_capture when it refuses the 51st part',
    'multicapture: names final_capture when it is not available',
  ),
  experiment('cancel after a capture', 'cancel: is refused after a partial capture'),
  experiment(
    'overcapture together with multicapture',
    'overcapture: goes with multicapture at the final capture alone',
  ),
  experiment('increment: ten attempts', 'increments: call that payment_intent_invalid_parameter'),
  experiment(
    'an increment grows',
    'increments: show the new total on the charge',
    'experiments: an increment tells of charge and PaymentIntent',
  ),
  beyond('`processing` for cards', 'a card of Stripe whose payment stays in processing; its test cards have none'),
  experiment(
    'another amount, currency or card option',
    'experiments: another amount during a challenge has to be confirmed anew',
    'experiments: another customer is refused once there is one',
  ),
  experiment('a `client_secret` or `amount_to_confirm`', 'experiments: amount_to_confirm must be the amount'),
  experiment('statement descriptors', 'experiments: the whole statement descriptor has at most 22 characters'),
  experiment('SetupIntents', 'setup intents: cannot be confirmed without a method'),
  experiment(
    'Customers',
    'experiments: the cards of a deleted customer belong to nobody',
    'customers: forget name for an empty string',
    'customers: can be made with an empty name',
    'customers: leave out parts of an address that are empty',
  ),
  experiment(
    '`amount_details`',
    'line items: sums: calls them parameters_exclusive',
    'line items: captures: names amount_details when it misses them',
    'line items: captures: names the lines when it misses them alone',
  ),
  experiment('line items show only when expanded', 'experiments: ten lines show, the rest have an address'),
  experiment('discount and tax given line by line', 'experiments: tax and discount of lines show summed at the top'),
  experiment('a capture of the whole amount', 'experiments: a capture of the whole hold may leave lines out'),
  experiment(
    'one balance transaction for each capture',
    'experiments: the balance transaction of a plain capture comes later',
  ),
  experiment('`charge.updated` carries', 'experiments: charge.updated shows what was captured before'),
  experiment('the charge points at', 'experiments: the charge points at its newest balance transaction'),
  experiment('fee: 2.9 %', 'experiments: the fee of 46.00 USD is 1.63'),
  experiment('settlement in another currency', 'experiments: another currency settles at its exchange rate'),
  experiment(
    'captures and refunds are multiples',
    'experiments: no amount of a currency moves less than its cards can',
  ),
  experiment('a capture below the smallest charge', 'capturing: can take a single cent'),
  beyond('partial refund with `refund_application_fee`', CONNECTED),
  experiment('pending and failing refunds', 'refunds: that fail later give the reason'),
  experiment('`refund.updated` when', 'experiments: the reference of a refund comes with refund.updated'),
  experiment(
    'canceling a card refund',
    'refunds: cannot be canceled on cards',
    'disputes: stand in the way of a refund',
  ),
  experiment('disputes open at the capture', 'experiments: a disputed card is disputed at its first capture'),
  experiment('dispute: 15.00 fee', 'experiments: a dispute costs 15.00 and leaves nine days'),
  experiment('inquiries take no money', 'experiments: an inquiry that is given up is closed'),
  beyond('Connect: what the first capture names', CONNECTED),
  beyond('without own shares', CONNECTED),
  beyond('transfers in the settlement currency', CONNECTED),
  beyond('fees and transfers go back', CONNECTED),
  beyond('a transfer comes back only', CONNECTED),
  beyond('direct charges with `application_fee_amount`', CONNECTED),
  beyond('connected accounts have the settings of their platform', CONNECTED),
  experiment('any well-formed `acct_…`', 'account and balance: shows nobody else’s'),
  experiment(
    'a charge of a PaymentIntent',
    'charges of their own: leaves the charges of PaymentIntents alone',
    'charges of their own: has its balance transaction at once',
  ),
  beyond(
    'publishable keys',
    'the publishable key of the same account beside its secret key: the behaviours of the area publishable keys with both',
  ),
  experiment(
    'search: the query language',
    'search: refuses an empty query',
    'search: refuses a join without an end',
    'search: refuses AND and OR together',
  ),
  experiment(
    'a hold that expires is refunded',
    'releases of older versions: 2024-06-20 can refund what was captured',
    'releases of older versions: 2022-11-15 can refund what was captured',
  ),
  experiment(
    'lists inside objects of older versions',
    'requests of older versions: 2025-08-27.basil takes one of payment_method_types and automatic_payment_methods',
    'requests of older versions: 2025-08-27.basil shows the list as it was given',
  ),
  experiment('confirming without `return_url`', 'experiments: use_stripe_sdk does not stand for a return_url'),
  experiment('with `allowed_payment_method_types`', 'what is refused: needs none when only cards are allowed'),
  experiment(
    '`payment_method_types` from endive on',
    'requests of older versions: 2026-10-28.endive refuses payment_method_types at /v1/payment_intents',
    'requests of older versions: 2026-10-28.endive refuses payment_method_types at /v1/setup_intents',
  ),
  experiment('the lock is refused at once', 'experiments: two changes at once end well or as lock_timeout'),
  beyond(
    'rates are counted',
    'a burst of more than 25 requests in a second, which Stripe asks not to send to its test mode for its own sake',
  ),
  beyond('webhook retries', 'an endpoint that Stripe can reach and that fails for three days'),
  beyond("an endpoint's `api_version`", 'an endpoint that Stripe can reach, made after the event and sent it by hand'),
  experiment('requests at another content type', 'experiments: a body of another content type is refused'),
  beyond('webhooks about one PaymentIntent', 'an endpoint that Stripe can reach and that answers slowly'),
  beyond(
    "every answer's `Date`",
    'nothing: Stripe has no other time than its own; the emulator’s clock is its own idea',
  ),
  beyond(
    'payouts: pending, in transit',
    'an account whose available balance covers a payout, and some bank days of waiting: the behaviours of the area payouts',
  ),
  beyond('payouts of the schedule', 'an account with the daily schedule, and some bank days of waiting'),
  experiment('two disputes of one charge', 'disputes: come twice with pm_card_createMultipleDisputes'),
  experiment('what `pm_card_bypassPending` pays', 'experiments: what bypasses pending settles with the request'),
  experiment('ephemeral keys for an hour', 'ephemeral keys: lives for an hour'),
  experiment('ConfirmationTokens by the test helper', 'confirmation tokens: lives for twelve hours'),
  beyond('`POST /v1/events/{id}/retry`', 'an endpoint that Stripe can reach, or a session of its CLI'),
  beyond('`GET /v1/payment_pages/{id}`', 'the publishable key of the account: the address is for Stripe’s own page'),
  beyond('`POST /v1/payment_pages/{id}/confirm`', 'the publishable key of the account: it is for Stripe’s own page'),
  beyond('an expired Checkout Session cancels', 'somebody who begins a payment on the page of a Checkout Session'),
  beyond('accounts that the platform makes', CONNECTED),
  beyond('transfers out of the balance', CONNECTED),
  experiment(
    'early fraud warnings at the first capture',
    'early fraud warnings: are of no more use once the payment has gone back',
  ),
  beyond('reviews by a rule', 'a rule of Radar that reviews elevated risk: the behaviours of the area reviews with it'),
];

export interface Disagreement {
  readonly about: string;
  /** Each with where it can be looked up. */
  readonly sources: readonly string[];
  readonly chosen: string;
}

/** Where two sources say different things; the experiment beside it decides. */
export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    about: '`amount_captured` of a hold that was given back, before 2025-03-31.basil',
    sources: [
      'null: https://docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow',
      '0: a recording of an expired hold',
    ],
    chosen: 'null after a cancel, 0 after the expiry',
  },
  {
    about: 'when the balance transaction of a plain manual capture is there',
    sources: [
      'later, as with automatic_async: https://docs.stripe.com/payments/payment-intents/asynchronous-capture',
      'at once: recordings of captures, and https://github.com/stripe/stripe-commercetools-connect-app reads it at payment_intent.succeeded',
    ],
    chosen: 'later, by settlement_delay_seconds; 0 shows it at once',
  },
  {
    about: 'an empty string for what a customer or an address says',
    sources: [
      'cannot be unset: the types of https://github.com/stripe/stripe-node',
      'is null then: https://github.com/stripe/stripe-dotnet/issues/1954, https://github.com/stripe/stripe-php/issues/588',
    ],
    chosen: 'null',
  },
  {
    about: 'a capture below the smallest charge of its currency',
    sources: [
      'no limit is named: https://docs.stripe.com/api/payment_intents/capture',
      'refused with amount_too_small: https://github.com/woocommerce/woocommerce-gateway-stripe/pull/3903',
    ],
    chosen: 'taken; the setting capture_below_minimum refuses it',
  },
  {
    about: 'the statuses that the refusal of a cancel names',
    sources: [
      'with requires_reauthorization and expired: https://github.com/gburgyan/aat-stripe',
      'without expired: a recording of April 2026 by others',
    ],
    chosen: 'the words of the first',
  },
  {
    about: '`line_items` inside amount_details of an answer',
    sources: [
      'an array: https://docs.stripe.com/payments/payment-line-items/flexible-payment-scenarios',
      'a list object: https://docs.stripe.com/api/payment_intents/object',
    ],
    chosen: 'a list object, as the SDKs read it',
  },
];
