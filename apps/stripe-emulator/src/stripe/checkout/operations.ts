import type { Account } from '../account';
import { noSuch, refusal } from '../error';
import { emit } from '../events/emit';
import { createdFilter, pageOf } from '../list';
import { mergedMetadata } from '../metadata';
import type { Context, Operation } from '../request';
import { renderLine, renderSession } from './session';
import type { CheckoutSession } from './session';
import { releaseIntent } from './pay';

export const retrieveSession: Operation = ({ account }, _params, id) => {
  const session = findSession(account, id);
  return () => renderSession(session);
};

export const listSessions: Operation = ({ account }, params) => {
  const created = createdFilter(params);
  const [customer, intent, status] = [params.text('customer'), params.text('payment_intent'), params.text('status')];
  const email = params.hash('customer_details')?.text('email');
  const page = pageOf(
    {
      oldestFirst: account.checkoutSessions.oldestFirst(),
      matches: (session) =>
        (customer === undefined || session.customer === customer) &&
        (intent === undefined || session.intent?.id === intent) &&
        (status === undefined || session.status === status) &&
        (email === undefined || (session.buyer?.email ?? session.given.text('customer_email')) === email) &&
        created(session),
      render: renderSession,
      url: '/v1/checkout/sessions',
      name: 'checkout.session',
    },
    params,
  );
  return () => page;
};

/** In the order they were given, unlike other lists (documented by its examples). */
export const listSessionLines: Operation = ({ account }, params, id) => {
  const { lines } = findSession(account, id);
  const page = pageOf(
    {
      oldestFirst: lines.toReversed(),
      matches: () => true,
      render: renderLine,
      url: `/v1/checkout/sessions/${id}/line_items`,
      name: 'item',
    },
    params,
  );
  return () => page;
};

export const updateSession: Operation = ({ account }, params, id) => {
  const session = findSession(account, id);
  session.metadata = mergedMetadata(session.metadata, params);
  return () => renderSession(session);
};

/** The words are from memory. */
export const expireSessionByRequest: Operation = (context, _params, id) => {
  const session = findSession(context.account, id);
  if (session.status !== 'open') {
    throw refusal(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    );
  }
  expireSession(context, session);
  return () => renderSession(session);
};

/** Nobody can pay on the page any more; a payment that was begun there is canceled (assumed). */
export function expireSession(context: Context, session: CheckoutSession): void {
  if (session.status !== 'open') return;
  session.status = 'expired';
  releaseIntent(context, session);
  emit(context, 'checkout.session.expired', session.id, renderSession(session));
}

export function findSession(account: Account, id: string): CheckoutSession {
  const session = account.checkoutSessions.get(id);
  if (session === undefined) throw noSuch('checkout.session', id, 'session');
  return session;
}
