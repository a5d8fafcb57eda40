import type { Account } from './account';
import { answerChallenge } from './payment-intents/confirming/authenticate';
import type { NextAction, PaymentIntent } from './payment-intents/payment-intent';
import { answerSetupChallenge } from './setup-intents/authenticate';
import type { SetupIntent } from './setup-intents/setup-intent';

/** What a 3-D Secure challenge is about: a payment, or a method that is kept for later. */
export type Challenged =
  | { readonly kind: 'payment'; readonly intent: PaymentIntent }
  | { readonly kind: 'setup'; readonly intent: SetupIntent };

/** How a buyer leaves the page. Whoever abandons it changes nothing: the challenge stays open. */
export type ChallengeOutcome = 'complete' | 'fail' | 'abandon';

export function findChallenged(account: Account, id: string): Challenged | undefined {
  const payment = account.paymentIntents.get(id);
  if (payment !== undefined) return { kind: 'payment', intent: payment };
  const setup = account.setupIntents.get(id);
  return setup === undefined ? undefined : { kind: 'setup', intent: setup };
}

export function isWaiting({ intent }: Challenged): boolean {
  return intent.status === 'requires_action';
}

export function nextActionOf({ intent }: Challenged): NextAction | null {
  return intent.nextAction;
}

/** False when nothing waits for the answer any more. */
export function answerOpenChallenge(
  account: Account,
  challenged: Challenged,
  outcome: ChallengeOutcome,
  now: number,
): boolean {
  if (!isWaiting(challenged)) return false;
  if (outcome === 'abandon') return true;
  const passed = outcome === 'complete';
  return challenged.kind === 'payment'
    ? answerChallenge(account, challenged.intent, passed, now)
    : answerSetupChallenge(account, challenged.intent, passed, now);
}
