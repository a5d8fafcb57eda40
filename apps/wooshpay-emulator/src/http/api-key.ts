export type KeyCheck =
  | {
      readonly kind: 'key';
      /** The secret key of the account. */
      readonly key: string;
      /** It came as `pk_test_…`, the key that browsers have. */
      readonly publishable: boolean;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** Documented: HTTP Basic, the key as user name and an empty password. */
export function apiKeyOf(authorization: string | undefined): KeyCheck {
  const key = authorization === undefined ? undefined : keyIn(authorization);
  if (key === undefined || key === '') {
    return refused('No API key was given. Send the secret key as user name of HTTP Basic authentication.');
  }
  if (/^[sp]k_live_/.test(key)) {
    return refused(
      'This is a local emulator, not WooshPay: it refuses live keys. Use any key that begins with sk_test_, and treat ' +
        'the live key as exposed if it left its safe place.',
    );
  }
  if (/^sk_test_\w+$/.test(key)) return { kind: 'key', key, publishable: false };
  // `pk_test_one` belongs to the account of `sk_test_one`.
  if (/^pk_test_\w+$/.test(key)) return { kind: 'key', key: `sk${key.slice(2)}`, publishable: true };
  return refused('The API key is not valid.');
}

function keyIn(authorization: string): string | undefined {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0];
}

function refused(message: string): KeyCheck {
  return { kind: 'refused', message };
}
