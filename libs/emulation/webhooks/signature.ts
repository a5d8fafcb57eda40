import { createHmac } from 'node:crypto';

/** `t=<seconds>,v1=<hex>` over `<seconds>.<payload>`: the secret is the key as it stands, its prefix included. */
export function signatureHeader(secret: string, payload: string, unixSeconds: number): string {
  const time = String(unixSeconds);
  const digest = createHmac('sha256', secret).update(`${time}.${payload}`).digest('hex');
  return `t=${time},v1=${digest}`;
}
