import { NameTaken } from '../../domain/provider/payment-gateway';
import { classifyStripeError, type StripeError } from './errors';

/** What came of a call: Stripe's answer, or a definite no. */
export type AskOutcome<Answer, Refusal> =
  { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'refusal'; readonly refusal: Refusal };

/** Makes a call that has definite refusals. @throws ProviderUnavailable, ProviderMisuse */
export async function ask<Answer, Refusal>(
  call: () => Promise<Answer>,
  refusalOf: (error: StripeError) => Refusal | undefined,
): Promise<AskOutcome<Answer, Refusal>> {
  try {
    return { kind: 'answer', answer: await call() };
  } catch (thrown) {
    if (thrown instanceof NameTaken) throw thrown;
    const sorted = classifyStripeError(thrown, refusalOf);
    if (sorted.sort === 'result') return { kind: 'refusal', refusal: sorted.result };
    throw sorted.error;
  }
}

/** A read has no refusals: what Stripe does not find, we should not have asked for. */
export async function read<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  const asked = await ask<Answer, never>(call, () => undefined);
  return asked.kind === 'answer' ? asked.answer : asked.refusal;
}
