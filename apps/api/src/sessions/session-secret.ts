import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The secret of a session, and what is made of it. */

/** 256 bits: as hard to guess as a key. */
const SECRET_BYTES = 32;

/** A new secret, for a cookie: 43 characters that need no quotes. */
export function newSessionSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Under which the session is stored: whoever reads the table cannot sign in with it. Hexadecimal. */
export function digestOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** What a page sends along when it changes something: only who was told by the API has it. */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('holdfast csrf token').digest('base64url');
}

/** Whether the token that came with a request is that of its session. */
export function isCsrfTokenOf(secret: string, sent: string | string[] | undefined): boolean {
  if (typeof sent !== 'string') return false;
  const [expected, got] = [csrfTokenOf(secret), sent].map((token) => createHash('sha256').update(token).digest());
  return expected !== undefined && got !== undefined && timingSafeEqual(expected, got);
}
