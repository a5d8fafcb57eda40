import { checkClientSecret } from '../client-secret';
import { createdFilter, pageOf } from '../list';
import type { Operation } from '../request';
import { findSetupIntent } from './find';
import { renderSetupAttempt } from './setup-attempt';
import { renderSetupIntent } from './setup-intent';

export const retrieveSetupIntent: Operation = ({ account }, params, id) => {
  const intent = findSetupIntent(account, id);
  checkClientSecret(params, intent.clientSecret, 'SetupIntent');
  return () => renderSetupIntent(intent);
};

export const listSetupIntents: Operation = ({ account }, params) => {
  const customer = params.text('customer');
  const method = params.text('payment_method');
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: account.setupIntents.oldestFirst(),
      matches: (intent) =>
        (customer === undefined || intent.customer === customer) &&
        (method === undefined || intent.paymentMethod?.id === method) &&
        created(intent),
      render: renderSetupIntent,
      url: '/v1/setup_intents',
      name: 'setup_intent',
    },
    params,
  );
  return () => page;
};

/** The parameter that names the SetupIntent is required, so there is always one to look into. */
export const listSetupAttempts: Operation = ({ account }, params) => {
  const intent = findSetupIntent(account, params.text('setup_intent') ?? '');
  const page = pageOf(
    {
      oldestFirst: intent.attempts,
      matches: createdFilter(params),
      render: renderSetupAttempt,
      url: '/v1/setup_attempts',
      name: 'setup_attempt',
    },
    params,
  );
  return () => page;
};
