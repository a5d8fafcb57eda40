// Which operations and resources the tables describe. An operation that has no line in routes.ts answers 404.

/** Operations as the API reference writes them, with the name of their parameters' type. */
export const OPERATIONS = {
  'POST /v1/payment_intents': 'PaymentIntentCreateParams',
  'GET /v1/payment_intents': 'PaymentIntentListParams',
  'GET /v1/payment_intents/{id}': 'PaymentIntentRetrieveParams',
  'POST /v1/payment_intents/{id}': 'PaymentIntentUpdateParams',
  'POST /v1/payment_intents/{id}/confirm': 'PaymentIntentConfirmParams',
  'POST /v1/payment_intents/{id}/capture': 'PaymentIntentCaptureParams',
  'POST /v1/payment_intents/{id}/cancel': 'PaymentIntentCancelParams',
  'POST /v1/payment_intents/{id}/increment_authorization': 'PaymentIntentIncrementAuthorizationParams',
  'GET /v1/payment_intents/{id}/amount_details_line_items': 'PaymentIntentListAmountDetailsLineItemsParams',
  'GET /v1/payment_intents/search': 'PaymentIntentSearchParams',
  'GET /v1/charges/search': 'ChargeSearchParams',
  'GET /v1/customers/search': 'CustomerSearchParams',
  'POST /v1/charges': 'ChargeCreateParams',
  'GET /v1/charges': 'ChargeListParams',
  'GET /v1/charges/{id}': 'ChargeRetrieveParams',
  'POST /v1/charges/{id}': 'ChargeUpdateParams',
  'POST /v1/charges/{id}/capture': 'ChargeCaptureParams',
  // Not in the SDK any more, but the `url` of the refunds inside a charge.
  'GET /v1/charges/{id}/refunds': 'RefundListParams',
  // Not in the SDK any more either: refunds of one charge, the second answering with the charge.
  'POST /v1/charges/{id}/refunds': 'RefundCreateParams',
  'POST /v1/charges/{id}/refund': 'RefundCreateParams',
  'POST /v1/refunds': 'RefundCreateParams',
  'GET /v1/refunds': 'RefundListParams',
  'GET /v1/refunds/{id}': 'RefundRetrieveParams',
  'POST /v1/refunds/{id}': 'RefundUpdateParams',
  'POST /v1/refunds/{id}/cancel': 'RefundCancelParams',
  'GET /v1/balance': 'BalanceRetrieveParams',
  // The older addresses of balance transactions.
  'GET /v1/balance/history': 'BalanceTransactionListParams',
  'GET /v1/balance/history/{id}': 'BalanceTransactionRetrieveParams',
  'GET /v1/balance_transactions': 'BalanceTransactionListParams',
  'GET /v1/balance_transactions/{id}': 'BalanceTransactionRetrieveParams',
  'POST /v1/tokens': 'TokenCreateParams',
  'GET /v1/tokens/{id}': 'TokenRetrieveParams',
  'POST /v1/customers': 'CustomerCreateParams',
  'GET /v1/customers': 'CustomerListParams',
  'GET /v1/customers/{id}': 'CustomerRetrieveParams',
  'POST /v1/customers/{id}': 'CustomerUpdateParams',
  'DELETE /v1/customers/{id}': 'CustomerDeleteParams',
  // What customers kept before PaymentMethods.
  'GET /v1/customers/{id}/sources': 'CustomerListSourcesParams',
  'GET /v1/customers/{id}/payment_methods': 'CustomerListPaymentMethodsParams',
  'GET /v1/customers/{customerId}/payment_methods/{id}': 'CustomerRetrievePaymentMethodParams',
  'POST /v1/payment_methods': 'PaymentMethodCreateParams',
  'GET /v1/payment_methods': 'PaymentMethodListParams',
  'GET /v1/payment_methods/{id}': 'PaymentMethodRetrieveParams',
  'POST /v1/payment_methods/{id}': 'PaymentMethodUpdateParams',
  'POST /v1/payment_methods/{id}/attach': 'PaymentMethodAttachParams',
  'POST /v1/payment_methods/{id}/detach': 'PaymentMethodDetachParams',
  'POST /v1/setup_intents': 'SetupIntentCreateParams',
  'GET /v1/setup_intents': 'SetupIntentListParams',
  'GET /v1/setup_intents/{id}': 'SetupIntentRetrieveParams',
  'POST /v1/setup_intents/{id}': 'SetupIntentUpdateParams',
  'POST /v1/setup_intents/{id}/confirm': 'SetupIntentConfirmParams',
  'POST /v1/setup_intents/{id}/cancel': 'SetupIntentCancelParams',
  'GET /v1/setup_attempts': 'SetupAttemptListParams',
  'GET /v1/events': 'EventListParams',
  'GET /v1/events/{id}': 'EventRetrieveParams',
  'POST /v1/payouts': 'PayoutCreateParams',
  'GET /v1/payouts': 'PayoutListParams',
  'GET /v1/payouts/{id}': 'PayoutRetrieveParams',
  'POST /v1/payouts/{id}': 'PayoutUpdateParams',
  'POST /v1/payouts/{id}/cancel': 'PayoutCancelParams',
  'POST /v1/ephemeral_keys': 'EphemeralKeyCreateParams',
  'DELETE /v1/ephemeral_keys/{id}': 'EphemeralKeyDeleteParams',
  'POST /v1/customer_sessions': 'CustomerSessionCreateParams',
  'GET /v1/confirmation_tokens/{id}': 'ConfirmationTokenRetrieveParams',
  'POST /v1/test_helpers/confirmation_tokens': 'TestHelpers.ConfirmationTokenCreateParams',
  'POST /v1/products': 'ProductCreateParams',
  'GET /v1/products': 'ProductListParams',
  'GET /v1/products/{id}': 'ProductRetrieveParams',
  'POST /v1/products/{id}': 'ProductUpdateParams',
  'DELETE /v1/products/{id}': 'ProductDeleteParams',
  'POST /v1/prices': 'PriceCreateParams',
  'GET /v1/prices': 'PriceListParams',
  'GET /v1/prices/{id}': 'PriceRetrieveParams',
  'POST /v1/prices/{id}': 'PriceUpdateParams',
  'POST /v1/checkout/sessions': 'Checkout.SessionCreateParams',
  'GET /v1/checkout/sessions': 'Checkout.SessionListParams',
  'GET /v1/checkout/sessions/{id}': 'Checkout.SessionRetrieveParams',
  'POST /v1/checkout/sessions/{id}': 'Checkout.SessionUpdateParams',
  'POST /v1/checkout/sessions/{id}/expire': 'Checkout.SessionExpireParams',
  'GET /v1/checkout/sessions/{id}/line_items': 'Checkout.SessionListLineItemsParams',
  'GET /v1/reviews': 'ReviewListParams',
  'GET /v1/reviews/{id}': 'ReviewRetrieveParams',
  'POST /v1/reviews/{id}/approve': 'ReviewApproveParams',
  'GET /v1/radar/early_fraud_warnings': 'Radar.EarlyFraudWarningListParams',
  'GET /v1/radar/early_fraud_warnings/{id}': 'Radar.EarlyFraudWarningRetrieveParams',
  'POST /v1/webhook_endpoints': 'WebhookEndpointCreateParams',
  'GET /v1/webhook_endpoints': 'WebhookEndpointListParams',
  'GET /v1/webhook_endpoints/{id}': 'WebhookEndpointRetrieveParams',
  'POST /v1/webhook_endpoints/{id}': 'WebhookEndpointUpdateParams',
  'DELETE /v1/webhook_endpoints/{id}': 'WebhookEndpointDeleteParams',
  'GET /v1/disputes': 'DisputeListParams',
  'GET /v1/disputes/{id}': 'DisputeRetrieveParams',
  'POST /v1/disputes/{id}': 'DisputeUpdateParams',
  'POST /v1/disputes/{id}/close': 'DisputeCloseParams',
  'POST /v1/transfers': 'TransferCreateParams',
  'GET /v1/transfers': 'TransferListParams',
  'GET /v1/transfers/{id}': 'TransferRetrieveParams',
  'POST /v1/transfers/{id}': 'TransferUpdateParams',
  'POST /v1/transfers/{id}/reversals': 'TransferCreateReversalParams',
  'GET /v1/transfers/{id}/reversals': 'TransferListReversalsParams',
  'GET /v1/transfers/{transferId}/reversals/{id}': 'TransferRetrieveReversalParams',
  'POST /v1/transfers/{transferId}/reversals/{id}': 'TransferUpdateReversalParams',
  'GET /v1/application_fees': 'ApplicationFeeListParams',
  'GET /v1/application_fees/{id}': 'ApplicationFeeRetrieveParams',
  'POST /v1/application_fees/{id}/refunds': 'ApplicationFeeCreateRefundParams',
  'GET /v1/application_fees/{id}/refunds': 'ApplicationFeeListRefundsParams',
  'GET /v1/application_fees/{feeId}/refunds/{id}': 'ApplicationFeeRetrieveRefundParams',
  'POST /v1/accounts': 'AccountCreateParams',
  'GET /v1/accounts': 'AccountListParams',
  'GET /v1/accounts/{id}': 'AccountRetrieveParams',
  'POST /v1/accounts/{id}': 'AccountUpdateParams',
  'DELETE /v1/accounts/{id}': 'AccountDeleteParams',
  'GET /v1/account': 'AccountRetrieveCurrentParams',
};

