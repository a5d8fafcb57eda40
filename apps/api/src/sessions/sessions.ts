import { Inject, Injectable } from '@nestjs/common';
import type { ApiConfig } from '../../../../libs/config/config';
import type { Database } from '../../../../libs/postgres/database/database';
import { beginSession, endSession, useSession } from '../../../../libs/postgres/sessions/session-store';
import type { Client, ClientSession } from '../access/client';
import { KeyRing } from '../access/key-ring';
import { API_CONFIG, DATABASE } from '../tokens';
import { digestOfSecret, newSessionSecret } from './session-secret';

/** Signs people in and out, and knows them again. */
@Injectable()
export class Sessions {
  private readonly keys: KeyRing;

  constructor(
    @Inject(API_CONFIG) { apiKeys }: ApiConfig,
    @Inject(DATABASE) private readonly database: Database,
  ) {
    this.keys = new KeyRing(apiKeys);
  }

  /** @param keyName of a key that this request came with */
  async begin(keyName: string, person: string): Promise<ClientSession> {
    const keyDigest = this.keys.digestOfKeyNamed(keyName);
    if (keyDigest === undefined) throw new Error(`Bug! Key ${keyName} was just used, and is not in API_KEYS`);
    const secret = newSessionSecret();
    const begun = { keyName, keyDigest, person };
    const { endsAt } = await beginSession(this.database, digestOfSecret(secret), begun, new Date().toISOString());
    return { secret, person, endsAt };
  }

  /** Who is signed in by this secret; undefined: nobody, no longer, or with a key that is no longer one. */
  async find(secret: string): Promise<Client | undefined> {
    const found = await useSession(this.database, digestOfSecret(secret), new Date().toISOString());
    if (found === undefined) return undefined;
    const owner = this.keys.ownerNamed(found.keyName, found.keyDigest);
    if (owner === undefined) return undefined;
    const { name, access } = owner;
    return { name, access, session: { secret, person: found.person, endsAt: found.endsAt } };
  }

  /** May be repeated. */
  async end(secret: string): Promise<void> {
    await endSession(this.database, digestOfSecret(secret));
  }
}
