import { htmlAnswer } from '../../../../libs/emulation/http/answer';
import type { Answer } from '../../../../libs/emulation/http/answer';
import { escaped } from '../../../../libs/emulation/http/html';
import { header } from '../../../../libs/emulation/http/incoming';
import type { Incoming } from '../../../../libs/emulation/http/incoming';
import { page } from '../../../../libs/emulation/http/page';
import { OUTCOMES } from '../journal/entry';
import type { Outcome } from '../journal/entry';
import type { NextAction } from '../wooshpay/payment-intents/next-action';
import type { Tenant } from './tenant';

export const CHALLENGES = '/_emulator/challenges/';

interface Waiting {
  readonly id: string;
  readonly status: string;
  readonly clientSecret: string;
  readonly nextAction: NextAction | null;
}

/** Plays the bank, or the wallet. A browser has no API key: the address names the account. */
export function answerChallengePage(incoming: Incoming, tenants: readonly Tenant[]): Answer {
  const [accountId, intentId = ''] = incoming.path.slice(CHALLENGES.length).split('/');
  const tenant = tenants.find(({ account }) => account.id === accountId);
  tenant?.catchUp();
  const waiting = tenant === undefined ? undefined : waitingIn(tenant, intentId);
  if (tenant === undefined || waiting === undefined) return htmlAnswer(404, '<!doctype html><p>No such challenge.</p>');
  if (incoming.method !== 'POST') return htmlAnswer(200, question(waiting));
  const wanted = new URLSearchParams(incoming.body).get('outcome');
  const outcome = OUTCOMES.find((known) => known === wanted);
  const returnUrl = waiting.nextAction?.returnUrl ?? null;
  const origin = `http://${header(incoming, 'host') ?? '127.0.0.1'}`;
  if (outcome === undefined || !tenant.answerChallenge(intentId, outcome, origin)) {
    return htmlAnswer(400, question(waiting));
  }
  const after = waitingIn(tenant, intentId);
  // After the browser's data come the bank's questions, on this page.
  if (after?.nextAction !== null || outcome === 'abandon' || returnUrl === null)
    return htmlAnswer(200, done(outcome, after));
  return { status: 303, text: '', headers: { location: returnAddress(returnUrl, waiting, outcome) } };
}

function waitingIn({ account }: Tenant, id: string): Waiting | undefined {
  return account.paymentIntents.get(id) ?? account.setupIntents.get(id);
}

function question({ id, nextAction, status }: Waiting): string {
  const body =
    nextAction === null
      ? `<p>Nothing to do: the status is <strong>${escaped(status)}</strong>.</p>`
      : `<p>${WORDS[nextAction.type] ?? 'A wallet asks you to confirm a payment.'}</p>
<form method="post">
<button name="outcome" value="complete">Go on</button>
<button name="outcome" value="fail">Fail</button>
<button name="outcome" value="abandon">Leave without an answer</button>
</form>`;
  return page('Test page of the WooshPay emulator', `${body}\n<p><small>${escaped(id)}</small></p>`);
}

const WORDS: Readonly<Record<string, string>> = {
  challenge_redirect: 'Your bank asks you to confirm this.',
  ddc_redirect: "Your bank collects your browser's data.",
};

function done(outcome: Outcome, after: Waiting | undefined): string {
  if (after !== undefined && after.nextAction !== null && outcome === 'complete') return question(after);
  const said =
    outcome === 'abandon' ? 'You have left. It is still open and can be answered here.' : 'You can close this page.';
  return page('Test page of the WooshPay emulator', `<p>${said}</p>`);
}

/** Assumed: what Stripe adds to the address. */
function returnAddress(returnUrl: string, { clientSecret, id }: Waiting, outcome: Outcome): string {
  const url = new URL(returnUrl);
  const name = id.startsWith('seti_') ? 'setup_intent' : 'payment_intent';
  url.searchParams.set(name, id);
  url.searchParams.set(`${name}_client_secret`, clientSecret);
  url.searchParams.set('redirect_status', outcome === 'complete' ? 'succeeded' : 'failed');
  return url.href;
}
