import { z } from 'zod';
import type { PaymentProvider } from '../domain/capabilities/payment-provider';
import type { ProviderAccess, WooshPayAccess } from './config';
import { parseEnvironment, type Environment } from './environment';
import { someKey } from './rules';
import { namesTemporal, temporalOf, temporalReadable, type TemporalConfig } from './temporal';
import {
  adoptionVariables,
  apiVariables,
  databaseVariables,
  deploymentVariables,
  processVariables,
  temporalVariables,
  workerVariables,
} from './variables';

/** What programs are told that run once beside the API and the worker, and end. */

/** How a program reaches the database of a deployment. */
export interface DatabaseConfig {
  /** As the API's. */
  readonly deployment: string;
  readonly databaseUrl: string;
}

/** What `npm run adopt` is told: where the orders go, and where their payments are. */
export interface AdoptionConfig {
  readonly deployment: string;
  /** Of the API. */
  readonly apiUrl: string;
  /** A write key; undefined: the API is open. */
  readonly apiKey: string | undefined;
  /** Undefined: nothing is paid through Stripe. */
  readonly stripe: Omit<ProviderAccess, 'ratePerSecond'> | undefined;
  /** Undefined: nothing is paid through WooshPay. */
  readonly wooshPay: Omit<WooshPayAccess, 'ratePerSecond'> | undefined;
  /** As the API's: whom an order is paid through that does not say. */
  readonly defaultProvider: PaymentProvider;
}

const { STRIPE_API_KEY, STRIPE_API_BASE, STRIPE_TIMEOUT_SECONDS } = workerVariables;

// Without a key there is no account to ask.
const stripeVariables = { STRIPE_API_KEY: STRIPE_API_KEY.unwrap(), STRIPE_API_BASE, STRIPE_TIMEOUT_SECONDS };

const stripeEnvironment = z.object({ NODE_ENV: processVariables.NODE_ENV, ...stripeVariables });

const databaseEnvironment = z.object({ ...deploymentVariables, ...databaseVariables });

const temporalEnvironment = z.object(temporalVariables);

const { WOOSHPAY_API_KEY, WOOSHPAY_API_BASE, WOOSHPAY_HOLD_SECONDS, WOOSHPAY_TIMEOUT_SECONDS } = workerVariables;

const adoptionEnvironment = z.object({
  ...{ ...deploymentVariables, ...adoptionVariables, ...stripeVariables, STRIPE_API_KEY },
  ...{ WOOSHPAY_API_KEY, WOOSHPAY_API_BASE, WOOSHPAY_HOLD_SECONDS, WOOSHPAY_TIMEOUT_SECONDS },
  DEFAULT_PAYMENT_PROVIDER: apiVariables.DEFAULT_PAYMENT_PROVIDER,
});

/** How a program reaches Stripe that moves no order. @throws ConfigError, which names every variable that is wrong */
export function loadStripeConfig(env: Environment): Omit<ProviderAccess, 'ratePerSecond'> {
  const values = parseEnvironment('The doctor', stripeEnvironment, env);
  return {
    apiKey: values.STRIPE_API_KEY,
    apiBase: values.STRIPE_API_BASE,
    timeoutSeconds: values.STRIPE_TIMEOUT_SECONDS,
  };
}

/** What a migration is told by its environment. @throws ConfigError, which names every variable that is wrong */
export function loadDatabaseConfig(env: Environment): DatabaseConfig {
  const values = parseEnvironment('The migration', databaseEnvironment, env);
  return { deployment: values.HOLDFAST_DEPLOYMENT, databaseUrl: values.DATABASE_URL };
}

/** What `npm run adopt` is told by its environment. @throws ConfigError, which names every variable that is wrong */
export function loadAdoptionConfig(env: Environment): AdoptionConfig {
  const values = parseEnvironment('The adoption', adoptionEnvironment, env, someKey);
  const { STRIPE_API_KEY: stripeKey, WOOSHPAY_API_KEY: wooshPayKey } = values;
  return {
    deployment: values.HOLDFAST_DEPLOYMENT,
    apiUrl: values.HOLDFAST_URL,
    apiKey: values.HOLDFAST_API_KEY,
    stripe:
      stripeKey === undefined
        ? undefined
        : { apiKey: stripeKey, apiBase: values.STRIPE_API_BASE, timeoutSeconds: values.STRIPE_TIMEOUT_SECONDS },
    wooshPay:
      wooshPayKey === undefined
        ? undefined
        : {
            ...{ apiKey: wooshPayKey, apiBase: values.WOOSHPAY_API_BASE },
            ...{ timeoutSeconds: values.WOOSHPAY_TIMEOUT_SECONDS, holdSeconds: values.WOOSHPAY_HOLD_SECONDS },
          },
    defaultProvider: values.DEFAULT_PAYMENT_PROVIDER ?? (stripeKey === undefined ? 'wooshpay' : 'stripe'),
  };
}

/** The Temporal server that a migration prepares, too; undefined where none is named. */
export function loadTemporalConfig(env: Environment): TemporalConfig | undefined {
  if (!namesTemporal(env)) return undefined;
  return temporalOf(parseEnvironment('The migration', temporalEnvironment, env, temporalReadable));
}
