import { addSeconds, secondsBetween } from '../../domain/orders/deadline';
import type { Database } from '../database/database';

/** People who are signed in to the console. */

/** How long a session may lie unused: a browser that somebody left is not found open after lunch. */
const IDLE_SECONDS = 30 * 60;

/** How long a session lasts, however much it is used: a long working day. */
const LONGEST_SECONDS = 12 * 60 * 60;

/** A use is written down no more often than this: a page asks many things at once. */
const NOTED_EVERY_SECONDS = 60;

/** So long after their end sessions are deleted, with the next sign-in: what happened can still be looked into. */
const KEPT_SECONDS = 7 * 24 * 60 * 60;

/** Who is signed in, and with which key. */
export interface SessionRecord {
  readonly keyName: string;
  /** SHA-256 of the key, hexadecimal. */
  readonly keyDigest: string;
  readonly person: string;
  /** ISO 8601: the session ends then, or earlier if it is not used. */
  readonly endsAt: string;
}

/**
 * Signs a person in. Once for a secret: a second time breaks the table's key.
 * @param secretDigest SHA-256 of the secret that the browser gets, hexadecimal: unique
 * @param at ISO 8601
 */
export async function beginSession(
  database: Database,
  secretDigest: string,
  { keyName, keyDigest, person }: Omit<SessionRecord, 'endsAt'>,
  at: string,
): Promise<SessionRecord> {
  const endsAt = addSeconds(at, LONGEST_SECONDS);
  await database.deleteFrom('console_sessions').where('ends_at', '<', addSeconds(at, -KEPT_SECONDS)).execute();
  await database
    .insertInto('console_sessions')
    .values({
      secret_digest: secretDigest,
      key_name: keyName,
      key_digest: keyDigest,
      person,
      created_at: at,
      last_used_at: at,
      ends_at: endsAt,
    })
    .execute();
  return { keyName, keyDigest, person, endsAt };
}

/**
 * The session of a secret, which goes on by being used. May be repeated.
 * @param at ISO 8601
 * @returns undefined when there is none, or it ended
 */
export async function useSession(
  database: Database,
  secretDigest: string,
  at: string,
): Promise<SessionRecord | undefined> {
  const found = await database
    .selectFrom('console_sessions')
    .select(['key_name', 'key_digest', 'person', 'last_used_at', 'ends_at'])
    .where('secret_digest', '=', secretDigest)
    .where('ends_at', '>', at)
    .where('last_used_at', '>', addSeconds(at, -IDLE_SECONDS))
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { key_name: keyName, key_digest: keyDigest, person, last_used_at: lastUsedAt, ends_at: endsAt } = found;
  if (secondsBetween(lastUsedAt, at) >= NOTED_EVERY_SECONDS) {
    await database
      .updateTable('console_sessions')
      .set({ last_used_at: at })
      .where('secret_digest', '=', secretDigest)
      .execute();
  }
  return { keyName, keyDigest, person, endsAt };
}

/** Signs out; a session that is not there, or has ended, is no error. May be repeated. */
export async function endSession(database: Database, secretDigest: string): Promise<void> {
  await database.deleteFrom('console_sessions').where('secret_digest', '=', secretDigest).execute();
}
