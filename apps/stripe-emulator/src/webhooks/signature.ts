import { createHmac } from 'node:crypto';

/** `Stripe-Signature` (documented): the secret is the key as it stands, `whsec_` included. */
export function signatureHeader(secret: string, payload: string, unixSeconds: number): string {
  const time = String(unixSeconds);
  const digest = createHmac('sha256', secret).update(`${time}.${payload}`).digest('hex');
  return `t=${time},v1=${digest}`;
}
