import { knownCustomer } from '../customers/find';
import { invalidRequest, noSuch, uncovered } from '../error';
import type { Operation } from '../request';
import { seconds } from '../request';
import { renderEphemeralKey, renderNewEphemeralKey } from './ephemeral-key';

/** Documented. */
const LIVES_SECONDS = 60 * 60;

/** The app speaks the version it was built with, so the request must name it (documented; the words are assumed). */
export const createEphemeralKey: Operation = (context, params) => {
  if (context.versionAsked === null) {
    throw invalidRequest(
      'You must pass the version of the API that your mobile app was built with in the `Stripe-Version` header.',
    );
  }
  for (const other of ['issuing_card', 'nonce', 'verification_session']) {
    if (params.has(other)) throw uncovered(other);
  }
  const named = params.text('customer');
  if (named === undefined) {
    throw invalidRequest('You must supply one of customer, issuing_card or verification_session.', 'customer');
  }
  const { account } = context;
  const customer = knownCustomer(account, named, 'customer').id;
  const created = seconds(context);
  const key = account.ephemeralKeys.add({
    id: account.ids.next('ephkey'),
    created,
    expires: created + LIVES_SECONDS,
    customer,
    secret: `ek_test_${account.ids.secret()}${account.ids.secret()}`,
  });
  return () => renderNewEphemeralKey(key);
};

export const deleteEphemeralKey: Operation = ({ account }, _params, id) => {
  const key = account.ephemeralKeys.get(id);
  if (key === undefined) throw noSuch('ephemeral_key', id, 'id');
  account.ephemeralKeys.remove(id);
  return () => renderEphemeralKey(key);
};
