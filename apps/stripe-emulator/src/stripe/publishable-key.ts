import type { FormTree } from '../wire/form';
import type { Account } from './account';
import { invalidRequest, noSuch, refusal, StripeError } from './error';

/** What a browser may do with a publishable key alone (documented). */
const OPEN: ReadonlySet<string> = new Set(['POST /v1/payment_methods', 'POST /v1/tokens', 'GET /v1/tokens/{id}']);

/** What it may do with the client secret of that PaymentIntent or SetupIntent besides (documented). */
const WITH_SECRET: ReadonlyMap<string, 'paymentIntents' | 'setupIntents'> = new Map([
  ['GET /v1/payment_intents/{id}', 'paymentIntents'],
  ['POST /v1/payment_intents/{id}/confirm', 'paymentIntents'],
  ['GET /v1/setup_intents/{id}', 'setupIntents'],
  ['POST /v1/setup_intents/{id}/confirm', 'setupIntents'],
]);

/** The request of a browser, as a server would send it: the secret is checked and taken away. */
export function askedByBrowser(account: Account, operation: string, id: string, form: FormTree): FormTree {
  if (OPEN.has(operation)) return form;
  const kind = WITH_SECRET.get(operation);
  if (kind === undefined) throw secretKeyRequired();
  const what = kind === 'paymentIntents' ? 'payment_intent' : 'setup_intent';
  const given = form.get('client_secret');
  if (given === undefined) {
    throw invalidRequest('Missing required param: client_secret.', 'client_secret', 'parameter_missing');
  }
  const intent = account[kind].get(id);
  if (intent === undefined) throw noSuch(what, id, kind === 'paymentIntents' ? 'intent' : 'setup_intent');
  if (given !== intent.clientSecret) {
    throw refusal(
      `The client_secret provided does not match any associated ${kind === 'paymentIntents' ? 'PaymentIntent' : 'SetupIntent'} on this account. ` +
        'Ensure the publishable key used belongs to the same account that created it.',
      'client_secret',
      `${what}_invalid_parameter`,
    );
  }
  const rest = new Map(form);
  rest.delete('client_secret');
  return rest;
}

/** From memory (assumed). */
function secretKeyRequired(): StripeError {
  const message =
    'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your ' +
    'API keys at https://dashboard.stripe.com/account/apikeys.';
  return new StripeError(403, { type: 'invalid_request_error', code: 'secret_key_required', message }, false);
}
