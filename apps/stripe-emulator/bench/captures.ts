import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { isJsonObject } from '../../../libs/emulation/objects/json';
import { startEmulator } from '../src/server';

/**
 * Captures a second of one emulator process, what a capture takes, and what a PaymentIntent weighs. The emulator runs in
 * a process of its own, so that it has one core and the clients another. Run: npm run build && node
 * dist/apps/stripe-emulator/bench/captures.js [--clients 1,8] [--captures 20000]
 */
const KEY = 'sk_test_bench';
const PARTS = 50;
const WEIGHED = 5000;
const WARM_UP = 2000;
const TARGET = { perSecond: 2000, p99: 10 };

/** The emulator's process answers with what it has used so far. */
interface Usage {
  readonly cpuMs: number;
  readonly heapBytes: number;
}

interface Emulator {
  readonly url: string;
  usage(): Promise<Usage>;
  stop(): void;
}

async function serve(): Promise<void> {
  const emulator = await startEmulator();
  process.on('message', () => {
    // The process was started with --expose-gc: what is weighed is what is kept.
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1000, heapBytes: process.memoryUsage().heapUsed });
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url: emulator.url });
}

async function start(): Promise<Emulator> {
  const child = fork(__filename, ['--serve'], { execArgv: ['--expose-gc'] });
  const { url } = await messageOf(child);
  if (typeof url !== 'string') throw new Error('The emulator did not start');
  return {
    url,
    usage: async () => {
      child.send('usage');
      const { cpuMs, heapBytes } = await messageOf(child);
      return { cpuMs: Number(cpuMs), heapBytes: Number(heapBytes) };
    },
    stop: () => {
      child.disconnect();
    },
  };
}

async function messageOf(child: ChildProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      if (isJsonObject(message)) resolve(message);
      else reject(new Error('The emulator said nothing of use'));
    });
  });
}

/** One keep-alive connection. */
class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly url: string) {}

  async post(path: string, body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
      };
      const sent = request(`${this.url}${path}`, { method: 'POST', agent: this.agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(text));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  async hold(): Promise<string> {
    const card = 'payment_method=pm_card_visa&payment_method_options[card][request_multicapture]=if_available';
    const text = await this.post(
      '/v1/payment_intents',
      `amount=100000&currency=usd&capture_method=manual&confirm=true&return_url=https://shop.example&${card}`,
    );
    const made: unknown = JSON.parse(text);
    const id = isJsonObject(made) ? made['id'] : undefined;
    if (typeof id !== 'string') throw new Error('No PaymentIntent');
    return id;
  }

  close(): void {
    this.agent.destroy();
  }
}

interface Measured {
  readonly took: readonly number[];
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Each client captures its own holds in parts, one after the other; the holds are made before the clock runs. */
async function capture(emulator: Emulator, clients: number, captures: number): Promise<Measured> {
  const connections = Array.from({ length: clients }, () => new Client(emulator.url));
  const each = Math.ceil(captures / clients);
  const holds = await Promise.all(
    connections.map(async (client) => {
      const ids: string[] = [];
      while (ids.length * PARTS < each) ids.push(await client.hold());
      return ids;
    }),
  );
  const took: number[] = [];
  const before = await emulator.usage();
  const started = performance.now();
  await Promise.all(
    connections.map(async (client, at) => {
      for (let count = 0; count < each; count += 1) {
        const id = holds[at]?.[Math.floor(count / PARTS)] ?? '';
        const sentAt = performance.now();
        await client.post(`/v1/payment_intents/${id}/capture`, 'amount_to_capture=10&final_capture=false');
        took.push(performance.now() - sentAt);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const after = await emulator.usage();
  for (const client of connections) client.close();
  return { took, seconds, cpuSeconds: (after.cpuMs - before.cpuMs) / 1000 };
}

function print(clients: number, { took, seconds, cpuSeconds }: Measured): void {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(2);
  say(
    `${String(clients).padStart(3)} clients: ${(took.length / seconds).toFixed(0).padStart(6)} captures/s, ` +
      `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms; ` +
      `${(took.length / cpuSeconds).toFixed(0)} captures in a second of processor time`,
  );
}

/** Memory kept for one hold, and for each capture of it: charge, events, log and all. */
async function weigh(emulator: Emulator): Promise<void> {
  const client = new Client(emulator.url);
  const empty = await emulator.usage();
  const ids: string[] = [];
  while (ids.length < WEIGHED) ids.push(await client.hold());
  const held = await emulator.usage();
  for (const id of ids)
    await client.post(`/v1/payment_intents/${id}/capture`, 'amount_to_capture=10&final_capture=false');
  const captured = await emulator.usage();
  client.close();
  const kilobytes = (more: Usage, less: Usage): string =>
    ((more.heapBytes - less.heapBytes) / WEIGHED / 1024).toFixed(1);
  say(`memory: ${kilobytes(held, empty)} KiB for a hold, ${kilobytes(captured, held)} KiB for a capture`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      serve: { type: 'boolean', default: false },
      clients: { type: 'string', default: '1,8' },
      captures: { type: 'string', default: '20000' },
    },
  });
  if (values.serve) {
    await serve();
    return;
  }
  say(`Node ${process.version}, ${String(availableParallelism())} × ${cpus()[0]?.model ?? 'unknown processor'}`);
  const weighing = await start();
  await weigh(weighing);
  weighing.stop();
  const emulator = await start();
  await capture(emulator, 8, WARM_UP);
  say(`target: ${String(TARGET.perSecond)} captures/s, p99 under ${String(TARGET.p99)} ms`);
  for (const clients of values.clients.split(',').map(Number)) {
    print(clients, await capture(emulator, clients, Number(values.captures)));
  }
  emulator.stop();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
