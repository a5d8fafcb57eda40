import { PAYMENT_PROVIDERS } from '../domain/capabilities/payment-provider';
import type { Rule } from './environment';
import { eventEndpointList, whyInternal } from './event-endpoints';
import { isLoopback } from './loopback';
import { temporalReadable } from './temporal';
import { SECRETS_OF } from './webhook-secrets';

/** What several variables must be together. */

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
function keyFitsMode(name: 'STRIPE_API_KEY' | 'WOOSHPAY_API_KEY'): Rule {
  return ({ [name]: key = '', NODE_ENV: mode = 'development' }) => whyKeyMisfits(name, key, mode);
}

function whyKeyMisfits(name: string, key: string, mode: string): string | undefined {
  const production = mode === 'production';
  if (/^[sr]k_live_/.test(key) && !production) {
    return `${name} is a live key, which moves real money: it is accepted only with NODE_ENV=production, not "${mode}"`;
  }
  if (/^[sr]k_test_/.test(key) && production) {
    return `${name} is a test key, with which no money moves: it is not accepted with NODE_ENV=production`;
  }
  return undefined;
}

/** Whoever is between us and a server that is asked in clear could take a live key, and with it the shop's money. */
function liveKeyEncrypted(name: 'STRIPE_API_KEY' | 'WOOSHPAY_API_KEY', baseName: `${string}_API_BASE`): Rule {
  return ({ [name]: key = '', [baseName]: base = 'https:' }) =>
    /^[sr]k_live_/.test(key) && base.startsWith('http:')
      ? `${baseName} is asked in clear (http), and ${name} is a live key: it is sent over https only`
      : undefined;
}

/** Without a key for any provider there is nobody to ask. */
export const someKey: Rule = ({ STRIPE_API_KEY: stripe, WOOSHPAY_API_KEY: wooshPay }) =>
  stripe === undefined && wooshPay === undefined
    ? 'STRIPE_API_KEY is missing: a secret or restricted key, sk_test_… or rk_live_…; or WOOSHPAY_API_KEY, or both'
    : undefined;

const someSecrets: Rule = ({ STRIPE_WEBHOOK_SECRETS: stripe, WOOSHPAY_WEBHOOK_SECRETS: wooshPay }) =>
  stripe === undefined && wooshPay === undefined
    ? 'STRIPE_WEBHOOK_SECRETS is missing: the endpoint secrets that Stripe shows, whsec_…; or WOOSHPAY_WEBHOOK_SECRETS, or both'
    : undefined;

/** Nobody guesses through whom a shop with two providers wants to be paid. */
const chosenProvider: Rule = (values) => {
  const { DEFAULT_PAYMENT_PROVIDER: chosen } = values;
  const configured = PAYMENT_PROVIDERS.filter((provider) => values[SECRETS_OF[provider]] !== undefined);
  if (chosen === undefined) {
    return configured.length < 2
      ? undefined
      : `DEFAULT_PAYMENT_PROVIDER is missing: ${configured.join(' or ')}, for orders that do not say`;
  }
  if (configured.some((provider) => provider === chosen)) return undefined;
  return `DEFAULT_PAYMENT_PROVIDER="${chosen}" has no webhook secrets, so that nothing can be paid through it`;
};

/** A build without its deployment, or the other way round, would silently not be versioned at all. */
const wholeVersion: Rule = ({ WORKER_DEPLOYMENT_NAME: deployment, WORKER_BUILD_ID: build }) => {
  if ((deployment === undefined) === (build === undefined)) return undefined;
  return 'WORKER_DEPLOYMENT_NAME and WORKER_BUILD_ID belong together: set both to version the workers, or neither';
};

/** What the API checks of its environment as a whole. */
export const API_RULES: readonly Rule[] = [
  temporalReadable,
  notOpenInProduction,
  endpointsOutside,
  someSecrets,
  chosenProvider,
];

/** What the worker checks of its environment as a whole. */
export const WORKER_RULES: readonly Rule[] = [
  temporalReadable,
  keyFitsMode('STRIPE_API_KEY'),
  keyFitsMode('WOOSHPAY_API_KEY'),
  liveKeyEncrypted('STRIPE_API_KEY', 'STRIPE_API_BASE'),
  liveKeyEncrypted('WOOSHPAY_API_KEY', 'WOOSHPAY_API_BASE'),
  someKey,
  wholeVersion,
];
