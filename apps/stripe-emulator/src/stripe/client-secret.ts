import type { Params } from '../wire/params';
import { refusal } from './error';

/** A secret key needs none, but a wrong one is an error all the same (from memory, assumed). */
export function checkClientSecret(params: Params, secret: string, kind: 'PaymentIntent' | 'SetupIntent'): void {
  const given = params.text('client_secret');
  if (given === undefined || given === secret) return;
  throw refusal(
    `The client_secret provided does not match the client_secret associated with the ${kind}.`,
    'client_secret',
    kind === 'PaymentIntent' ? 'payment_intent_invalid_parameter' : 'setup_intent_invalid_parameter',
  );
}
