import { freePort, startOnFreePorts } from '../../../libs/local/port';
import { untilReady, type Program } from '../../../libs/local/program';
import {
  registerStripeWebhooks,
  registerWooshPayWebhooks,
  startProcess,
  type EmulatorPlace,
  type StackContext,
} from './servers';

/** Our own two processes, run as in production. */

type Variables = Readonly<Record<string, string | undefined>>;

/** The worker process, which the demo kills. */
export interface WorkerHandle {
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /** Kills it as a crash would. */
  kill9(): Promise<void>;
  /** After kill9: a new one. */
  start(): Promise<void>;
}

/** Long, because the first start after a change compiles the workflow bundle on a busy machine. */
const startTimeoutMs = 60_000;

/** Starts the worker and waits until it polls. @throws EndedWhileStarting */
export async function startWorker(context: StackContext, env: Variables): Promise<WorkerHandle> {
  let killed: Program | undefined;
  const launch = async (): Promise<Program> => {
    let ready = false;
    const program: Program = await startProcess(context, {
      name: 'worker',
      kind: 'process',
      env,
      onLine: (line) => (ready ||= line.includes('"msg":"worker ready')),
      unexpected: () => killed !== program,
    });
    const answers = (): Promise<boolean> => Promise.resolve(ready);
    await untilReady({ name: 'The worker', timeoutMs: startTimeoutMs, program, answers });
    return program;
  };
  let current = await launch();
  return {
    get pid() {
      return current.pid;
    },
    kill9: async () => {
      killed = current;
      await current.kill9();
    },
    start: async () => {
      current = await launch();
    },
  };
}

/** Where the payment providers are played. */
export interface Emulators {
  readonly stripe: EmulatorPlace;
  readonly wooshPay: EmulatorPlace;
}

/**
 * Starts the API, to which the emulators send their events, and waits until it answers. Somebody may take its port at
 * any moment before: then it starts on another. @returns its address @throws EndedWhileStarting
 */
export function startApi(context: StackContext, emulators: Emulators, env: Variables): Promise<string> {
  return startOnFreePorts(async () => {
    const port = await freePort(context.ports === 'usual' ? 3000 : undefined);
    const url = `http://127.0.0.1:${port.toString()}`;
    const stripe = await registerStripeWebhooks(emulators.stripe, `${url}/v1/webhooks/stripe`);
    const wooshPay = await registerWooshPayWebhooks(emulators.wooshPay, `${url}/v1/webhooks/wooshpay`);
    try {
      const secrets = { STRIPE_WEBHOOK_SECRETS: stripe.secret, WOOSHPAY_WEBHOOK_SECRETS: wooshPay.secret };
      const own = { HOST: '127.0.0.1', PORT: port.toString(), DEFAULT_PAYMENT_PROVIDER: 'stripe', ...secrets };
      await startApiOnce(context, url, { ...own, ...env });
      return url;
    } catch (error) {
      await Promise.all([stripe.remove(), wooshPay.remove()]);
      throw error;
    }
  });
}

async function startApiOnce(context: StackContext, url: string, env: Variables): Promise<void> {
  let ready = false;
  const program = await startProcess(context, { name: 'api', kind: 'process', env, unexpected: () => ready });
  await untilReady({
    name: 'The API',
    timeoutMs: startTimeoutMs,
    program,
    answers: async () => {
      ready = (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
      return ready;
    },
  });
}
