import { findChallenged, nextActionOf } from '../stripe/challenges';
import type { ChallengeOutcome } from '../stripe/challenges';
import { FormError, parseForm } from '../wire/form';
import { htmlAnswer } from '../../../../libs/emulation/http/answer';
import type { Answer } from '../../../../libs/emulation/http/answer';
import { challengeDonePage, challengePage, returnAddress } from './challenge-page';
import type { Incoming } from '../../../../libs/emulation/http/incoming';
import { accountNamed } from './tenants';
import type { Tenant } from './tenant';

export const CHALLENGES = '/_emulator/challenges/';

/** The page is opened by a browser, which has no API key: the address names the account. */
export function answerChallengePage(incoming: Incoming, tenants: readonly Tenant[]): Answer {
  const [accountId, intentId = ''] = incoming.path.slice(CHALLENGES.length).split('/');
  const place = accountNamed(tenants, accountId ?? '');
  const challenged = place === undefined ? undefined : findChallenged(place.account, intentId);
  if (place === undefined || challenged === undefined)
    return htmlAnswer(404, '<!doctype html><p>No such challenge.</p>');
  if (incoming.method !== 'POST') return htmlAnswer(200, challengePage(challenged));
  const outcome = outcomeIn(incoming.body);
  const returnUrl = nextActionOf(challenged)?.returnUrl ?? null;
  if (outcome === undefined || !place.tenant.answerChallenge(place.account, challenged, outcome)) {
    return htmlAnswer(400, challengePage(challenged));
  }
  // Whoever just leaves is sent nowhere: the shop hears nothing (assumed).
  if (outcome === 'abandon' || returnUrl === null) return htmlAnswer(200, challengeDonePage(outcome));
  const back = returnAddress(returnUrl, challenged, outcome === 'complete');
  if (back === undefined) return htmlAnswer(200, challengeDonePage(outcome));
  return { status: 303, text: '', headers: { location: back } };
}

function outcomeIn(body: string): ChallengeOutcome | undefined {
  try {
    const outcome = parseForm(body).tree.get('outcome');
    return outcome === 'complete' || outcome === 'fail' || outcome === 'abandon' ? outcome : undefined;
  } catch (error) {
    if (error instanceof FormError) return undefined;
    throw error;
  }
}
