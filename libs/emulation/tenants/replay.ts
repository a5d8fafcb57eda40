import type { Clock, ClockState } from '../clock/clock';
import type { IdempotencyKeys } from '../http/idempotency-keys';
import type { ControlEntry, DeliveryEntry, Line, PlainEntry } from '../journal/entry';

/** An account that can live again what a journal has of it. */
export interface Replayable {
  readonly account: { readonly id: string };
  readonly clock: Clock;
  readonly idempotency: IdempotencyKeys;
  readonly webhooks: { suspend(): void; replay(ending: DeliveryEntry): void };
  /** Does what has fallen due by now. */
  catchUp(): number;
  /** Goes on after the replay of so many lines. */
  resume(lines: number): void;
}

/** How lines become what happened. */
export interface Lives<T, Own> {
  readonly open: (key: string, seed: string) => T;
  readonly forget: (key: string) => void;
  readonly control: (tenant: T, entry: ControlEntry) => void;
  readonly own: (tenant: T, entry: Own) => void;
}

interface Replayed<T> {
  readonly key: string;
  readonly tenant: T;
  /** The clock to go on with after the last line. */
  clock: ClockState;
  lines: number;
}

/** Lives the lines of a journal again, each at its own time; nothing is sent meanwhile. */
export class Replay<T extends Replayable, Own extends { readonly at: number }> {
  private readonly byAccount = new Map<string, Replayed<T>>();

  constructor(private readonly lives: Lives<T, Own>) {}

  take(line: Line<Own>): void {
    if ('plain' in line && line.plain.kind === 'open') {
      this.begin(line.account, line.plain);
      return;
    }
    const replayed = this.byAccount.get(line.account);
    if (replayed === undefined) throw new Error(`nothing has opened the account ${line.account}`);
    replayed.lines += 1;
    if ('plain' in line) {
      this.happenAgain(line.account, replayed, line.plain);
      return;
    }
    standAt(replayed.tenant, line.own.at);
    this.lives.own(replayed.tenant, line.own);
  }

  /** Lets the clocks go on and sends what was on its way. */
  finish(): void {
    for (const { clock, lines, tenant } of this.byAccount.values()) {
      tenant.clock.restore(clock);
      tenant.resume(lines);
    }
  }

  private begin(account: string, { clock, key, seed }: Extract<PlainEntry, { kind: 'open' }>): void {
    const tenant = this.lives.open(key, seed);
    if (tenant.account.id !== account) throw new Error('written by another version of the emulator');
    tenant.webhooks.suspend();
    this.byAccount.set(account, { key, tenant, clock, lines: 0 });
  }

  private happenAgain(account: string, replayed: Replayed<T>, entry: PlainEntry): void {
    const { key, tenant } = replayed;
    switch (entry.kind) {
      case 'open':
        return;
      case 'reset':
        this.lives.forget(key);
        this.byAccount.delete(account);
        return;
      case 'clock':
        replayed.clock = entry.clock;
        return;
      case 'saved':
        standAt(tenant, entry.at);
        tenant.idempotency.begin(entry.idempotency_key, entry.fingerprint, entry.at);
        tenant.idempotency.save(entry.idempotency_key, { ...entry, requestId: entry.id });
        return;
      case 'control':
        standAt(tenant, entry.at);
        this.lives.control(tenant, entry);
        return;
      case 'delivery':
        standAt(tenant, entry.at);
        tenant.webhooks.replay(entry);
        return;
    }
  }
}

function standAt(tenant: Replayable, base: number): void {
  tenant.clock.restore({ base, realBase: 0, frozen: true, scale: 1 });
  tenant.catchUp();
}
