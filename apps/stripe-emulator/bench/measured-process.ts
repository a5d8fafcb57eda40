import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { isJsonObject } from '../../../libs/emulation/objects/json';
import { startEmulator } from '../src/server';
import { startBareServer } from './bare-server';

/** A server in a process of its own, so that it has one core and the clients another. */
export interface MeasuredProcess {
  readonly url: string;
  /** Processor time that the process has used so far, in milliseconds. */
  cpuMs(): Promise<number>;
  /** Bytes that it keeps, weighed after a collection of garbage; which takes processor time of its own. */
  keptBytes(): Promise<number>;
  /** Ends the process. */
  stop(): void;
}

export type Served =
  | { readonly kind: 'emulator' }
  /** Its answers are that long. */
  | { readonly kind: 'bare server'; readonly answerBytes: number };

type Question = 'cpuMs' | 'keptBytes';

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
    cpuMs: async () => asked(child, 'cpuMs'),
    keptBytes: async () => asked(child, 'keptBytes'),
    stop: () => {
      child.disconnect();
    },
  };
}

async function asked(child: ChildProcess, question: Question): Promise<number> {
  child.send(question);
  const answer = await messageOf(child);
  return Number(answer[question]);
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
  process.on('message', (question) => {
    process.send?.(question === 'cpuMs' ? { cpuMs: cpuMs() } : { keptBytes: keptBytes() });
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url });
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function keptBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

if (process.argv[2] === SERVE) {
  serve(JSON.parse(process.argv[3] ?? 'null')).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
}
