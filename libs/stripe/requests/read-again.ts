import { ProviderMisuse, ProviderUnavailable } from '../../domain/provider/payment-gateway';
import type { UnknownWord } from '../../domain/provider/unknown-answer';

/**
 * What a call that may have moved money was answered. Where a word of it is none that we know, a fresh read tells what
 * the object is now, and takes the place of the answer. Whatever becomes of that read, the call was answered.
 */
export async function readAgainUnlessKnown<Reading extends { readonly unknown?: UnknownWord }>(
  answered: Reading,
  read: () => Promise<Reading>,
): Promise<Reading> {
  if (answered.unknown === undefined) return answered;
  try {
    return await read();
  } catch (error) {
    if (error instanceof ProviderUnavailable || error instanceof ProviderMisuse) return answered;
    throw error;
  }
}
