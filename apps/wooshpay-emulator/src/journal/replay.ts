import { Fields } from '../../../../libs/emulation/control/fields';
import type { ControlEntry } from '../../../../libs/emulation/journal/entry';
import { digest } from '../../../../libs/emulation/tenants/tenants';
import { CALLS } from '../control/calls';
import { fingerprintOf } from '../http/fingerprint';
import type { Tenant } from '../http/tenant';
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
    case 'challenge':
      tenant.answerChallenge(entry.intent, entry.outcome, entry.origin);
      return;
  }
}

function requestAgain(tenant: Tenant, entry: Extract<OwnEntry, { kind: 'request' }>): void {
  const { at, id, idempotency_key: key } = entry;
  if (key !== null) tenant.idempotency.begin(key, fingerprintOf(entry), at);
  const { response, text } = tenant.execute(entry, key);
  if (digest(text) !== entry.answer) throw new Error('written by another version of the emulator, or changed by hand');
  if (key === null) return;
  if (response.executed) tenant.idempotency.save(key, { status: response.status, text, requestId: id });
  else tenant.idempotency.forgetUnsaved(key);
}
