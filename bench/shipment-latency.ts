import { z } from 'zod';
import { startStack, type Stack } from '../apps/local/src/stack';
import { captureKey } from '../libs/domain/provider/idempotency-key';
import { placeOrder, shipUnit } from './orders';

/**
 * How long a shop waits for `POST …/shipments`, less the time the emulator takes to capture: what Holdfast, Temporal and
 * PostgreSQL add. Run with `node tools/run.mjs bench shipment-latency`.
 */

const SHIPMENTS = 200;
const WARM_UP = 30;
const SHIPMENT_COUNTS = 3;

async function main(): Promise<void> {
  const stack = await startStack({ env: process.env });
  try {
    await measure(stack, 'warm-up', 1, WARM_UP);
    const rows = [];
    for (const atATime of [1, 10]) rows.push(await measure(stack, 'run', atATime, SHIPMENTS));
    const base = rows[0]?.p50 ?? 1;
    process.stdout.write('\nPOST …/shipments to 201, less the emulator, in ms\n');
    for (const { atATime, p50, p99, perSecond } of rows) {
      process.stdout.write(
        `${atATime.toString().padStart(3)} at a time: p50 ${p50.toFixed(1)}, p99 ${p99.toFixed(1)}, ` +
          `${perSecond.toFixed(1)} shipments/s, p50 is ${(p50 / base).toFixed(2)} of one at a time\n`,
      );
    }
  } finally {
    await stack.stop();
  }
}

interface Row {
  readonly atATime: number;
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

/** Each shop places an order of three shipments, ships them one after the other, and goes on with its next order. */
async function measure(stack: Stack, name: string, atATime: number, shipments: number): Promise<Row> {
  const waiting = Array.from(
    { length: Math.ceil(shipments / SHIPMENT_COUNTS) },
    (_, index) => `${name}-${atATime.toString()}-${index.toString()}`,
  );
  const start = performance.now();
  const took: { key: string; ms: number }[] = [];
  const shop = async (): Promise<void> => {
    for (let orderId = waiting.shift(); orderId !== undefined; orderId = waiting.shift()) {
      await placeOrder(stack, orderId, SHIPMENT_COUNTS);
      for (let number = 1; number <= SHIPMENT_COUNTS; number += 1) {
        const shipmentId = number.toString();
        took.push({ key: captureKey(orderId, shipmentId, 1), ms: await shipUnit(stack, orderId, shipmentId) });
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, shop));
  const seconds = (performance.now() - start) / 1000;
  const atEmulator = await captureDurations(stack);
  const added = took.map(({ key, ms }) => ms - (atEmulator.get(key) ?? 0)).sort((a, b) => a - b);
  return { atATime, p50: percentile(added, 50), p99: percentile(added, 99), perSecond: took.length / seconds };
}

const logged = z.object({
  requests: z.array(z.object({ idempotency_key: z.string().nullable(), duration_ms: z.number() })),
});

async function captureDurations({ emulator }: Stack): Promise<Map<string, number>> {
  const answer = await fetch(`${emulator.url}/_emulator/requests?path=/v1/payment_intents/*/capture`, {
    headers: { authorization: `Bearer ${emulator.apiKey}` },
  });
  const { requests } = logged.parse(await answer.json());
  // Before our key stands the deployment's name.
  return new Map(requests.map(({ idempotency_key: key, duration_ms: ms }) => [key?.replace(/^[^/]+\//, '') ?? '', ms]));
}

function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
