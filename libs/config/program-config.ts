import { z } from 'zod';
import type { ProviderAccess } from './config';
import { parseEnvironment, type Environment } from './environment';
import { namesTemporal, temporalOf, temporalReadable, type TemporalConfig } from './temporal';
import {
  adoptionVariables,
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
  readonly stripe: Omit<ProviderAccess, 'ratePerSecond'>;
}

const { STRIPE_API_KEY, STRIPE_API_BASE, STRIPE_TIMEOUT_SECONDS } = workerVariables;

// Without a key there is no account to ask.
const stripeVariables = { STRIPE_API_KEY: STRIPE_API_KEY.unwrap(), STRIPE_API_BASE, STRIPE_TIMEOUT_SECONDS };

const stripeEnvironment = z.object({ NODE_ENV: processVariables.NODE_ENV, ...stripeVariables });

const databaseEnvironment = z.object({ ...deploymentVariables, ...databaseVariables });

const temporalEnvironment = z.object(temporalVariables);

const adoptionEnvironment = z.object({ ...deploymentVariables, ...adoptionVariables, ...stripeVariables });

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
  const values = parseEnvironment('The adoption', adoptionEnvironment, env);
  return {
    deployment: values.HOLDFAST_DEPLOYMENT,
    apiUrl: values.HOLDFAST_URL,
    apiKey: values.HOLDFAST_API_KEY,
    stripe: {
      apiKey: values.STRIPE_API_KEY,
      apiBase: values.STRIPE_API_BASE,
      timeoutSeconds: values.STRIPE_TIMEOUT_SECONDS,
    },
  };
}

/** The Temporal server that a migration prepares, too; undefined where none is named. */
export function loadTemporalConfig(env: Environment): TemporalConfig | undefined {
  if (!namesTemporal(env)) return undefined;
  return temporalOf(parseEnvironment('The migration', temporalEnvironment, env, temporalReadable));
}
