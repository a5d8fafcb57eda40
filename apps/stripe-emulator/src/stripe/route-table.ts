import { retrieveBalance } from './balance/balance';
import { listBalanceTransactions, retrieveBalanceTransaction } from './balance-transactions/read';
import { captureCharge } from './charges/capture';
import { createCharge } from './charges/create';
import { listCharges, retrieveCharge } from './charges/read';
import { refundCharge, refundChargeAndShowIt } from './charges/refund';
import { updateCharge } from './charges/update';
import { createSession } from './checkout/create';
import {
  expireSessionByRequest,
  listSessionLines,
  listSessions,
  retrieveSession,
  updateSession,
} from './checkout/operations';
import { confirmPaymentPage, retrievePaymentPage } from './checkout/payment-page';
import { createConfirmationToken, retrieveConfirmationToken } from './confirmation-tokens/operations';
import { createCustomerSession } from './customer-sessions/create';
import {
  createCustomer,
  deleteCustomer,
  listCustomers,
  listSources,
  retrieveCustomer,
  updateCustomer,
} from './customers/operations';
import { closeDisputeByRequest, listDisputes, retrieveDispute, updateDispute } from './disputes/operations';
import { createEphemeralKey, deleteEphemeralKey } from './ephemeral-keys/operations';
import { listEvents, retrieveEvent } from './events/read';
import { resendEvent } from './events/resend';
import { cancelPaymentIntent } from './payment-intents/cancel';
import { capturePaymentIntent } from './payment-intents/capture';
import { confirmPaymentIntent } from './payment-intents/confirming/confirm';
import { createPaymentIntent } from './payment-intents/create';
import { incrementAuthorization } from './payment-intents/increment';
import { listLineItems, listPaymentIntents, retrievePaymentIntent } from './payment-intents/read';
import { updatePaymentIntent } from './payment-intents/update';
import {
  attachPaymentMethod,
  createPaymentMethod,
  detachPaymentMethod,
  updatePaymentMethod,
} from './payment-methods/operations';
import {
  listCustomerPaymentMethods,
  listPaymentMethods,
  retrieveCustomerPaymentMethod,
  retrievePaymentMethod,
} from './payment-methods/read';
import { cancelPayout, createPayout, listPayouts, retrievePayout, updatePayout } from './payouts/operations';
import { createProduct, deleteProduct, listProducts, retrieveProduct, updateProduct } from './products/operations';
import { createPrice, listPrices, retrievePrice, updatePrice } from './products/prices';
import { approveReview, listReviews, listWarnings, retrieveReview, retrieveWarning } from './radar/operations';
import { createRefund } from './refunds/create';
import { cancelRefund, listChargeRefunds, listRefunds, retrieveRefund, updateRefund } from './refunds/operations';
import { searchCharges, searchCustomers, searchPaymentIntents } from './search/operations';
import { cancelSetupIntent } from './setup-intents/cancel';
import { confirmSetupIntent } from './setup-intents/confirm';
import { createSetupIntent } from './setup-intents/create';
import { listSetupAttempts, listSetupIntents, retrieveSetupIntent } from './setup-intents/read';
import { updateSetupIntent } from './setup-intents/update';
import { createToken, retrieveToken } from './tokens/operations';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  listWebhookEndpoints,
  retrieveWebhookEndpoint,
  updateWebhookEndpoint,
} from './webhook-endpoints/operations';
import { list, one, search } from './route';
import type { Route } from './route';
import { CONNECT_ROUTES } from './route-table-of-connect';

const CONFIRM =
  'confirmation_token allowed_payment_method_types amount_details capture_method error_on_requires_action excluded_payment_method_types ' +
  'off_session payment_details payment_method payment_method_data payment_method_options receipt_email return_url setup_future_usage ' +
  'shipping use_stripe_sdk';
const CREATE =
  'amount automatic_payment_methods confirm confirmation_method currency customer description metadata ' +
  ' statement_descriptor statement_descriptor_suffix transfer_group ' +
  'application_fee_amount on_behalf_of transfer_data';
const UPDATE =
  'allowed_payment_method_types amount amount_details capture_method currency customer description ' +
  'excluded_payment_method_types metadata payment_details payment_method payment_method_data payment_method_options ' +
  'receipt_email ' +
  'setup_future_usage shipping transfer_group ' +
  'statement_descriptor statement_descriptor_suffix application_fee_amount transfer_data';
