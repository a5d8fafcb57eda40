import type { Challenged, ChallengeOutcome } from '../stripe/challenges';
import { isWaiting } from '../stripe/challenges';
import { escaped } from '../../../../libs/emulation/http/html';
import { page } from '../../../../libs/emulation/http/page';

/** The 3-D Secure page: what a bank would show, with the ways it can end. */
export function challengePage(challenged: Challenged): string {
  const { id, status } = challenged.intent;
  const body = isWaiting(challenged)
    ? `<p>${question(challenged)}</p>
<form method="post">
<button name="outcome" value="complete">Complete authentication</button>
<button name="outcome" value="fail">Fail authentication</button>
<button name="outcome" value="abandon">Leave without an answer</button>
</form>`
    : `<p>Nothing to confirm: the status is <strong>${escaped(status)}</strong>.</p>`;
  return page('3-D Secure test page', `${body}\n<p><small>${escaped(id)} in the Stripe emulator</small></p>`);
}

function question(challenged: Challenged): string {
  if (challenged.kind === 'setup') return 'A shop asks you to keep your card for later payments.';
  const { amount, currency } = challenged.intent;
  const written = `${String(amount)} ${currency.toUpperCase()} (minor units)`;
  return `A shop asks you to confirm a payment of <strong>${escaped(written)}</strong>.`;
}

const SAID: Readonly<Record<ChallengeOutcome, string>> = {
  complete: 'The authentication is complete. You can close this page.',
  fail: 'The authentication has failed. You can close this page.',
  abandon: 'You have left the challenge. It is still open and can be answered here.',
};

export function challengeDonePage(outcome: ChallengeOutcome): string {
  return page('3-D Secure test page', `<p>${SAID[outcome]}</p>`);
}

/** Where the buyer goes back to, with what Stripe adds to the address (documented). */
export function returnAddress(returnUrl: string, { intent, kind }: Challenged, passed: boolean): string | undefined {
  if (!URL.canParse(returnUrl)) return undefined;
  const url = new URL(returnUrl);
  const name = kind === 'payment' ? 'payment_intent' : 'setup_intent';
  url.searchParams.set(name, intent.id);
  url.searchParams.set(`${name}_client_secret`, intent.clientSecret);
  url.searchParams.set('redirect_status', passed ? 'succeeded' : 'failed');
  return url.href;
}
