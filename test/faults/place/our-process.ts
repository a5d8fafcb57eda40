import { untilReady, type Program } from '../../../libs/local/program';
import { startProcess, type StackContext } from '../../../apps/local/src/servers';

/** A process of the product's that is killed and started again. */
export interface OurProcess {
  /** Ends it as a crash would, and starts another. */
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

export async function startOurProcess(context: StackContext, options: OurProcessOptions): Promise<OurProcess> {
  const { name, env, readyLine } = options;
  const deaths: string[] = [];
  let killed: Program | undefined;
  const launch = async (): Promise<Program> => {
    let ready = false;
    const program: Program = await startProcess(context, {
      name,
      kind: 'process',
      env,
      onLine: (line) => (ready ||= line.includes(readyLine)),
      unexpected: () => false,
    });
    const answers = (): Promise<boolean> => Promise.resolve(ready);
    await untilReady({ name: `The ${name}`, timeoutMs: START_TIMEOUT_MS, program, answers });
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
    replace: async () => {
      killed = current;
      await current.kill9();
      current = await launch();
    },
  };
}
