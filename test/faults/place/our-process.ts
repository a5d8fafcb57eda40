import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { untilReady, type Program } from '../../../libs/local/program';
import { startProcess, type StackContext } from '../../../apps/local/src/servers';

/** A process of the product's that is killed and started again. */
export interface OurProcess {
  /** Starts what will take its place: it reads its code, which takes longest, and waits. Harmless to repeat. */
  prepare(): Promise<void>;
  /** Ends it as a crash would, and lets another begin; returns when that one works. */
  replace(): Promise<void>;
  /** How often it ended though nobody had killed it, each time with its last lines. */
  readonly deaths: readonly string[];
}

export interface OurProcessOptions {
  readonly name: 'api' | 'worker';
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of its log, once it can work. */
  readonly readyLine: string;
}

/** A busy machine compiles the workflow bundle slowly. */
const START_TIMEOUT_MS = 60_000;

/** Of the compiled code, what each program is put together by: all of its code hangs on it. */
const COMPOSITION = { api: 'dist/apps/api/src/api.js', worker: 'dist/apps/worker/src/compose.js' } as const;

const STANDBY = resolve('dist/test/faults/place/standby.js');

/** A process that has read its code, and begins when it is told to. */
interface Standby {
  /** @returns once it can work */
  begin(): Promise<Program>;
}

export async function startOurProcess(context: StackContext, options: OurProcessOptions): Promise<OurProcess> {
  const { name } = options;
  const deaths: string[] = [];
  let killed: Program | undefined;
  let next: Promise<Standby> | undefined;
  const launch = async (): Promise<Program> => {
    const standby = next ?? standBy(context, options);
    next = undefined;
    const program = await (await standby).begin();
    void program.ended.then((how) => {
      if (context.teardown.begun || killed === program) return;
      deaths.push(`apps/${name} ended by itself (${how}). Its last lines:\n${program.tail()}`);
      void replaceDead();
    });
    return program;
  };
  let current = await launch();
  /** One death must not fail every order that comes after it. */
  const replaceDead = async (): Promise<void> => {
    current = await launch();
  };
  return {
    deaths,
    prepare: async () => {
      await (next ??= standBy(context, options));
    },
    replace: async () => {
      killed = current;
      await current.kill9();
      current = await launch();
    },
  };
}

async function standBy(context: StackContext, { name, env, readyLine }: OurProcessOptions): Promise<Standby> {
  let ready = false;
  const beginsWith = join(context.logs, `${name}-${randomUUID()}.begins`);
  // What was broken on purpose is broken before the code is read.
  const loadedFirst = [env['NODE_OPTIONS'], `--require ${JSON.stringify(STANDBY)}`].filter(Boolean).join(' ');
  const program = await startProcess(context, {
    name,
    kind: 'process',
    env: {
      ...env,
      NODE_OPTIONS: loadedFirst,
      STANDBY_LOADS: resolve(COMPOSITION[name]),
      STANDBY_BEGINS_WITH: beginsWith,
    },
    onLine: (line) => (ready ||= line.includes(readyLine)),
    unexpected: () => false,
  });
  return {
    begin: async () => {
      await writeFile(beginsWith, '');
      const answers = (): Promise<boolean> => Promise.resolve(ready);
      await untilReady({ name: `The ${name}`, timeoutMs: START_TIMEOUT_MS, program, answers });
      return program;
    },
  };
}
