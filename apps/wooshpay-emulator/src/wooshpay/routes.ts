import { listCharges, retrieveCharge } from './charges/operations';
import {
  createCustomer,
  deleteCustomer,
  listCustomers,
  retrieveCustomer,
  updateCustomer,
} from './customers/operations';
import { retrieveEvent } from './events/operations';
import { cancelPaymentIntent } from './payment-intents/cancel';
import { capturePaymentIntent } from './payment-intents/capture';
import { confirmPaymentIntent } from './payment-intents/confirm';
import { createPaymentIntent } from './payment-intents/create';
import { DETAILS } from './payment-intents/details';
import { listPaymentIntents, retrievePaymentIntent, searchPaymentIntents } from './payment-intents/read';
import { updatePaymentIntent } from './payment-intents/update';
import {
  attachPaymentMethod,
  createPaymentMethod,
  detachPaymentMethod,
  listMethodsOfCustomer,
  listPaymentMethods,
  retrieveMethodOfCustomer,
  retrievePaymentMethod,
  updatePaymentMethod,
} from './payment-methods/operations';
import { createRefund, retrieveRefund } from './refunds/operations';
import { PAGE } from './requests/list';
import type { Ids, Operation } from './requests/request';
import {
  cancelSetupIntent,
  confirmSetupIntent,
  createSetupIntent,
  listSetupAttempts,
  listSetupIntents,
  retrieveSetupIntent,
  updateSetupIntent,
} from './setup-intents/operations';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  listWebhookEndpoints,
  retrieveWebhookEndpoint,
  updateWebhookEndpoint,
} from './webhook-endpoints/operations';

/** An operation with the parameters that it knows. `browser`: a publishable key may ask, with the client secret. */
export interface Route {
  readonly run: Operation;
  readonly knows: ReadonlySet<string>;
  readonly browser: boolean;
}

function route(run: Operation, knows = ''): Route {
  return { run, knows: new Set(knows.split(' ')), browser: false };
}

function browserRoute(run: Operation, knows: string): Route {
  return { ...route(run, `${knows} client_secret`), browser: true };
}

const METHOD = 'payment_method payment_method_data';
const OPEN = `${DETAILS} ${METHOD} amount customer payment_method_types payment_method_options setup_future_usage`;
const PERSON = 'name email phone description address shipping metadata';
const SETUP = `customer description metadata payment_method_types payment_method_options ${METHOD}`;
const ENDPOINT = 'url description enabled_events';

/** Every operation, by method and address. */
const ROUTES: Readonly<Record<string, Route>> = {
  'POST /v1/payment_intents': route(
    createPaymentIntent,
    `${OPEN} currency confirm capture_method confirmation_method off-session`,
  ),
  'GET /v1/payment_intents': route(listPaymentIntents, `${PAGE} created customer merchant_order_id`),
  'GET /v1/payment_intents/search': route(searchPaymentIntents, `${PAGE} query`),
  'GET /v1/payment_intents/{id}': browserRoute(retrievePaymentIntent, ''),
  'POST /v1/payment_intents/{id}': route(updatePaymentIntent, OPEN),
  'POST /v1/payment_intents/{id}/confirm': browserRoute(
    confirmPaymentIntent,
    `${DETAILS} ${METHOD} payment_method_options setup_future_usage off-session`,
  ),
  'POST /v1/payment_intents/{id}/capture': route(capturePaymentIntent, 'amount_to_capture'),
  'POST /v1/payment_intents/{id}/cancel': route(cancelPaymentIntent, 'cancellation_reason'),
  'GET /v1/charges': route(listCharges, `${PAGE} created customer payment_intent`),
  'GET /v1/charges/{id}': route(retrieveCharge),
  'POST /v1/payment_methods': browserRoute(createPaymentMethod, 'type card billing_details metadata'),
  'GET /v1/payment_methods': route(listPaymentMethods, `${PAGE} customer type`),
  'GET /v1/payment_methods/{id}': route(retrievePaymentMethod),
  'POST /v1/payment_methods/{id}': route(updatePaymentMethod, 'billing_details metadata'),
  'POST /v1/payment_methods/{id}/attach': route(attachPaymentMethod, 'customer'),
  'POST /v1/payment_methods/{id}/detach': route(detachPaymentMethod),
  'POST /v1/customers': route(createCustomer, PERSON),
  'GET /v1/customers': route(listCustomers, `${PAGE} created email`),
  'GET /v1/customers/{id}': route(retrieveCustomer),
  'POST /v1/customers/{id}': route(updateCustomer, PERSON),
  'DELETE /v1/customers/{id}': route(deleteCustomer),
  'GET /v1/customers/{id}/payment_methods': route(listMethodsOfCustomer, PAGE),
  'GET /v1/customers/{id}/payment_methods/{id}': route(retrieveMethodOfCustomer),
  'POST /v1/setup_intents': route(createSetupIntent, `${SETUP} confirm usage return_url`),
  'GET /v1/setup_intents': route(listSetupIntents, `${PAGE} created customer`),
  'GET /v1/setup_intents/{id}': browserRoute(retrieveSetupIntent, ''),
  'POST /v1/setup_intents/{id}': route(updateSetupIntent, SETUP),
  'POST /v1/setup_intents/{id}/confirm': browserRoute(confirmSetupIntent, `${METHOD} return_url`),
  'POST /v1/setup_intents/{id}/cancel': route(cancelSetupIntent, 'cancellation_reason'),
  'GET /v1/setup_attempts': route(listSetupAttempts, `${PAGE} setup_intent`),
  'POST /v1/refunds': route(createRefund, 'payment_intent amount reason metadata description'),
  'GET /v1/refunds/{id}': route(retrieveRefund),
  'POST /v1/webhook_endpoints': route(createWebhookEndpoint, `${ENDPOINT} api_version`),
  'GET /v1/webhook_endpoints': route(listWebhookEndpoints, PAGE),
  'GET /v1/webhook_endpoints/{id}': route(retrieveWebhookEndpoint),
  'POST /v1/webhook_endpoints/{id}': route(updateWebhookEndpoint, `${ENDPOINT} disabled`),
  'DELETE /v1/webhook_endpoints/{id}': route(deleteWebhookEndpoint),
  'GET /v1/events/{id}': route(retrieveEvent),
};

/** What the documentation lists and the emulator does not do. */
const NOT_COVERED = /^\/v1\/(balance|beneficiaries|checkout|disputes|files|payouts)(\/|$)/;

export function isKnownElsewhere(path: string): boolean {
  return NOT_COVERED.test(path);
}

export function operationNames(): string[] {
  return Object.keys(ROUTES);
}

export interface FoundRoute {
  readonly route: Route;
  readonly ids: Ids;
}

/** The operation of an address, with the ids in it; undefined: there is none. */
export function findRoute(method: string, path: string): FoundRoute | undefined {
  const exact = ROUTES[`${method} ${path}`];
  if (exact !== undefined) return { route: exact, ids: ['', ''] };
  const [, version = '', resource = '', first = '', part, second, more] = path.split('/');
  if (more !== undefined) return undefined;
  const rest = [...(part === undefined ? [] : [part]), ...(second === undefined ? [] : ['{id}'])];
  const found = ROUTES[[`${method} `, version, resource, '{id}', ...rest].join('/')];
  return found === undefined || first === '' ? undefined : { route: found, ids: [first, second ?? ''] };
}
