import { ProviderUnavailable } from './payment-gateway';

/** Which Holdfast this is, among all that share the provider's account (docs/decisions/0024). */
export interface Deployment {
  readonly name: string;
  /** From 1. Another begins when a person said which of two databases with this name lives. */
  readonly epoch: number;
}

/** Short enough that the longest idempotency key stays below Stripe's 255 characters. */
export const DEPLOYMENT_NAME = /^[a-z0-9-]{1,32}$/;

/**
 * What stands in front of every idempotency key, and in the metadata of all that is asked for: `shop`, later `shop.2`.
 */
export function tagOf({ name, epoch }: Deployment): string {
  return epoch === 1 ? name : `${name}.${epoch.toString()}`;
}

/** Whether something that carries a tag is this deployment's. */
export type Whose = 'ours' | 'ours_before' | 'foreign';

/** Who wrote a tag; null: it is no tag of a Holdfast, or there is none. */
export function readTag(tag: string | null): Deployment | null {
  const [, name, epoch = '1'] = /^([a-z0-9-]{1,32})(?:\.(\d{1,9}))?$/.exec(tag ?? '') ?? [];
  return name === undefined ? null : { name, epoch: Number(epoch) };
}

/** Whether something that carries this tag is this deployment's; null: it carries none. */
export function whoseTag(tag: string | null, { name, epoch }: Deployment): Whose {
  const theirs = readTag(tag);
  if (theirs?.name !== name) return 'foreign';
  if (theirs.epoch === epoch) return 'ours';
  return theirs.epoch < epoch ? 'ours_before' : 'foreign';
}

/**
 * Another database goes by our name: until a person says which one lives, nothing may be moved, held or given back. The
 * request was not made, and may be once that is said.
 */
export class DeploymentConflict extends ProviderUnavailable {
  /** @param since when it was noticed, ISO 8601 */
  constructor(since: string) {
    const message = `no money is moved since ${since}: another database uses this deployment's name (docs/decisions/0024)`;
    super(message, { status: null, replayed: false, notExecuted: true, requestId: null });
  }
}

/** Asked before every request that could move money, and before every search. */
export interface DeploymentGuard {
  /** @throws DeploymentConflict while another database goes by the same name */
  toAct(): Promise<Deployment>;
  toRead(): Promise<Deployment>;
}
