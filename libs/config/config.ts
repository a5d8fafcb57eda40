import { z } from 'zod';
import type { ApiKey } from './api-keys';
import { eventEndpointList, whyInternal, type EventEndpoint } from './event-endpoints';
import { parseEnvironment, type Environment, type Rule } from './environment';
import { isLoopback } from './loopback';
import { namesTemporal, temporalOf, temporalReadable, type TemporalConfig } from './temporal';
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
  /** How long a request may wait for a workflow's answer. */
  readonly requestTimeoutSeconds: number;
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly temporal: TemporalConfig;
  /** Only for links that people follow. */
  readonly temporalUiUrl: string | undefined;
  /** Several while one is rolled; a webhook signed with any of them is genuine. */
  readonly webhookSecrets: readonly string[];
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
  readonly stripe: StripeConfig;
  /** Where the shop shows an order, with `{orderId}` in its place: a link at Stripe. Undefined: nowhere. */
  readonly orderUrlTemplate: string | undefined;
  /** When a settlement has not been told by webhook, it is read after this time. */
  readonly settlementReadAfterSeconds: number;
  /** Between the attempts of a step that fails: each pause twice the one before, up to `mostMs`. */
  readonly retryPauses: { readonly firstMs: number; readonly mostMs: number };
  readonly missedEvents: MissedEventsConfig;
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

/** Which build of which Worker Deployment a worker is (docs/decisions/0018). */
export interface WorkerVersion {
  readonly deploymentName: string;
  readonly buildId: string;
}

/** How the worker reaches Stripe; calls per second are those of all workers together. */
export interface StripeConfig {
  readonly apiKey: string;
  /** Undefined: Stripe itself. */
  readonly apiBase: string | undefined;
  readonly timeoutSeconds: number;
  readonly ratePerSecond: number;
}

