import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Database } from '../../../../libs/postgres/database/database';
import { noteKeyUse } from '../../../../libs/postgres/sessions/key-use-store';
import { DATABASE, LOGGER } from '../tokens';

/** A use is written down no more often than this, by each process: used or unused is all that anybody asks. */
const NOTED_EVERY_MS = 60_000;

/** Remembers when each key was last used, behind the requests: none waits for it, and none fails with it. */
@Injectable()
export class KeyUses {
  private readonly noted = new Map<string, number>();
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** @param keyName of a key of this deployment: there are few */
  note(keyName: string): void {
    const now = Date.now();
    if (now - (this.noted.get(keyName) ?? -Infinity) < NOTED_EVERY_MS) return;
    this.noted.set(keyName, now);
    const noting = this.write(keyName, new Date(now).toISOString()).finally(() => this.underWay.delete(noting));
    this.underWay.add(noting);
  }

  /** Resolves when nothing is under way. */
  async drained(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async write(keyName: string, at: string): Promise<void> {
    try {
      await noteKeyUse(this.database, keyName, at);
    } catch (error) {
      this.log.warn(
        { keyName, err: error },
        'when this key was last used is not written down; a use a minute from now will be',
      );
    }
  }
}
