import { Fields } from '../../../../libs/emulation/control/fields';
import type { ControlEntry } from '../../../../libs/emulation/journal/entry';
import { digest } from '../../../../libs/emulation/tenants/tenants';
import { CALLS } from '../control/calls';
import { fingerprintOf, keyIn } from '../http/idempotency';
import type { Tenant } from '../http/tenant';
import { findChallenged } from '../stripe/challenges';
import { accountOf } from '../stripe/connected-accounts/objects-of-seller';
import { parseForm } from '../wire/form';
import type { OwnEntry } from './entry';

/** What the control API was told, once more. */
export function controlAgain(tenant: Tenant, { body, call }: ControlEntry): void {
  CALLS.change[call](tenant, Fields.parse(body));
}

/** What came from outside happens once more, at its time; throws when it goes another way. */
export function happenAgain(tenant: Tenant, entry: OwnEntry): void {
  switch (entry.kind) {
    case 'request':
      requestAgain(tenant, entry);
      return;
    case 'challenge': {
      const account = accountOf(tenant.account, entry.in_account) ?? tenant.account;
      const challenged = findChallenged(account, entry.intent);
      if (challenged === undefined) throw new Error(`there is no ${entry.intent}`);
      tenant.answerChallenge(account, challenged, entry.outcome);
      return;
    }
    case 'checkout': {
      const account = accountOf(tenant.account, entry.in_account) ?? tenant.account;
      const session = account.checkoutSessions.get(entry.session);
      if (session === undefined) throw new Error(`there is no ${entry.session}`);
      const { email, name, origin, payment_method: paymentMethod } = entry;
      tenant.payCheckout(account, session, { paymentMethod, buyer: { email, name } }, origin);
      return;
    }
  }
}

function requestAgain(tenant: Tenant, entry: Extract<OwnEntry, { kind: 'request' }>): void {
  const { id, idempotency_key: key, method, origin, path, publishable, stripe_account: stripeAccount, version } = entry;
  const scoped = key === null ? null : keyIn(tenant.account, stripeAccount, key);
  const form = parseForm(entry.form);
  if (scoped !== null) tenant.idempotency.begin(scoped, fingerprintOf(path, form), entry.at);
  const request = {
    id,
    idempotencyKey: key,
    method,
    origin,
    path,
    publishable,
    stripeAccount,
    version,
    form: form.tree,
  };
  const { response, text } = tenant.execute(request, entry.form);
  if (digest(text) !== entry.answer) throw new Error('written by another version of the emulator, or changed by hand');
  if (scoped === null) return;
  if (response.executed) tenant.idempotency.save(scoped, { status: response.status, text, requestId: id });
  else tenant.idempotency.forgetUnsaved(scoped);
}