/** How a program reaches the database of a deployment. */
export interface DatabaseConfig {
  /** As the API's. */
  readonly deployment: string;
  readonly databaseUrl: string;
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

const databaseEnvironment = z.object({ ...deploymentVariables, ...databaseVariables });

const temporalEnvironment = z.object(temporalVariables);

/** What the API is told by its environment. @throws ConfigError, which names every variable that is wrong */
export function loadApiConfig(env: Environment): ApiConfig {
  const values = parseEnvironment('The API', apiEnvironment, env, ...API_RULES);
  return deepFreeze({
    deployment: values.HOLDFAST_DEPLOYMENT,
    host: values.HOST,
    port: values.PORT,
    apiKeys: values.API_KEYS ?? [],
    ratePerSecond: values.API_RATE_PER_SECOND,
    requestTimeoutSeconds: values.REQUEST_TIMEOUT_SECONDS,
    databaseUrl: values.DATABASE_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    temporal: temporalOf(values),
    temporalUiUrl: values.TEMPORAL_UI_URL,
    webhookSecrets: values.STRIPE_WEBHOOK_SECRETS,
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
    stripe: {
      apiKey: values.STRIPE_API_KEY,
      apiBase: values.STRIPE_API_BASE,
      timeoutSeconds: values.STRIPE_TIMEOUT_SECONDS,
      ratePerSecond: values.STRIPE_RATE_PER_SECOND,
    },
    orderUrlTemplate: values.ORDER_URL_TEMPLATE,
    settlementReadAfterSeconds: values.SETTLEMENT_READ_AFTER_SECONDS,
    retryPauses: { firstMs: values.RETRY_FIRST_PAUSE_MS, mostMs: values.RETRY_LONGEST_PAUSE_MS },
    missedEvents: {
      fetched: values.FETCH_MISSED_EVENTS === 'on',
      afterSeconds: values.MISSED_EVENTS_AFTER_SECONDS,
    },
    startAgainAfterSeconds: values.START_AGAIN_AFTER_SECONDS,
    healthPort: values.WORKER_HEALTH_PORT,
    healthHost: values.WORKER_HEALTH_HOST,
    maxCachedWorkflows: values.MAX_CACHED_WORKFLOWS,
    version: versionOf(values.WORKER_DEPLOYMENT_NAME, values.WORKER_BUILD_ID),
    logLevel: values.LOG_LEVEL,
  });
}

/** What a migration is told by its environment. @throws ConfigError, which names every variable that is wrong */
export function loadDatabaseConfig(env: Environment): DatabaseConfig {
  const values = parseEnvironment('The migration', databaseEnvironment, env);
  return { deployment: values.HOLDFAST_DEPLOYMENT, databaseUrl: values.DATABASE_URL };
}

/** The Temporal server that a migration prepares, too; undefined where none is named. */
export function loadTemporalConfig(env: Environment): TemporalConfig | undefined {
  if (!namesTemporal(env)) return undefined;
  return temporalOf(parseEnvironment('The migration', temporalEnvironment, env, temporalReadable));
}

/** Where real money moves, an API that others can reach asks who they are. */
const notOpenInProduction: Rule = ({ NODE_ENV: mode, HOST: host = '127.0.0.1', API_KEYS: keys }) => {
  if (mode !== 'production' || keys !== undefined || isLoopback(host)) return undefined;
  return (
    `API_KEYS is missing: with NODE_ENV=production and HOST="${host}", everybody who reaches the port could capture ` +
    'and refund; set API_KEYS, or HOST=127.0.0.1'
  );
};

/** Whoever can set an endpoint must not reach with it what only Holdfast's own machine reaches. */
const endpointsOutside: Rule = ({ EVENT_ENDPOINTS: list = '', EVENT_ENDPOINTS_INTERNAL: internal }) => {
  const { data: endpoints = [] } = eventEndpointList.safeParse(list);
  const why = internal === 'allowed' ? undefined : endpoints.map(whyInternal).find((each) => each !== undefined);
  return (
    why && `EVENT_ENDPOINTS: ${why}; EVENT_ENDPOINTS_INTERNAL=allowed takes it, for development or a private network`
  );
};

/** Real cards are charged in production and nowhere else; play money is refused where real orders are expected. */
const keyFitsMode: Rule = ({ STRIPE_API_KEY: key = '', NODE_ENV: mode = 'development' }) => {
  const production = mode === 'production';
  if (/^[sr]k_live_/.test(key) && !production) {
    return `STRIPE_API_KEY is a live key, which moves real money: it is accepted only with NODE_ENV=production, not "${mode}"`;
  }
  if (/^[sr]k_test_/.test(key) && production) {
    return 'STRIPE_API_KEY is a test key, with which no money moves: it is not accepted with NODE_ENV=production';
  }
  return undefined;
};

/** Whoever is between us and a server that is asked in clear could take a live key, and with it the shop's money. */
const liveKeyEncrypted: Rule = ({ STRIPE_API_KEY: key = '', STRIPE_API_BASE: base = 'https:' }) => {
  if (!/^[sr]k_live_/.test(key) || !base.startsWith('http:')) return undefined;
  return 'STRIPE_API_BASE is asked in clear (http), and STRIPE_API_KEY is a live key: it is sent over https only';
};

/** A build without its deployment, or the other way round, would silently not be versioned at all. */
const wholeVersion: Rule = ({ WORKER_DEPLOYMENT_NAME: deployment, WORKER_BUILD_ID: build }) => {
  if ((deployment === undefined) === (build === undefined)) return undefined;
  return 'WORKER_DEPLOYMENT_NAME and WORKER_BUILD_ID belong together: set both to version the workers, or neither';
};

const API_RULES = [temporalReadable, notOpenInProduction, endpointsOutside];
const WORKER_RULES = [temporalReadable, keyFitsMode, liveKeyEncrypted, wholeVersion];

function versionOf(deploymentName: string | undefined, buildId: string | undefined): WorkerVersion | undefined {
  return deploymentName === undefined || buildId === undefined ? undefined : { deploymentName, buildId };
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}
