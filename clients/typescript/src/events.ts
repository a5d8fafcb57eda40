import { Webhook } from 'standardwebhooks';
import type { components } from './api.js';

/**
 * The event in a request that Holdfast sent to your endpoint.
 * @param body as it came, before anything parsed it
 * @param secret of the endpoint in `EVENT_ENDPOINTS`, `whsec_…`
 * @throws Error when it is not signed with the secret, or older than five minutes: answer 400
 */
export function readEvent(
  body: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  secret: string,
): components['schemas']['Event'] {
  const signed = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  );
  return new Webhook(secret).verify(body, signed) as components['schemas']['Event'];
}
