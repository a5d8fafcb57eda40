import { z } from 'zod';
import { PAYMENT_PROVIDERS, type PaymentProvider } from '../domain/capabilities/payment-provider';
import type { Doubt } from '../domain/orders/fraud-signal';
import type { ApiKey } from './api-keys';
import type { EventEndpoint } from './event-endpoints';
import { parseEnvironment, type Environment } from './environment';
import { API_RULES, WORKER_RULES } from './rules';
import { temporalOf, type TemporalConfig } from './temporal';
import {
  apiVariables,
  databaseVariables,
  deploymentVariables,
  eventVariables,
  poolVariables,
  processVariables,
  temporalVariables,
  workerVariables,
} from './variables';
import { SECRETS_OF, type SecretsVariable } from './webhook-secrets';

/** The environment, parsed once by each process's main and passed down; nothing else reads `process.env`. */

/** How the API is configured. */
export interface ApiConfig {
  /** Who this is among all that share the Stripe account (docs/decisions/0024). */
  readonly deployment: string;
  readonly host: string;
  readonly port: number;
  /** Empty: whoever reaches the port may do everything (docs/decisions/0020). */
  readonly apiKeys: readonly ApiKey[];
  /** Requests that each client may make, counted by each process on its own. Undefined: any number. */
  readonly ratePerSecond: number | undefined;
  /** Doubts about a payment in spite of which orders may ship whose policy does not say. */
  readonly shipDespite: readonly Doubt[];
  /** How long a request may wait for a workflow's answer. */
  readonly requestTimeoutSeconds: number;
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly temporal: TemporalConfig;
  /** Only for links that people follow. */
  readonly temporalUiUrl: string | undefined;
  /** Where a browser reaches the emulator that stands for Stripe, with its clock. Undefined: it is Stripe itself. */
  readonly stripeEmulatorUrl: string | undefined;
  /** Several while one is rolled; a webhook signed with any of them is genuine. */
  readonly webhookSecrets: readonly string[];
  /** As those of Stripe. */
  readonly wooshPayWebhookSecrets: readonly string[];
  /** Whom orders can be paid through: those whose webhooks can be believed. At least one. */
  readonly providers: readonly PaymentProvider[];
  /** Whom an order is paid through that does not say. */
  readonly defaultProvider: PaymentProvider;
  /**
   * Whether the events are about real money: in production, where the worker takes live keys only, and nowhere else.
   */
  readonly livemode: boolean;
  readonly events: EventsConfig;
  readonly logLevel: string;
}

/** The events for the shop. */
export interface EventsConfig {
  /** Empty: events are only read. */
  readonly endpoints: readonly EventEndpoint[];
  /** Whether they may be in a network of our own, and without TLS. */
  readonly internalAllowed: boolean;
  readonly keptDays: number;
}

/** How the worker is configured. */
export interface WorkerConfig {
  /** As the API's. */
  readonly deployment: string;
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly temporal: TemporalConfig;
  /** Undefined: nothing is paid through Stripe. */
  readonly stripe: ProviderAccess | undefined;
  /** Undefined: nothing is paid through WooshPay. */
  readonly wooshPay?: WooshPayAccess | undefined;
  /** Where the shop shows an order, with `{orderId}` in its place: a link at Stripe. Undefined: nowhere. */
  readonly orderUrlTemplate: string | undefined;
  /** When a settlement has not been told by webhook, it is read after this time. */
  readonly settlementReadAfterSeconds: number;
  /** Between the attempts of a step that fails: each pause twice the one before, up to `mostMs`. */
  readonly retryPauses: { readonly firstMs: number; readonly mostMs: number };
  readonly missedEvents: MissedEventsConfig;
  readonly balance: BalanceConfig;
  /** How long the workflow of an open order must be over before it is started again from its rows. */
  readonly startAgainAfterSeconds: number;
  /** Undefined: no health port is opened. */
  readonly healthPort: number | undefined;
  /** The address that port listens on. */
  readonly healthHost: string;
  /** Undefined: the SDK chooses by the memory it finds. */
  readonly maxCachedWorkflows: number | undefined;
  /** Undefined: workers are not versioned, and any of them runs any order. */
  readonly version: WorkerVersion | undefined;
  readonly logLevel: string;
}

/** The search for events of Stripe's that no webhook brought. */
export interface MissedEventsConfig {
  readonly fetched: boolean;
  /** What is younger is a webhook on its way. */
  readonly afterSeconds: number;
}

/** The reading of Stripe's balance for the books. */
export interface BalanceConfig {
  readonly read: boolean;
  /** Between the end of one reading and the next. */
  readonly everySeconds: number;
}

/** Which build of which Worker Deployment a worker is (docs/decisions/0018). */
export interface WorkerVersion {
  readonly deploymentName: string;
  readonly buildId: string;
}

/** How the worker reaches a payment provider; calls per second are those of all workers together. */
export interface ProviderAccess {
  readonly apiKey: string;
  /** Undefined: the provider itself. */
  readonly apiBase: string | undefined;
  readonly timeoutSeconds: number;
  readonly ratePerSecond: number;
}

/** As `ProviderAccess`, to a provider that names no date at which a hold ends. */
export interface WooshPayAccess extends ProviderAccess {
  /** After how long it cancels what was not captured. Absent: as its documentation says. */
  readonly holdSeconds?: number | undefined;
}

