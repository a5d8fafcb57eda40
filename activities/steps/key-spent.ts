import type { AuthorizeKeySpent } from '../../libs/domain/payment/facts';
import { mayUseNextKey } from '../../libs/domain/provider/idempotency-key';
import { ProviderMisuse } from '../../libs/domain/provider/payment-gateway';

/**
 * Nothing was done under a key, as a read has proven, and nothing ever will be: the next request has a key of its own.
 */
export class KeySpent extends ProviderMisuse {
  /** @param why what became of the key, and what was not done under it */
  constructor(why: string) {
    super(why, { code: 'key_spent', param: null, requestId: null });
  }
}

/**
 * What the work finds out, or that the next generation is to be asked for.
 * @throws KeySpent once that has come to nothing too often in a row: then a person must look
 */
export async function orNextKey<Outcome>(
  generation: number,
  work: () => Promise<Outcome>,
): Promise<Outcome | AuthorizeKeySpent> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KeySpent) || !mayUseNextKey(generation)) throw error;
    const { message } = error;
    return { kind: 'authorize_key_spent', generation, error: { code: 'key_spent', declineCode: null, message } };
  }
}
