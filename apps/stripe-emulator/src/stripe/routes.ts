import { listBalanceTransactions, retrieveBalanceTransaction } from './balance-transactions/read';
import { listCharges, retrieveCharge } from './charges/read';
import { createCustomer, retrieveCustomer } from './customers/operations';
import { listEvents, retrieveEvent } from './events/read';
import { cancelPaymentIntent } from './payment-intents/cancel';
import { capturePaymentIntent } from './payment-intents/capture';
import { confirmPaymentIntent } from './payment-intents/confirm';
import { createPaymentIntent } from './payment-intents/create';
import { listLineItems, listPaymentIntents, retrievePaymentIntent } from './payment-intents/read';
import { updatePaymentIntent } from './payment-intents/update';
import { retrievePaymentMethod } from './payment-methods/read';
import type { Operation } from './request';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  listWebhookEndpoints,
  retrieveWebhookEndpoint,
} from './webhook-endpoints/operations';

export interface Route {
  readonly run: Operation;
  readonly returns: string;
  readonly isList: boolean;
  /** Parameters the emulator acts on; the others Stripe knows are refused, never silently ignored. */
  readonly covers: ReadonlySet<string>;
}

const PAGE = 'ending_before limit starting_after';
const CONFIRM =
  'capture_method error_on_requires_action off_session payment_details amount_details payment_method ' +
  'payment_method_options receipt_email return_url shipping use_stripe_sdk';
const CREATE =
  'allowed_payment_method_types amount automatic_payment_methods confirm confirmation_method currency customer ' +
  'description metadata setup_future_usage statement_descriptor statement_descriptor_suffix transfer_group';
const UPDATE =
  'amount amount_details capture_method description metadata payment_details payment_method payment_method_options ' +
  'receipt_email shipping statement_descriptor statement_descriptor_suffix';
const CAPTURE =
  'amount_details amount_to_capture final_capture metadata payment_details statement_descriptor ' +
  'statement_descriptor_suffix';

const ROUTES: ReadonlyMap<string, Route> = new Map([
  ['POST /v1/payment_intents', one(createPaymentIntent, 'payment_intent', `${CREATE} ${CONFIRM}`)],
  ['GET /v1/payment_intents', list(listPaymentIntents, 'payment_intent', 'created customer')],
  ['GET /v1/payment_intents/{id}', one(retrievePaymentIntent, 'payment_intent', 'client_secret')],
  ['POST /v1/payment_intents/{id}', one(updatePaymentIntent, 'payment_intent', UPDATE)],
  ['POST /v1/payment_intents/{id}/confirm', one(confirmPaymentIntent, 'payment_intent', CONFIRM)],
  ['POST /v1/payment_intents/{id}/capture', one(capturePaymentIntent, 'payment_intent', CAPTURE)],
  ['POST /v1/payment_intents/{id}/cancel', one(cancelPaymentIntent, 'payment_intent', 'cancellation_reason')],
  ['GET /v1/payment_intents/{id}/amount_details_line_items', list(listLineItems, 'line_item', '')],
  ['GET /v1/charges', list(listCharges, 'charge', 'created customer payment_intent transfer_group')],
  ['GET /v1/charges/{id}', one(retrieveCharge, 'charge', '')],
  [
    'GET /v1/balance_transactions',
    list(listBalanceTransactions, 'balance_transaction', 'created currency source type'),
  ],
  ['GET /v1/balance_transactions/{id}', one(retrieveBalanceTransaction, 'balance_transaction', '')],
  ['GET /v1/events', list(listEvents, 'event', 'created delivery_success type types')],
  ['GET /v1/events/{id}', one(retrieveEvent, 'event', '')],
  [
    'POST /v1/webhook_endpoints',
    one(createWebhookEndpoint, 'webhook_endpoint', 'api_version description enabled_events metadata url'),
  ],
  ['GET /v1/webhook_endpoints', list(listWebhookEndpoints, 'webhook_endpoint', '')],
  ['GET /v1/webhook_endpoints/{id}', one(retrieveWebhookEndpoint, 'webhook_endpoint', '')],
  ['DELETE /v1/webhook_endpoints/{id}', one(deleteWebhookEndpoint, 'webhook_endpoint', '')],
  [
    'POST /v1/customers',
    one(createCustomer, 'customer', 'address description email invoice_prefix metadata name phone shipping'),
  ],
  ['GET /v1/customers/{id}', one(retrieveCustomer, 'customer', '')],
  ['GET /v1/payment_methods/{id}', one(retrievePaymentMethod, 'payment_method', '')],
]);

function one(run: Operation, returns: string, covers: string): Route {
  return { run, returns, isList: false, covers: new Set(`${covers} expand`.split(' ')) };
}

function list(run: Operation, returns: string, covers: string): Route {
  return { run, returns, isList: true, covers: new Set(`${covers} ${PAGE} expand`.split(' ')) };
}

export interface FoundRoute {
  readonly operation: string;
  readonly route: Route;
  readonly id: string;
}

/** The operation behind a method and a path, with the id in it. */
export function findRoute(method: string, path: string): FoundRoute | undefined {
  const [, version = '', resource = '', id, verb, ...more] = path.split('/');
  if (more.length > 0) return undefined;
  const place = id === undefined ? '' : '/{id}';
  const action = verb === undefined ? '' : `/${verb}`;
  const operation = `${method} /${version}/${resource}${place}${action}`;
  const route = ROUTES.get(operation);
  return route === undefined ? undefined : { operation, route, id: id ?? '' };
}