const apiEnvironment = z.object({
  ...processVariables,
  ...deploymentVariables,
  ...databaseVariables,
  ...poolVariables,
  ...temporalVariables,
  ...apiVariables,
  ...eventVariables,
});

const workerEnvironment = z.object({
  ...processVariables,
  ...deploymentVariables,
  ...databaseVariables,
  ...poolVariables,
  ...temporalVariables,
  ...workerVariables,
});

/** What the API is told by its environment. @throws ConfigError, which names every variable that is wrong */
export function loadApiConfig(env: Environment): ApiConfig {
  const values = parseEnvironment('The API', apiEnvironment, env, ...API_RULES);
  return deepFreeze({
    deployment: values.HOLDFAST_DEPLOYMENT,
    host: values.HOST,
    port: values.PORT,
    apiKeys: values.API_KEYS ?? [],
    ratePerSecond: values.API_RATE_PER_SECOND,
    shipDespite: values.SHIP_DESPITE,
    requestTimeoutSeconds: values.REQUEST_TIMEOUT_SECONDS,
    databaseUrl: values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    temporal: temporalOf(values),
    temporalUiUrl: values.TEMPORAL_UI_URL,
    stripeEmulatorUrl: values.STRIPE_EMULATOR_URL,
    webhookSecrets: values.STRIPE_WEBHOOK_SECRETS ?? [],
    wooshPayWebhookSecrets: values.WOOSHPAY_WEBHOOK_SECRETS ?? [],
    ...providersOf(values),
    livemode: values.NODE_ENV === 'production',
    events: {
      endpoints: values.EVENT_ENDPOINTS ?? [],
      internalAllowed: values.EVENT_ENDPOINTS_INTERNAL === 'allowed',
      keptDays: values.EVENTS_KEPT_DAYS,
    },
    logLevel: values.LOG_LEVEL,
  });
}

/** What the worker is told by its environment. @throws ConfigError, which names every variable that is wrong */
export function loadWorkerConfig(env: Environment): WorkerConfig {
  const values = parseEnvironment('The worker', workerEnvironment, env, ...WORKER_RULES);
  return deepFreeze({
    deployment: values.HOLDFAST_DEPLOYMENT,
    databaseUrl: values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    temporal: temporalOf(values),
    stripe: accessOf(values.STRIPE_API_KEY, {
      apiBase: values.STRIPE_API_BASE,
      timeoutSeconds: values.STRIPE_TIMEOUT_SECONDS,
      ratePerSecond: values.STRIPE_RATE_PER_SECOND,
    }),
    wooshPay: accessOf(values.WOOSHPAY_API_KEY, {
      apiBase: values.WOOSHPAY_API_BASE,
      timeoutSeconds: values.WOOSHPAY_TIMEOUT_SECONDS,
      ratePerSecond: values.WOOSHPAY_RATE_PER_SECOND,
      holdSeconds: values.WOOSHPAY_HOLD_SECONDS,
    }),
    orderUrlTemplate: values.ORDER_URL_TEMPLATE,
    settlementReadAfterSeconds: values.SETTLEMENT_READ_AFTER_SECONDS,
    retryPauses: { firstMs: values.RETRY_FIRST_PAUSE_MS, mostMs: values.RETRY_LONGEST_PAUSE_MS },
    missedEvents: {
      fetched: values.FETCH_MISSED_EVENTS === 'on',
      afterSeconds: values.MISSED_EVENTS_AFTER_SECONDS,
    },
    balance: { read: values.READ_BALANCE === 'on', everySeconds: values.READ_BALANCE_EVERY_SECONDS },
    startAgainAfterSeconds: values.START_AGAIN_AFTER_SECONDS,
    healthPort: values.WORKER_HEALTH_PORT,
    healthHost: values.WORKER_HEALTH_HOST,
    maxCachedWorkflows: values.MAX_CACHED_WORKFLOWS,
    version: versionOf(values.WORKER_DEPLOYMENT_NAME, values.WORKER_BUILD_ID),
    logLevel: values.LOG_LEVEL,
  });
}

/** Those whose webhooks can be believed. */
function providersOf(
  values: Readonly<Partial<Record<SecretsVariable, readonly string[] | undefined>>> & {
    readonly DEFAULT_PAYMENT_PROVIDER?: PaymentProvider | undefined;
  },
): Pick<ApiConfig, 'providers' | 'defaultProvider'> {
  const providers = PAYMENT_PROVIDERS.filter((provider) => values[SECRETS_OF[provider]] !== undefined);
  const [first] = providers;
  const defaultProvider = values.DEFAULT_PAYMENT_PROVIDER ?? first;
  if (defaultProvider === undefined) throw new Error('Bug! An API without a payment provider was configured');
  return { providers, defaultProvider };
}

function accessOf<Access extends object>(
  apiKey: string | undefined,
  access: Access,
): (Access & { readonly apiKey: string }) | undefined {
  return apiKey === undefined ? undefined : { apiKey, ...access };
}

function versionOf(deploymentName: string | undefined, buildId: string | undefined): WorkerVersion | undefined {
  return deploymentName === undefined || buildId === undefined ? undefined : { deploymentName, buildId };
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}
