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

/** How a program reaches the accounts that orders are paid through. */
export interface AccountAccess {
  /** Undefined: nothing is paid through Stripe. */
  readonly stripe: Omit<ProviderAccess, 'ratePerSecond'> | undefined;
  /** Undefined: nothing is paid through WooshPay. */
  readonly wooshPay: Omit<WooshPayAccess, 'ratePerSecond'> | undefined;
}

/** What `npm run adopt` is told: where the orders go, and where their payments are. */
export interface AdoptionConfig extends AccountAccess {
  readonly deployment: string;
  /** Of the API. */
  readonly apiUrl: string;
  /** A write key; undefined: the API is open. */
  readonly apiKey: string | undefined;
  /** As the API's: whom an order is paid through that does not say. */
  readonly defaultProvider: PaymentProvider;
}

const { STRIPE_API_KEY, STRIPE_API_BASE, STRIPE_TIMEOUT_SECONDS } = workerVariables;

const stripeVariables = { STRIPE_API_KEY, STRIPE_API_BASE, STRIPE_TIMEOUT_SECONDS };

const databaseEnvironment = z.object({ ...deploymentVariables, ...databaseVariables });

const temporalEnvironment = z.object(temporalVariables);

const { WOOSHPAY_API_KEY, WOOSHPAY_API_BASE, WOOSHPAY_HOLD_SECONDS, WOOSHPAY_TIMEOUT_SECONDS } = workerVariables;

const wooshPayVariables = {
  ...{ WOOSHPAY_API_KEY, WOOSHPAY_API_BASE, WOOSHPAY_HOLD_SECONDS, WOOSHPAY_TIMEOUT_SECONDS },
};

const doctorEnvironment = z.object({
  NODE_ENV: processVariables.NODE_ENV,
  ...{ ...stripeVariables, ...wooshPayVariables },
});

const adoptionEnvironment = z.object({
  ...{ ...deploymentVariables, ...adoptionVariables, ...stripeVariables, ...wooshPayVariables },
  DEFAULT_PAYMENT_PROVIDER: apiVariables.DEFAULT_PAYMENT_PROVIDER,
});

/** How `npm run doctor` reaches the accounts. @throws ConfigError, which names every variable that is wrong */
export function loadDoctorConfig(env: Environment): AccountAccess {
  return accountsOf(parseEnvironment('The doctor', doctorEnvironment, env, someKey));
}

type AccountValues = Pick<
  z.output<typeof adoptionEnvironment>,
  keyof typeof stripeVariables | keyof typeof wooshPayVariables
>;

function accountsOf(values: AccountValues): AccountAccess {
  const { STRIPE_API_KEY: stripeKey, WOOSHPAY_API_KEY: wooshPayKey } = values;
  return {
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
  const accounts = accountsOf(values);
  return {
    deployment: values.HOLDFAST_DEPLOYMENT,
    apiUrl: values.HOLDFAST_URL,
    apiKey: values.HOLDFAST_API_KEY,
    ...accounts,
    defaultProvider: values.DEFAULT_PAYMENT_PROVIDER ?? (accounts.stripe === undefined ? 'wooshpay' : 'stripe'),
  };
}

/** The Temporal server that a migration prepares, too; undefined where none is named. */
export function loadTemporalConfig(env: Environment): TemporalConfig | undefined {
  if (!namesTemporal(env)) return undefined;
  return temporalOf(parseEnvironment('The migration', temporalEnvironment, env, temporalReadable));
}
