import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startStack, type Stack } from '../apps/local/src/stack';
import { placeOrder, shipUnit } from './orders';

/**
 * How soon an event is at the shop's endpoint after its fact was recorded, at 50 orders a minute with three shipments
 * each, and how many events a second can be read. Run with `node tools/run.mjs bench event-feed [minutes]`.
 */

const ORDERS_A_MINUTE = 50;
const SHIPMENTS = 3;
const READ_FOR_MS = 10_000;

const SECRET = `whsec_${Buffer.alloc(32, 'bench').toString('base64')}`;

async function main(): Promise<void> {
  const minutes = Number(process.argv[2] ?? '2');
  const delays: number[] = [];
  const receiver = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const { timestamp } = z.object({ timestamp: z.string() }).parse(JSON.parse(Buffer.concat(chunks).toString()));
      delays.push(Date.now() - Date.parse(timestamp));
      response.writeHead(204).end();
    })();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port.toString()}/`;
  const apiEnv = { EVENT_ENDPOINTS: `bench ${url} ${SECRET}`, EVENT_ENDPOINTS_INTERNAL: 'allowed' };
  const stack = await startStack({ env: process.env, apiEnv, ports: 'free' });
  try {
    const orders = Math.round(minutes * ORDERS_A_MINUTE);
    const lives: Promise<void>[] = [];
    for (let number = 1; number <= orders; number += 1) {
      lives.push(live(stack, `feed-${number.toString()}`));
      await pause(60_000 / ORDERS_A_MINUTE);
    }
    await Promise.all(lives);
    await pause(5_000);
    process.stdout.write(
      `${delays.length.toString()} events of ${orders.toString()} orders pushed: ${spread(delays)}\n`,
    );
    process.stdout.write(`${(await readRate(stack)).toFixed(0)} events a second read\n`);
  } finally {
    await stack.stop();
    receiver.close();
  }
}

async function live(stack: Stack, orderId: string): Promise<void> {
  await placeOrder(stack, orderId, SHIPMENTS);
  for (let number = 1; number <= SHIPMENTS; number += 1) await shipUnit(stack, orderId, number.toString());
}

function spread(delays: readonly number[]): string {
  const sorted = delays.toSorted((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toString();
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms after the fact`;
}

const page = z.object({ events: z.array(z.unknown()), next: z.string() });

/** By one reader, over and over from the oldest on. */
async function readRate({ apiUrl }: Stack): Promise<number> {
  const begun = performance.now();
  let read = 0;
  let after = '';
  while (performance.now() - begun < READ_FOR_MS) {
    const answer = await fetch(`${apiUrl}/v1/events?limit=500${after}`);
    const { events, next } = page.parse(await answer.json());
    read += events.length;
    after = events.length === 0 ? '' : `&after=${next}`;
  }
  return read / ((performance.now() - begun) / 1000);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
