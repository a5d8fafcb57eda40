import { DOUBTS } from '../domain/orders/fraud-signal';
import { z } from 'zod';
import { PAYMENT_PROVIDERS } from '../domain/capabilities/payment-provider';
import { DEPLOYMENT_NAME } from '../domain/provider/deployment';
import { apiKeyList } from './api-keys';
import { eventEndpointList } from './event-endpoints';

/** One rule per variable, each with a message that says what belongs there. */

function whole(least: number, most: number, unit: string): z.ZodType<number, string> {
  const message = `a whole number of ${unit}, ${least.toString()} to ${most.toString()}`;
  return z
    .string({ error: message })
    .regex(/^\d{1,9}$/, { error: message })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: message });
}

function address(protocols: readonly string[], example: string): z.ZodType<string, string> {
  const message = `an address such as ${example}`;
  return z.string({ error: message }).refine((value) => protocols.includes(protocolOf(value)), { error: message });
}

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : '';
}

const webAddress = address(['http:', 'https:'], 'http://127.0.0.1:8233');

/** Others may use the same Stripe account, and have orders of the same names. */
export const deploymentVariables = {
  HOLDFAST_DEPLOYMENT: z
    .string({
      error: 'the name of this deployment, such as shop-eu-staging: no other on the Stripe account may have it',
    })
    .regex(DEPLOYMENT_NAME, { error: '1 to 32 lower-case letters, digits and hyphens, such as shop-eu-staging' }),
};

/** Variables of every process that uses PostgreSQL. */
export const databaseVariables = {
  DATABASE_URL: address(['postgres:', 'postgresql:'], 'postgres://user:password@127.0.0.1:5432/holdfast'),
};

/** Of each process that keeps connections; the migration makes one and leaves. */
export const poolVariables = {
  DATABASE_POOL_SIZE: whole(1, 1_000, 'connections').default(10),
};

/** Variables of every process that runs for long. */
export const processVariables = {
  // A word that nobody knows would silently be no production, and open what is closed there.
  NODE_ENV: z
    .enum(['development', 'test', 'production'], { error: 'one of development, test, production' })
    .default('development'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
};

const certificateFile = z.string().optional();

/** Variables of every process that uses Temporal, as every program of Temporal's has them. */
export const temporalVariables = {
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d{1,5}$/, { error: 'host:port of the Temporal server, such as 127.0.0.1:7233' })
    .optional(),
  TEMPORAL_NAMESPACE: z.string().optional(),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: z.enum(['true', 'false'], { error: 'true or false' }).optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificateFile,
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: certificateFile,
  TEMPORAL_TLS_CLIENT_KEY_PATH: certificateFile,
  TEMPORAL_PROFILE: z.string().optional(),
  TEMPORAL_CONFIG_FILE: z.string().optional(),
};

/** Secrets of webhook endpoints, several while one is rolled. */
const secretList = z
  .string({ error: 'the secrets of the webhook endpoint, separated by commas' })
  .transform((list) => list.split(',').map((secret) => secret.trim()));

/** The API's own variables. */
export const apiVariables = {
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65_535, 'a port').default(3000),
  REQUEST_TIMEOUT_SECONDS: whole(1, 300, 'seconds').default(20),
  API_KEYS: apiKeyList.optional(),
  API_RATE_PER_SECOND: whole(1, 100_000, 'requests').optional(),
  SHIP_DESPITE: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    )
    .pipe(z.array(z.enum(DOUBTS, { error: `any of ${DOUBTS.join(', ')}, separated by commas` }))),
  TEMPORAL_UI_URL: webAddress.optional(),
  STRIPE_EMULATOR_URL: webAddress.optional(),
  STRIPE_WEBHOOK_SECRETS: secretList
    .refine((list) => list.every((secret) => /^whsec_\S+$/.test(secret)), {
      error: 'each secret begins with whsec_; separate several by commas',
    })
    .optional(),
  WOOSHPAY_WEBHOOK_SECRETS: secretList
    .refine((list) => list.every((secret) => /^\S{16,}$/.test(secret)), {
      error: 'each secret as WooshPay answered it, of at least 16 characters; separate several by commas',
    })
    .optional(),
  DEFAULT_PAYMENT_PROVIDER: z.enum(PAYMENT_PROVIDERS, { error: `one of ${PAYMENT_PROVIDERS.join(', ')}` }).optional(),
};

