import type { ErrorFields } from '../stripe/error';

export type KeyCheck =
  | {
      readonly kind: 'key';
      /** The secret key of the account. */
      readonly key: string;
      /** It came as `pk_test_…`, the key that browsers have. */
      readonly publishable: boolean;
    }
  | { readonly kind: 'refused'; readonly fields: ErrorFields };

/** The key from `Authorization: Bearer sk_test_…` or Basic with the key as user name (documented). */
export function apiKeyOf(authorization: string | undefined): KeyCheck {
  const key = authorization === undefined ? undefined : keyIn(authorization);
  if (key === undefined || key === '') {
    return refused(
      'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer ' +
        "auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for " +
        'details, or we can help at https://support.stripe.com/.',
    );
  }
  if (/^(sk|rk)_test_\w+$/.test(key)) return { kind: 'key', key, publishable: false };
  if (/^(sk|rk|pk)_live_/.test(key)) {
    return refused(
      'This is a local emulator, not Stripe: it refuses live keys. ' +
        'Use any key that begins with sk_test_, and treat the live key as exposed if it left its safe place.',
    );
  }
  // `pk_test_one` belongs to the account of `sk_test_one`.
  if (/^pk_test_\w+$/.test(key)) return { kind: 'key', key: `sk${key.slice(2)}`, publishable: true };
  return refused(`Invalid API Key provided: ${masked(key)}`);
}

function keyIn(authorization: string): string | undefined {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return credentials;
    case 'basic':
      return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0];
    default:
      return undefined;
  }
}

function masked(key: string): string {
  return `${key.slice(0, 4)}${'*'.repeat(Math.min(16, Math.max(0, key.length - 4)))}`;
}

function refused(message: string): KeyCheck {
  return { kind: 'refused', fields: { type: 'invalid_request_error', message } };
}
