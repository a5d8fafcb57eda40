import type Stripe from 'stripe';
import { tagOf, type Deployment, type DeploymentGuard } from '../../domain/provider/deployment';
import { keyUnder, type KeyedRequest } from '../../domain/provider/idempotency-key';
import { NameTaken } from '../../domain/provider/payment-gateway';
import { wasReplayed } from './answer';
import { ask, type AskOutcome } from './ask';
import { isAnsweredBefore, type StripeError } from './errors';

/** A Stripe account, and who of all that use it we are. */
export interface StripeAccount {
  readonly client: Stripe;
  readonly deployment: DeploymentGuard;
}

/** What a request is made with, beside its parameters. */
export interface Signed {
  readonly options: { readonly idempotencyKey: string };
  /** In whose name, for its metadata. */
  readonly as: Deployment;
}

/**
 * Makes a request that changes something at Stripe, under this deployment's name; it has definite refusals.
 * @throws DeploymentConflict without having made it, while another database goes by the same name
 * @throws NameTaken when the answer shows that one does
 */
export async function askAs<Answer, Refusal>(
  { deployment }: StripeAccount,
  { idempotencyKey, firstUse = false }: KeyedRequest,
  call: (signed: Signed) => Promise<Answer>,
  refusalOf: (error: StripeError) => Refusal | undefined,
): Promise<AskOutcome<Answer, Refusal>> {
  const as = await deployment.toAct();
  const key = keyUnder(tagOf(as), idempotencyKey);
  const signed = { options: { idempotencyKey: key }, as };
  const asked = await ask(async () => {
    try {
      return await call(signed);
    } catch (error) {
      if (firstUse && isAnsweredBefore(error)) throw usedBefore(key);
      throw error;
    }
  }, refusalOf);
  if (firstUse && asked.kind === 'answer' && wasReplayed(asked.answer)) throw usedBefore(key);
  return asked;
}

function usedBefore(key: string): NameTaken {
  return new NameTaken(`the idempotency key ${key} is new to this database, and Stripe knows it already`);
}
