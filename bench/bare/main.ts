import { DefaultLogger, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';
import { once } from 'node:events';
import type { TemporalAddress } from '../../libs/temporal/connection';
import { historyCost } from '../../libs/temporal/history-cost';
import { connectTemporalWorker } from '../../libs/temporal/worker-connection';
import { liveSteadily, type Load } from '../load';
import { BARE_ORDER, BARE_SHIPMENTS, BARE_TASK_QUEUE, begin, settled, ship, type BareActivities } from './messages';
import type { BareRequest, BareTold } from './bare-flow';

/** The bare flow as a process of its own: its worker, and the client that plays the API's part. */

const activities: BareActivities = { answer: (number) => Promise.resolve(number) };

async function main(): Promise<void> {
  const [address = '', namespace = ''] = process.argv.slice(2);
  const temporal: TemporalAddress = { address, namespace };
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const connection = await connectTemporalWorker(temporal);
  // As the SDK has it, which repeats what got no answer.
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  const logger = new DefaultLogger('WARN');
  const { code } = await bundleWorkflowCode({ workflowsPath: require.resolve('./workflow'), logger });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: BARE_TASK_QUEUE,
    workflowBundle: { code },
    activities,
  });
  const running = worker.run();
  process.on('message', (request: BareRequest) => void carryOut(client, request));
  tell({ kind: 'ready' });
  await once(process, 'disconnect');
  worker.shutdown();
  await running;
  await client.connection.close();
  await connection.close();
}

async function carryOut(client: Client, { name, load }: BareRequest): Promise<void> {
  const { seconds, shipmentMs } = await lived(client, name, load);
  const handle = client.workflow.getHandle(idOf(name, 1));
  await handle.result();
  tell({ kind: 'lived', seconds, shipmentMs: [...shipmentMs], cost: historyCost(await handle.fetchHistory()) });
}

function lived(client: Client, name: string, load: Load): ReturnType<typeof liveSteadily<void>> {
  let isBegun = false;
  const sample = (): Promise<void> => {
    tell({ kind: isBegun ? 'ended' : 'began' });
    isBegun = true;
    return Promise.resolve();
  };
  return liveSteadily(load, (number) => liveOrder(client, idOf(name, number)), sample);
}

function idOf(name: string, number: number): string {
  return `bare/${name}/${number.toString()}`;
}

async function liveOrder(client: Client, workflowId: string): Promise<number[]> {
  const startWorkflowOperation = new WithStartWorkflowOperation(BARE_ORDER, {
    workflowId,
    taskQueue: BARE_TASK_QUEUE,
    args: [],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  await client.workflow.executeUpdateWithStart(begin, { startWorkflowOperation });
  const handle = client.workflow.getHandle(workflowId);
  const took: number[] = [];
  for (let number = 1; number <= BARE_SHIPMENTS; number += 1) {
    const start = performance.now();
    await handle.executeUpdate(ship, { args: [number] });
    took.push(performance.now() - start);
  }
  // They come by themselves, as events do: nobody who ships waits for them.
  for (let number = 1; number <= BARE_SHIPMENTS; number += 1) void handle.signal(settled);
  return took;
}

function tell(told: BareTold): void {
  process.send?.(told);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
