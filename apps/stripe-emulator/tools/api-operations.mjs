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
  'GET /v1/application_fees': 'ApplicationFeeListParams',
  'GET /v1/application_fees/{id}': 'ApplicationFeeRetrieveParams',
  'POST /v1/application_fees/{id}/refunds': 'ApplicationFeeCreateRefundParams',
  'GET /v1/application_fees/{id}/refunds': 'ApplicationFeeListRefundsParams',
  'GET /v1/application_fees/{feeId}/refunds/{id}': 'ApplicationFeeRetrieveRefundParams',
  'GET /v1/accounts/{id}': 'AccountRetrieveParams',
  'GET /v1/account': 'AccountRetrieveCurrentParams',
};

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
];

/** What a DELETE answers. */
export const DELETED = ['DeletedCustomer', 'DeletedWebhookEndpoint'];

/** Where each way to pay has a part of its own: the optional parts that are kept. */
export const CARD_ONLY = {
  PaymentMethod: ['card', 'radar_options'],
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
  'PaymentIntentCreateParams.PaymentMethodData',
  'PaymentIntentUpdateParams.PaymentMethodData',
  'PaymentIntentConfirmParams.PaymentMethodData',
  'SetupIntentCreateParams.PaymentMethodData',
  'SetupIntentUpdateParams.PaymentMethodData',
  'SetupIntentConfirmParams.PaymentMethodData',
];

/** Parameters that their own documentation lets an empty string unset, though their type does not say so. */
export const UNSETTABLE = ['PaymentIntentUpdateParams.payment_method'];