/** Stripe takes 500 characters in metadata, and an order id may have 64. */
const orderUrlTemplate = webAddress
  .refine((template) => template.includes('{orderId}'), { error: 'an address that contains {orderId}' })
  .refine((template) => template.length <= 400, { error: 'an address of at most 400 characters' });

/** Of the events for the shop. */
export const eventVariables = {
  EVENT_ENDPOINTS: eventEndpointList.optional(),
  EVENT_ENDPOINTS_INTERNAL: z.enum(['refused', 'allowed'], { error: 'refused or allowed' }).default('refused'),
  // More than the three days for which an event is pushed.
  EVENTS_KEPT_DAYS: whole(4, 3_650, 'days').default(30),
};

/** Temporal joins the two parts by a dot. */
const deploymentPart = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/, { error: '1 to 100 letters, digits, hyphens and underscores' });

/** Read by `npm run adopt` only. */
export const adoptionVariables = {
  HOLDFAST_URL: webAddress.default('http://127.0.0.1:3000'),
  HOLDFAST_API_KEY: z.string().min(1).optional(),
};

/** The worker's own variables. */
export const workerVariables = {
  STRIPE_API_KEY: z
    .string({ error: 'a secret or restricted key: sk_test_…, rk_test_…, sk_live_… or rk_live_…' })
    .regex(/^[sr]k_(test|live)_\S+$/, { error: 'a key begins with sk_test_, rk_test_, sk_live_ or rk_live_' })
    .optional(),
  STRIPE_API_BASE: webAddress.optional(),
  // Less than an activity's 30 s, after which a request counts as answered or lost.
  STRIPE_TIMEOUT_SECONDS: whole(1, 25, 'seconds').default(20),
  STRIPE_RATE_PER_SECOND: whole(1, 10_000, 'requests').default(80),
  WOOSHPAY_API_KEY: z
    .string({ error: 'a secret key: sk_test_… or sk_live_…' })
    .regex(/^sk_(test|live)_\S+$/, { error: 'a key begins with sk_test_ or sk_live_' })
    .optional(),
  WOOSHPAY_API_BASE: webAddress.optional(),
  WOOSHPAY_TIMEOUT_SECONDS: whole(1, 25, 'seconds').default(20),
  // How many WooshPay takes is not documented.
  WOOSHPAY_RATE_PER_SECOND: whole(1, 10_000, 'requests').default(20),
  // Between a minute and a month.
  WOOSHPAY_HOLD_SECONDS: whole(60, 2_678_400, 'seconds').optional(),
  ORDER_URL_TEMPLATE: orderUrlTemplate.optional(),
  WORKER_HEALTH_PORT: whole(0, 65_535, 'a port').optional(),
  WORKER_HEALTH_HOST: z.string().default('127.0.0.1'),
  SETTLEMENT_READ_AFTER_SECONDS: whole(1, 86_400, 'seconds').default(3600),
  RETRY_FIRST_PAUSE_MS: whole(1, 60_000, 'milliseconds').default(1_000),
  RETRY_LONGEST_PAUSE_MS: whole(1, 600_000, 'milliseconds').default(60_000),
  FETCH_MISSED_EVENTS: z.enum(['on', 'off'], { error: 'on or off' }).default('on'),
  MISSED_EVENTS_AFTER_SECONDS: whole(0, 3_600, 'seconds').default(60),
  READ_BALANCE: z.enum(['on', 'off'], { error: 'on or off' }).default('on'),
  READ_BALANCE_EVERY_SECONDS: whole(0, 86_400, 'seconds').default(300),
  // More than the 30 s that an attempt of a step has.
  START_AGAIN_AFTER_SECONDS: whole(0, 3_600, 'seconds').default(40),
  WORKER_DEPLOYMENT_NAME: deploymentPart.optional(),
  WORKER_BUILD_ID: deploymentPart.optional(),
  // Orders wait for days between their steps: what is kept serves the shipments that follow each other at once.
  MAX_CACHED_WORKFLOWS: whole(0, 100_000, 'workflows').default(150),
};
