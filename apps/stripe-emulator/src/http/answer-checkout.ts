import type { CheckoutAnswer } from '../stripe/checkout/pay';
import { FormError, parseForm } from '../wire/form';
import type { FormTree } from '../wire/form';
import { htmlAnswer } from '../../../../libs/emulation/http/answer';
import type { Answer } from '../../../../libs/emulation/http/answer';
import { checkoutPage, successAddress } from './checkout-page';
import type { Incoming } from '../../../../libs/emulation/http/incoming';
import { header } from '../../../../libs/emulation/http/incoming';
import { accountNamed } from './tenants';
import type { Tenant } from './tenant';

export const CHECKOUT = '/_emulator/checkout/';

/** A hosted checkout is opened by a browser, which has no API key: the address names the account and the session. */
export function answerCheckoutPage(incoming: Incoming, tenants: readonly Tenant[]): Answer {
  const [accountId, sessionId = ''] = incoming.path.slice(CHECKOUT.length).split('/');
  const place = accountNamed(tenants, accountId ?? '');
  place?.tenant.catchUp();
  const session = place?.account.checkoutSessions.get(sessionId);
  if (place === undefined || session === undefined) return htmlAnswer(404, '<!doctype html><p>No such checkout.</p>');
  // Who comes back from 3-D Secure is done, as is who reloads the page.
  if (session.status === 'complete') return redirect(successAddress(session));
  if (incoming.method !== 'POST') return htmlAnswer(200, checkoutPage(session, null));
  const answer = answerIn(incoming.body);
  if (answer === undefined) return htmlAnswer(400, checkoutPage(session, 'Choose a card.'));
  const paid = place.tenant.payCheckout(
    place.account,
    session,
    answer,
    `http://${header(incoming, 'host') ?? '127.0.0.1'}`,
  );
  switch (paid.kind) {
    case 'refused':
      return htmlAnswer(200, checkoutPage(session, paid.message));
    case 'challenged':
      return redirect(paid.page);
    case 'paid':
      return redirect(successAddress(session));
  }
}

function answerIn(body: string): CheckoutAnswer | undefined {
  try {
    const { tree } = parseForm(body);
    const paymentMethod = textOf(tree, 'payment_method');
    if (paymentMethod === null) return undefined;
    return { paymentMethod, buyer: { email: textOf(tree, 'email'), name: textOf(tree, 'name') } };
  } catch (error) {
    if (error instanceof FormError) return undefined;
    throw error;
  }
}

function textOf(tree: FormTree, name: string): string | null {
  const value = tree.get(name);
  return typeof value === 'string' && value !== '' ? value : null;
}

function redirect(location: string): Answer {
  return { status: 303, text: '', headers: { location } };
}
