import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TemporalAddress } from '../../libs/temporal/connection';
import type { HistoryCost } from '../../libs/temporal/history-cost';
import type { Lived, Load } from '../load';

/** What the process of the bare flow is asked. */
export interface BareRequest {
  /** Of this run: its workflows are named by it. */
  readonly name: string;
  readonly load: Load;
}

/** What that process tells. */
export type BareTold =
  | { readonly kind: 'ready' | 'began' | 'ended' }
  | {
      readonly kind: 'lived';
      readonly seconds: number;
      readonly shipmentMs: number[];
      readonly cost: HistoryCost;
    };

export interface BareFlow {
  /** Of the process that is both worker and client. */
  readonly pid: number;
  /** @param sample taken when the measured time begins, and when it ends */
  live<Sample>(request: BareRequest, sample: () => Promise<Sample>): Promise<Lived<Sample> & { cost: HistoryCost }>;
  stop(): Promise<void>;
}

/** Starts the bare flow in a process of its own, against this Temporal server. @throws Error when it ends at once */
export async function startBareFlow({ address, namespace }: TemporalAddress): Promise<BareFlow> {
  const child = fork(join(__dirname, 'main.js'), [address, namespace], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const told = new Map<BareTold['kind'], (told: BareTold) => void>();
  child.on('message', (message: BareTold) => told.get(message.kind)?.(message));
  const next = <Kind extends BareTold['kind']>(kind: Kind): Promise<Extract<BareTold, { kind: Kind }>> =>
    new Promise((resolve) => {
      told.set(kind, (message) => {
        if (isOf(message, kind)) resolve(message);
      });
    });
  const orEnded = <Told>(awaited: Promise<Told>): Promise<Told> => {
    const death = ended.then((): never => {
      throw new Error('The process of the bare flow ended, see above');
    });
    return Promise.race([awaited, death]);
  };
  await orEnded(next('ready'));
  const { pid } = child;
  if (pid === undefined) throw new Error('The process of the bare flow has no id');
  return {
    pid,
    live: async (request, sample) => {
      const began = next('began').then(sample);
      const done = next('ended').then(sample);
      const lived = next('lived');
      child.send(request);
      const { seconds, shipmentMs, cost } = await orEnded(lived);
      return { seconds, shipmentMs, cost, began: await began, ended: await done };
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

function isOf<Kind extends BareTold['kind']>(
  message: BareTold,
  kind: Kind,
): message is Extract<BareTold, { kind: Kind }> {
  return message.kind === kind;
}
