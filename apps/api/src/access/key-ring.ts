import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../../../../libs/config/api-keys';

/** The keys of this deployment, as digests. */
export class KeyRing {
  private readonly keys: readonly { readonly owner: ApiKey; readonly digest: Buffer }[];

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
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
