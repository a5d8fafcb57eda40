import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../../../../libs/config/api-keys';

interface KnownKey {
  readonly owner: ApiKey;
  readonly digest: Buffer;
}

/** The keys of this deployment, as digests. */
export class KeyRing {
  private readonly keys: readonly KnownKey[];

  constructor(keys: readonly ApiKey[]) {
    this.keys = keys.map((owner) => ({ owner, digest: digestOf(owner.key) }));
  }

  /** Without keys the API is open. */
  get isEmpty(): boolean {
    return this.keys.length === 0;
  }

  /** @param authorization the header, `Bearer <key>` */
  ownerOf(authorization: string | undefined): ApiKey | undefined {
    const sent = /^Bearer +([A-Za-z0-9_-]+) *$/i.exec(authorization ?? '')?.[1];
    if (sent === undefined) return undefined;
    const digest = digestOf(sent);
    // Every key is compared, and whole: how long it takes tells nothing about any of them.
    const matches = this.keys.map((key) => timingSafeEqual(key.digest, digest));
    return this.keys[matches.indexOf(true)]?.owner;
  }

  /** The SHA-256, in hexadecimal, of the key of that name; undefined when there is none. */
  digestOfKeyNamed(name: string): string | undefined {
    return this.named(name)?.digest.toString('hex');
  }

  /** Who has the key of that name, as long as it is the very key it was. @param digest of `digestOfKeyNamed` */
  ownerNamed(name: string, digest: string): ApiKey | undefined {
    const known = this.named(name);
    return known?.digest.toString('hex') === digest ? known.owner : undefined;
  }

  private named(name: string): KnownKey | undefined {
    return this.keys.find(({ owner }) => owner.name === name);
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