/** Operations that the SDK does not describe, with their parameters in the words of the table: Stripe's CLI asks for them. */
export const UNDESCRIBED = {
  'POST /v1/events/{id}/retry': 'account:str expand:[str] for_stripecli:bool webhook_endpoint:str',
  'GET /v1/payment_pages/{id}': 'expand:[str]',
  'POST /v1/payment_pages/{id}/confirm': 'expand:[str] expected_amount:int payment_method:str',
};

/** A field that the SDK does not describe and Stripe's mobile SDKs read (their own source). */
export const UNDESCRIBED_FIELDS = { EphemeralKey: 'associated_objects:[any]' };

/** The files of types in folders of their own that are read: names come twice across folders. */
export const NESTED_FILES = [
  'Checkout/Sessions.d.ts',
  'Radar/EarlyFraudWarnings.d.ts',
  'TestHelpers/ConfirmationTokens.d.ts',
];

/** Objects the emulator may show. */
export const RESOURCES = [
  'PaymentIntent',
  'PaymentIntentAmountDetailsLineItem',
  'Charge',
  'Refund',
  'BalanceTransaction',
  'Balance',
  'Account',
  'Token',
  'Card',
  'Customer',
  'PaymentMethod',
  'SetupIntent',
  'SetupAttempt',
  'Mandate',
  'Event',
  'WebhookEndpoint',
  'Dispute',
  'Transfer',
  'TransferReversal',
  'ApplicationFee',
  'FeeRefund',
  'Payout',
  'BankAccount',
  'EphemeralKey',
  'CustomerSession',
  'ConfirmationToken',
  'Product',
  'Price',
  'Session',
  'LineItem',
  'Review',
  'EarlyFraudWarning',
];

