import { isKeySpent } from '../../libs/domain/provider/payment-gateway';

const KEYS_AT_MOST = 5;

/**
 * Makes a call that may be made any number of times with one effect. Where the provider only repeats a stored failure
 * of an earlier key, the next key is used: nothing can happen twice.
 * @throws ProviderUnavailable
 */
export async function underFreshKey<Answer>(
  keyOf: (attempt: number) => string,
  call: (idempotencyKey: string) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(keyOf(attempt));
    } catch (error) {
      if (attempt === KEYS_AT_MOST || !isKeySpent(error)) throw error;
    }
  }
}
