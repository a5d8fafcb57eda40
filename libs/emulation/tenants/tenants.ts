import { createHash } from 'node:crypto';
import { parseLine } from '../journal/entry';
import type { ControlEntry, Recording } from '../journal/entry';
import { Journal } from '../journal/journal';
import type { JsonObject } from '../objects/json';
import { Replay } from './replay';
import type { Replayable } from './replay';

/** One API key: its account, and everything around it that knows time and network. */
export interface Inhabited<Own> extends Replayable {
  readonly record: Recording<Own>;
  close(): void;
}

/** How an emulator makes tenants, and makes them live again what its journal has. */
export interface Founding<T, Own> {
  /** `record` writes down what comes from outside. */
  readonly open: (seed: string, record: Recording<Own>) => T;
  /** Reads one of the emulator's own lines; throws when it is none. */
  readonly parse: (kind: string, value: JsonObject) => Own;
  readonly control: (tenant: T, entry: ControlEntry) => void;
  readonly own: (tenant: T, entry: Own) => void;
  /** Lets go what all tenants share. */
  readonly close: () => void;
}

/** All API keys seen so far: each has a world of its own. */
export class Tenants<T extends Inhabited<Own>, Own extends { readonly at: number }> {
  private readonly byKey = new Map<string, T>();
  private journal: Journal<Own> | undefined;
  private opened = 0;

  /**
   * Ids differ from start to start and from reset to reset, as a real service's never come twice. With a journal
   * everything is as it was at its end.
   */
  constructor(
    private readonly seed: string,
    private readonly founding: Founding<T, Own>,
    journalPath?: string,
  ) {
    if (journalPath === undefined) return;
    const { control, own, parse } = founding;
    const replay = new Replay<T, Own>({
      open: (key, accountSeed) => this.open(key, accountSeed),
      forget: (key) => {
        this.drop(key);
      },
      control,
      own,
    });
    // Until it is assigned nothing is written to it: what is replayed is in it already.
    this.journal = Journal.open<Own>(journalPath, (line) => {
      replay.take(parseLine(line, parse));
    });
    replay.finish();
  }

  named(key: string): T {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    this.opened += 1;
    const seed = `${this.seed}/${key}/${String(this.opened)}`;
    const tenant = this.open(key, seed);
    tenant.record(() => ({ kind: 'open', key, seed, clock: tenant.clock.snapshot() }));
    return tenant;
  }

  all(): T[] {
    return [...this.byKey.values()];
  }

  /** With their keys, in the order they came. */
  keyed(): [string, T][] {
    return [...this.byKey];
  }

  /** Undefined: nothing is kept. */
  journalState(): ReturnType<Journal<Own>['state']> | undefined {
    return this.journal?.state();
  }

  forget(key: string): void {
    this.byKey.get(key)?.record(() => ({ kind: 'reset' }));
    this.drop(key);
  }

  close(): void {
    for (const key of [...this.byKey.keys()]) this.drop(key);
    this.founding.close();
    this.journal?.close();
  }

  private open(key: string, seed: string): T {
    const record: Recording<Own> = (entry) => {
      this.journal?.append(tenant.account.id, entry());
    };
    const tenant: T = this.founding.open(seed, record);
    this.byKey.set(key, tenant);
    return tenant;
  }

  private drop(key: string): void {
    this.byKey.get(key)?.close();
    this.byKey.delete(key);
  }
}

/** Enough of an answer's hash to see that a replay went another way. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
