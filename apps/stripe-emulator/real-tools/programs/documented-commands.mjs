// The curl commands of two pages of Stripe's documentation, as they stood there in 2026 at a version that takes
// `payment_method_types`: the parameters in their order. `{id}` is the PaymentIntent of the command before.
const LINE = (at, number, unit) => [
  `amount_details[line_items][${at}][product_code]=SKU00${number}`,
  `amount_details[line_items][${at}][product_name]=Product 00${number}`,
  `amount_details[line_items][${at}][unit_cost]=2000`,
  `amount_details[line_items][${at}][quantity]=1`,
  `amount_details[line_items][${at}][unit_of_measure]=${unit}`,
  `amount_details[line_items][${at}][payment_method_options][card][commodity_code]=123123`,
];
const DETAILS = (discount, tax, shipping) => [
  'payment_details[customer_reference]=customer_reference',
  'payment_details[order_reference]=order_reference',
  `amount_details[discount_amount]=${discount}`,
  `amount_details[tax][total_tax_amount]=${tax}`,
  'amount_details[shipping][from_postal_code]=94110',
  'amount_details[shipping][to_postal_code]=94117',
  `amount_details[shipping][amount]=${shipping}`,
];
const CREATE = (feature) => [
  'amount=4600',
  'currency=usd',
  'payment_method_types[0]=card',
  'payment_method=pm_card_visa',
  `payment_method_options[card][request_${feature}]=if_available`,
  ...DETAILS(200, 400, 400),
  ...LINE(0, 1, 'feet'),
  ...LINE(1, 2, 'gallons'),
  'confirm=true',
  'capture_method=manual',
  'expand[0]=amount_details.line_items',
];
const EXPANDED = 'expand[0]=amount_details.line_items';

/** `shows`: what the page prints of the answer. */
export const DOCUMENTED_COMMANDS = [
  {
    page: 'https://docs.stripe.com/payments/payment-intents/asynchronous-capture',
    name: 'asynchronous capture',
    path: '/v1/payment_intents',
    data: [
      'amount=2000',
      'currency=usd',
      'payment_method_types[]=card',
      'payment_method=pm_card_visa',
      'capture_method=automatic_async',
      'confirm=true',
    ],
    shows: { status: 'succeeded', capture_method: 'automatic_async' },
  },
  {
    page: 'https://docs.stripe.com/payments/payment-line-items/flexible-payment-scenarios',
    name: 'line items with multicapture',
    path: '/v1/payment_intents',
    data: CREATE('multicapture'),
    shows: { status: 'requires_capture', amount: 4600, amount_capturable: 4600 },
  },
  {
    name: 'its first capture',
    path: '/v1/payment_intents/{id}/capture',
    data: ['amount_to_capture=2300', ...DETAILS(100, 200, 200), ...LINE(0, 1, 'feet'), 'final_capture=false', EXPANDED],
    shows: { status: 'requires_capture', amount_capturable: 2300, amount_received: 2300 },
  },
  {
    name: 'its second capture',
    path: '/v1/payment_intents/{id}/capture',
    data: [
      'amount_to_capture=2300',
      ...DETAILS(100, 200, 200),
      ...LINE(0, 2, 'gallons'),
      'final_capture=false',
      EXPANDED,
    ],
    shows: { status: 'succeeded', amount_capturable: 0, amount_received: 4600 },
  },
  {
    name: 'line items with overcapture',
    path: '/v1/payment_intents',
    data: CREATE('overcapture'),
    shows: { status: 'requires_capture', amount: 4600, amount_capturable: 4600 },
  },
  {
    name: 'its capture of more than was held',
    path: '/v1/payment_intents/{id}/capture',
    data: [
      'amount_to_capture=5000',
      ...DETAILS(200, 600, 600),
      ...LINE(0, 1, 'feet'),
      ...LINE(1, 2, 'gallons'),
      EXPANDED,
    ],
    shows: { status: 'succeeded', amount: 5000, amount_received: 5000, amount_capturable: 0 },
  },
];
