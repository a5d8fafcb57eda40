import type { ClockState } from '../clock';
import { changeAccount } from '../control/account';
import { Fields } from '../control/fields';
import { changeWebhooks } from '../control/webhooks';
import { fingerprintOf, keyIn } from '../http/idempotency';
import { digest } from '../http/tenant';
import type { Tenant } from '../http/tenant';
import { accountOf } from '../stripe/connected-accounts/objects-of-seller';
import { findChallenged } from '../stripe/challenges';
import { parseForm } from '../wire/form';
import type { Entry, Line } from './entry';

interface Replayed {
  readonly key: string;
  readonly tenant: Tenant;
  /** The clock to go on with after the last line. */
  clock: ClockState;
  lines: number;
}

/** Lives the lines of a journal again, each at its own time; nothing is sent meanwhile. */
export class Replay {
  private readonly byAccount = new Map<string, Replayed>();

  constructor(
    private readonly open: (key: string, seed: string) => Tenant,
    private readonly forget: (key: string) => void,
  ) {}

  take({ account, entry }: Line): void {
    if (entry.kind === 'open') {
      this.begin(account, entry);
      return;
    }
    const replayed = this.byAccount.get(account);
    if (replayed === undefined) throw new Error(`nothing has opened the account ${account}`);
    replayed.lines += 1;
    if (entry.kind === 'reset') {
      this.forget(replayed.key);
      this.byAccount.delete(account);
    } else if (entry.kind === 'clock') {
      replayed.clock = entry.clock;
    } else {
      const { tenant } = replayed;
      tenant.clock.restore(standingAt(entry.at));
      tenant.catchUp();
      happenAgain(tenant, entry);
    }
  }

  /** Lets the clocks go on and sends what was on its way. */
  finish(): void {
    for (const { clock, lines, tenant } of this.byAccount.values()) {
      tenant.clock.restore(clock);
      tenant.resume(lines);
    }
  }

  private begin(account: string, { clock, key, seed }: Extract<Entry, { kind: 'open' }>): void {
    const tenant = this.open(key, seed);
    if (tenant.account.id !== account) throw new Error('written by another version of the emulator');
    tenant.webhooks.suspend();
    this.byAccount.set(account, { key, tenant, clock, lines: 0 });
  }
}

function standingAt(base: number): ClockState {
  return { base, realBase: 0, frozen: true, scale: 1 };
}

function happenAgain(tenant: Tenant, entry: Exclude<Entry, { kind: 'open' | 'clock' | 'reset' }>): void {
  switch (entry.kind) {
    case 'request':
      requestAgain(tenant, entry);
      return;
    case 'saved':
      tenant.idempotency.begin(entry.idempotency_key, entry.fingerprint, entry.at);
      tenant.idempotency.save(entry.idempotency_key, { ...entry, requestId: entry.id });
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
    case 'control':
      if (entry.call === 'account') changeAccount(tenant, Fields.parse(entry.body));
      else changeWebhooks(tenant, Fields.parse(entry.body));
      return;
    case 'delivery':
      tenant.webhooks.replay(entry);
      return;
  }
}

function requestAgain(tenant: Tenant, entry: Extract<Entry, { kind: 'request' }>): void {
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
