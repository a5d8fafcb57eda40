import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../apps/local/src/stack';

/** How the soak talks to the API and behind its back. */

const GIVE_UP_AFTER_MS = 120_000;

/**
 * POSTs until there is an answer that is one: 503 and 504 say that repeating is safe, and so does a lost connection.
 * @returns the status, 4xx included
 */
export async function requestUntilAnswered({ apiUrl }: Stack, path: string, body: object): Promise<number> {
  const end = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const status = await statusOf(`${apiUrl}${path}`, body);
    if (status !== undefined && status < 500) return status;
    if (Date.now() > end) throw new Error(`POST ${path} had no answer within ${GIVE_UP_AFTER_MS.toString()} ms`);
    await pause(200);
  }
}

async function statusOf(url: string, body: object): Promise<number | undefined> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}

export async function stripeCall({ emulator }: Stack, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${emulator.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status.toString()}: ${await answer.text()}`);
  return answer.json();
}