const CAPTURE =
  'amount_details amount_to_capture final_capture metadata payment_details statement_descriptor ' +
  'statement_descriptor_suffix application_fee_amount transfer_data';

const INCREMENT =
  'amount amount_details application_fee_amount description metadata payment_details statement_descriptor transfer_data';
const CUSTOMER =
  'address description email invoice_prefix invoice_settings metadata name phone preferred_locales shipping tax_exempt';
const CHARGE =
  'amount application_fee_amount capture currency customer description metadata on_behalf_of receipt_email shipping ' +
  'source statement_descriptor statement_descriptor_suffix transfer_data transfer_group';
const CAPTURE_CHARGE =
  'amount application_fee_amount receipt_email statement_descriptor statement_descriptor_suffix transfer_data ' +
  'transfer_group';
const PRODUCT = 'active description images metadata name shippable statement_descriptor unit_label url';
const PRICE = 'active lookup_key metadata nickname tax_behavior transfer_lookup_key';
const NEW_PRICE = 'billing_scheme currency product product_data recurring unit_amount unit_amount_decimal';
const SESSION =
  'allow_promotion_codes allowed_payment_method_types billing_address_collection cancel_url client_reference_id ' +
  'customer customer_creation customer_email excluded_payment_method_types expires_at line_items locale metadata mode ' +
  'payment_intent_data payment_method_options phone_number_collection shipping_address_collection submit_type ' +
  'success_url ui_mode';
const PAYOUT = 'amount currency description destination metadata method source_type statement_descriptor';
const EPHEMERAL_KEY = 'customer issuing_card nonce verification_session';
const CONFIRMATION_TOKEN =
  'payment_method payment_method_data payment_method_options return_url setup_future_usage shipping';
const REFUND = 'amount metadata reason refund_application_fee reverse_transfer';
const SETUP =
  'allowed_payment_method_types automatic_payment_methods customer description excluded_payment_method_types metadata ' +
  'payment_method payment_method_data payment_method_options usage';
const CONFIRM_SETUP =
  'confirmation_token payment_method payment_method_data payment_method_options return_url use_stripe_sdk';

