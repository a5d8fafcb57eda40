import { tagOf, type Deployment, type DeploymentGuard } from '../../domain/provider/deployment';
import { keyUnder, type KeyedRequest } from '../../domain/provider/idempotency-key';
import type { WooshPayClient } from './wooshpay-client';
import { sortWooshPayError, type WooshPayError } from './wooshpay-error';

/** A WooshPay account, and who of all that use it we are. */
export interface WooshPayAccount {
  readonly client: WooshPayClient;
  readonly deployment: DeploymentGuard;
  /** After how long WooshPay cancels what was not captured; absent: seven days, as documented. */
  readonly holdSeconds?: number | undefined;
}

/** What came of a call: an answer, or a definite no. */
export type WooshPayOutcome<Refusal> =
  { readonly kind: 'answer'; readonly answer: unknown } | { readonly kind: 'refusal'; readonly refusal: Refusal };

/**
 * Makes a request that changes something at WooshPay, under this deployment's name; it has definite refusals.
 * `firstUse` of the request is not looked at: nothing in an answer tells that it comes from the memory of a key.
 * @throws DeploymentConflict without having made it, while another database goes by the same name
 */
export async function askWooshPay<Refusal>(
  { deployment }: WooshPayAccount,
  { idempotencyKey }: KeyedRequest,
  call: (key: string, as: Deployment) => Promise<unknown>,
  refusalOf: (error: WooshPayError) => Refusal | undefined,
): Promise<WooshPayOutcome<Refusal>> {
  const as = await deployment.toAct();
  return outcomeOfCall(() => call(keyUnder(tagOf(as), idempotencyKey), as), refusalOf);
}

/** A read has no refusals: what WooshPay does not find, we should not have asked for. */
export async function readFromWooshPay(call: () => Promise<unknown>): Promise<unknown> {
  const outcome = await outcomeOfCall<never>(call, () => undefined);
  return outcome.kind === 'answer' ? outcome.answer : outcome.refusal;
}

/** Makes one call, which may have definite refusals, and sorts what it throws. */
export async function outcomeOfCall<Refusal>(
  call: () => Promise<unknown>,
  refusalOf: (error: WooshPayError) => Refusal | undefined,
): Promise<WooshPayOutcome<Refusal>> {
  try {
    return { kind: 'answer', answer: await call() };
  } catch (thrown) {
    const sorted = sortWooshPayError(thrown, refusalOf);
    if (sorted.sort === 'refusal') return { kind: 'refusal', refusal: sorted.refusal };
    throw sorted.error;
  }
}