/** What a DELETE answers. */
export const DELETED = ['DeletedAccount', 'DeletedCustomer', 'DeletedProduct', 'DeletedWebhookEndpoint'];

/** Where each way to pay has a part of its own: the optional parts that are kept. */
export const CARD_ONLY = {
  PaymentMethod: ['card', 'radar_options'],
  'ConfirmationToken.PaymentMethodPreview': ['card'],
  'ConfirmationToken.PaymentMethodOptions': ['card'],
  'Session.PaymentMethodOptions': ['card'],
  'Charge.PaymentMethodDetails': ['card'],
  'Refund.DestinationDetails': ['card'],
  'PaymentIntent.PaymentMethodOptions': ['card'],
  'PaymentIntent.NextAction': ['redirect_to_url', 'use_stripe_sdk'],
  'SetupIntent.PaymentMethodOptions': ['card'],
  'SetupIntent.NextAction': ['redirect_to_url', 'use_stripe_sdk'],
  'SetupAttempt.PaymentMethodDetails': ['card'],
  'Mandate.PaymentMethodDetails': ['card'],
};

/** Parameters with large shapes that the emulator does not cover: any hash will do until it refuses them. */
export const OPAQUE = [
  'TokenCreateParams.account',
  'TokenCreateParams.bank_account',
  'TokenCreateParams.cvc_update',
  'TokenCreateParams.person',
  'TokenCreateParams.pii',
];

/** The shapes of `payment_method_data` leave cards out, for which Stripe has tokens; it takes them all the same. */
export const WITH_CARD = [
  'TestHelpers.ConfirmationTokenCreateParams.PaymentMethodData',
  'PaymentIntentCreateParams.PaymentMethodData',
  'PaymentIntentUpdateParams.PaymentMethodData',
  'PaymentIntentConfirmParams.PaymentMethodData',
  'SetupIntentCreateParams.PaymentMethodData',
  'SetupIntentUpdateParams.PaymentMethodData',
  'SetupIntentConfirmParams.PaymentMethodData',
];

/**
 * Parameters that an empty string unsets, though their type does not say so: by their own documentation, of customers
 * by Stripe's maintainers (https://github.com/stripe/stripe-dotnet/issues/1954, stripe-node/pull/1834), and of addresses
 * by what is told of them (https://github.com/stripe/stripe-php/issues/588) and sent by Stripe's own connector.
 */
export const UNSETTABLE = [
  'PaymentIntentUpdateParams.payment_method',
  ...['CustomerCreateParams', 'CustomerUpdateParams'].flatMap((name) => [
    ...['description', 'email', 'name', 'phone'].map((param) => `${name}.${param}`),
    ...['name', 'phone'].map((param) => `${name}.Shipping.${param}`),
  ]),
  ...['city', 'country', 'line1', 'line2', 'postal_code', 'state'].map((param) => `AddressParam.${param}`),
];

/**
 * Parts that an object leaves out until they are asked for by `expand`, as the API reference marks them: the types tell
 * them from no other optional field. https://docs.stripe.com/expand
 */
export const ON_DEMAND = {
  LineItem: ['discounts', 'taxes'],
  Price: ['currency_options', 'tiers'],
  Session: ['total_details.breakdown'],
};