/** Every operation there is, as the API description writes it. */
export const ROUTES: ReadonlyMap<string, Route> = new Map([
  ...CONNECT_ROUTES,
  ['GET /v1/balance', one(retrieveBalance, 'balance', '')],
  [
    'GET /v1/balance/history',
    list(listBalanceTransactions, 'balance_transaction', 'created currency payout source type'),
  ],
  ['GET /v1/balance/history/{id}', one(retrieveBalanceTransaction, 'balance_transaction', '')],
  ['POST /v1/payment_intents', one(createPaymentIntent, 'payment_intent', `${CREATE} ${CONFIRM}`)],
  ['GET /v1/payment_intents', list(listPaymentIntents, 'payment_intent', 'created customer')],
  ['GET /v1/payment_intents/{id}', one(retrievePaymentIntent, 'payment_intent', 'client_secret')],
  ['POST /v1/payment_intents/{id}', one(updatePaymentIntent, 'payment_intent', UPDATE)],
  [
    'POST /v1/payment_intents/{id}/confirm',
    one(confirmPaymentIntent, 'payment_intent', `${CONFIRM} amount_to_confirm`),
  ],
  ['POST /v1/payment_intents/{id}/capture', one(capturePaymentIntent, 'payment_intent', CAPTURE)],
  ['POST /v1/payment_intents/{id}/cancel', one(cancelPaymentIntent, 'payment_intent', 'cancellation_reason')],
  ['POST /v1/payment_intents/{id}/increment_authorization', one(incrementAuthorization, 'payment_intent', INCREMENT)],
  ['GET /v1/payment_intents/{id}/amount_details_line_items', list(listLineItems, 'line_item', '')],
  ['GET /v1/payment_intents/search', search(searchPaymentIntents, 'payment_intent')],
  ['GET /v1/charges/search', search(searchCharges, 'charge')],
  ['GET /v1/customers/search', search(searchCustomers, 'customer')],
  ['POST /v1/charges', one(createCharge, 'charge', CHARGE)],
  ['POST /v1/charges/{id}/capture', one(captureCharge, 'charge', CAPTURE_CHARGE)],
  ['POST /v1/charges/{id}/refunds', one(refundCharge, 'refund', REFUND)],
  ['POST /v1/charges/{id}/refund', one(refundChargeAndShowIt, 'charge', REFUND)],
  ['POST /v1/tokens', one(createToken, 'token', 'card')],
  ['GET /v1/tokens/{id}', one(retrieveToken, 'token', '')],
  ['POST /v1/ephemeral_keys', one(createEphemeralKey, 'ephemeral_key', EPHEMERAL_KEY)],
  ['DELETE /v1/ephemeral_keys/{id}', one(deleteEphemeralKey, 'ephemeral_key', '')],
  [
    'POST /v1/customer_sessions',
    one(createCustomerSession, 'customer_session', 'components customer customer_account'),
  ],
  ['GET /v1/confirmation_tokens/{id}', one(retrieveConfirmationToken, 'confirmation_token', '')],
  ['POST /v1/test_helpers/confirmation_tokens', one(createConfirmationToken, 'confirmation_token', CONFIRMATION_TOKEN)],
  ['GET /v1/charges', list(listCharges, 'charge', 'created customer payment_intent transfer_group')],
  ['GET /v1/charges/{id}', one(retrieveCharge, 'charge', '')],
  ['POST /v1/charges/{id}', one(updateCharge, 'charge', 'description fraud_details metadata receipt_email shipping')],
  ['POST /v1/refunds', one(createRefund, 'refund', `${REFUND} charge payment_intent`)],
  ['GET /v1/charges/{id}/refunds', list(listChargeRefunds, 'refund', '')],
  ['GET /v1/refunds', list(listRefunds, 'refund', 'charge created payment_intent')],
  ['GET /v1/refunds/{id}', one(retrieveRefund, 'refund', '')],
  ['POST /v1/refunds/{id}', one(updateRefund, 'refund', 'metadata')],
  ['POST /v1/refunds/{id}/cancel', one(cancelRefund, 'refund', '')],
  ['GET /v1/disputes', list(listDisputes, 'dispute', 'charge created payment_intent')],
  ['GET /v1/disputes/{id}', one(retrieveDispute, 'dispute', '')],
  ['POST /v1/disputes/{id}', one(updateDispute, 'dispute', 'evidence metadata submit')],
  ['POST /v1/disputes/{id}/close', one(closeDisputeByRequest, 'dispute', '')],
  ['POST /v1/products', one(createProduct, 'product', `${PRODUCT} default_price_data id type`)],
  ['GET /v1/products', list(listProducts, 'product', 'active created ids shippable url')],
  ['GET /v1/products/{id}', one(retrieveProduct, 'product', '')],
  ['POST /v1/products/{id}', one(updateProduct, 'product', `${PRODUCT} default_price`)],
  ['DELETE /v1/products/{id}', one(deleteProduct, 'product', '')],
  ['POST /v1/prices', one(createPrice, 'price', `${PRICE} ${NEW_PRICE}`)],
  ['GET /v1/prices', list(listPrices, 'price', 'active created currency lookup_keys product type')],
  ['GET /v1/prices/{id}', one(retrievePrice, 'price', '')],
  ['POST /v1/prices/{id}', one(updatePrice, 'price', PRICE)],
  ['POST /v1/checkout/sessions', one(createSession, 'checkout.session', SESSION)],
  [
    'GET /v1/checkout/sessions',
    list(listSessions, 'checkout.session', 'created customer customer_details payment_intent status'),
  ],
  ['GET /v1/checkout/sessions/{id}', one(retrieveSession, 'checkout.session', '')],
  ['POST /v1/checkout/sessions/{id}', one(updateSession, 'checkout.session', 'metadata')],
  ['POST /v1/checkout/sessions/{id}/expire', one(expireSessionByRequest, 'checkout.session', '')],
  ['GET /v1/checkout/sessions/{id}/line_items', list(listSessionLines, 'item', '')],
  ['GET /v1/payment_pages/{id}', one(retrievePaymentPage, 'checkout.session', '')],
  [
    'POST /v1/payment_pages/{id}/confirm',
    one(confirmPaymentPage, 'checkout.session', 'expected_amount payment_method'),
  ],
  ['GET /v1/reviews', list(listReviews, 'review', 'created')],
  ['GET /v1/reviews/{id}', one(retrieveReview, 'review', '')],
  ['POST /v1/reviews/{id}/approve', one(approveReview, 'review', '')],
  [
    'GET /v1/radar/early_fraud_warnings',
    list(listWarnings, 'radar.early_fraud_warning', 'charge created payment_intent'),
  ],
  ['GET /v1/radar/early_fraud_warnings/{id}', one(retrieveWarning, 'radar.early_fraud_warning', '')],
  ['POST /v1/payouts', one(createPayout, 'payout', PAYOUT)],
  ['GET /v1/payouts', list(listPayouts, 'payout', 'arrival_date created destination status')],
  ['GET /v1/payouts/{id}', one(retrievePayout, 'payout', '')],
  ['POST /v1/payouts/{id}', one(updatePayout, 'payout', 'metadata')],
  ['POST /v1/payouts/{id}/cancel', one(cancelPayout, 'payout', '')],
  [
    'GET /v1/balance_transactions',
    list(listBalanceTransactions, 'balance_transaction', 'created currency payout source type'),
  ],
  ['GET /v1/balance_transactions/{id}', one(retrieveBalanceTransaction, 'balance_transaction', '')],
  ['GET /v1/events', list(listEvents, 'event', 'created delivery_success type types')],
  ['POST /v1/events/{id}/retry', one(resendEvent, 'event', 'account for_stripecli webhook_endpoint')],
  ['GET /v1/events/{id}', one(retrieveEvent, 'event', '')],
  [
    'POST /v1/webhook_endpoints',
    one(createWebhookEndpoint, 'webhook_endpoint', 'api_version connect description enabled_events metadata url'),
  ],
  ['GET /v1/webhook_endpoints', list(listWebhookEndpoints, 'webhook_endpoint', '')],
  ['GET /v1/webhook_endpoints/{id}', one(retrieveWebhookEndpoint, 'webhook_endpoint', '')],
  [
    'POST /v1/webhook_endpoints/{id}',
    one(updateWebhookEndpoint, 'webhook_endpoint', 'description disabled enabled_events metadata url'),
  ],
  ['DELETE /v1/webhook_endpoints/{id}', one(deleteWebhookEndpoint, 'webhook_endpoint', '')],
  ['POST /v1/customers', one(createCustomer, 'customer', `${CUSTOMER} payment_method`)],
  ['GET /v1/customers', list(listCustomers, 'customer', 'created email')],
  ['GET /v1/customers/{id}', one(retrieveCustomer, 'customer', '')],
  ['POST /v1/customers/{id}', one(updateCustomer, 'customer', CUSTOMER)],
  ['DELETE /v1/customers/{id}', one(deleteCustomer, 'customer', '')],
  ['GET /v1/customers/{id}/sources', list(listSources, 'card', 'object')],
  [
    'GET /v1/customers/{id}/payment_methods',
    list(listCustomerPaymentMethods, 'payment_method', 'allow_redisplay type'),
  ],
  ['GET /v1/customers/{customerId}/payment_methods/{id}', one(retrieveCustomerPaymentMethod, 'payment_method', '')],
  [
    'POST /v1/payment_methods',
    one(createPaymentMethod, 'payment_method', 'allow_redisplay billing_details card metadata type'),
  ],
  ['GET /v1/payment_methods', list(listPaymentMethods, 'payment_method', 'allow_redisplay customer type')],
  ['GET /v1/payment_methods/{id}', one(retrievePaymentMethod, 'payment_method', '')],
  [
    'POST /v1/payment_methods/{id}',
    one(updatePaymentMethod, 'payment_method', 'allow_redisplay billing_details card metadata'),
  ],
  ['POST /v1/payment_methods/{id}/attach', one(attachPaymentMethod, 'payment_method', 'customer')],
  ['POST /v1/payment_methods/{id}/detach', one(detachPaymentMethod, 'payment_method', '')],
  ['POST /v1/setup_intents', one(createSetupIntent, 'setup_intent', `${SETUP} ${CONFIRM_SETUP} confirm`)],
  ['GET /v1/setup_intents', list(listSetupIntents, 'setup_intent', 'created customer payment_method')],
  ['GET /v1/setup_intents/{id}', one(retrieveSetupIntent, 'setup_intent', 'client_secret')],
  [
    'POST /v1/setup_intents/{id}',
    one(
      updateSetupIntent,
      'setup_intent',
      'customer description metadata payment_method payment_method_data payment_method_options',
    ),
  ],
  ['POST /v1/setup_intents/{id}/confirm', one(confirmSetupIntent, 'setup_intent', CONFIRM_SETUP)],
  ['POST /v1/setup_intents/{id}/cancel', one(cancelSetupIntent, 'setup_intent', 'cancellation_reason')],
  ['GET /v1/setup_attempts', list(listSetupAttempts, 'setup_attempt', 'created setup_intent')],
]);
