import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { isJsonObject } from '../../../libs/emulation/objects/json';
import { startEmulator } from '../src/server';
import { startBareServer } from './bare-server';

/** A server in a process of its own, so that it has one core and the clients another. */
export interface MeasuredProcess {
  readonly url: string;
  /** What the process has used so far, asked after a collection of garbage: what is weighed is what is kept. */
  usage(): Promise<Usage>;
  /** Ends the process. */
  stop(): void;
}

export interface Usage {
  /** Processor time, in milliseconds. */
  readonly cpuMs: number;
  readonly heapBytes: number;
}

export type Served =
  | { readonly kind: 'emulator' }
  /** Its answers are that long. */
  | { readonly kind: 'bare server'; readonly answerBytes: number };

/** What the forked process is: this file with what it serves. */
const SERVE = '--serve';

/** Starts the server in its process. */
export async function startMeasured(served: Served): Promise<MeasuredProcess> {
  // Node's own options go along: --cpu-prof says where the time goes.
  const child = fork(__filename, [SERVE, JSON.stringify(served)], { execArgv: [...process.execArgv, '--expose-gc'] });
  const { url } = await messageOf(child);
  if (typeof url !== 'string') throw new Error(`The ${served.kind} did not start`);
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
      else reject(new Error('The measured process said nothing of use'));
    });
  });
}

async function serve(served: unknown): Promise<void> {
  const answerBytes = isJsonObject(served) ? served['answerBytes'] : undefined;
  const { url } = typeof answerBytes === 'number' ? await startBareServer(answerBytes) : await startEmulator();
  process.on('message', () => {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1000, heapBytes: process.memoryUsage().heapUsed });
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url });
}

if (process.argv[2] === SERVE) {
  serve(JSON.parse(process.argv[3] ?? 'null')).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
}
