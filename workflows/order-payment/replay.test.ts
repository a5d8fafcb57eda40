import { Worker } from '@temporalio/worker';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { historiesFolder } from '../../test/setup/recorded-histories';
import { quietRuntime, workflowBundle } from '../../test/setup/temporal';

const files = (['order-payment', 'refund', 'dispute'] as const).flatMap((workflow) =>
  readdirSync(historiesFolder(workflow)).map((name) => join(historiesFolder(workflow), name)),
);

/** What was wrong with each that was replayed; null: nothing. */
const replayed = new Map<string, string | null>();

/** One worker replays all of them: to start it takes longer than a history. */
beforeAll(async () => {
  quietRuntime();
  const histories = files.map((file) => ({ workflowId: file, history: historyIn(file) }));
  const results = Worker.runReplayHistories({ workflowBundle: workflowBundle() }, histories);
  for await (const { workflowId, error } of results) replayed.set(workflowId, error?.message ?? null);
}, 60_000);

function historyIn(file: string, change: (text: string) => string = (text) => text): unknown {
  return JSON.parse(change(readFileSync(file, 'utf8')));
}

test('there are recorded histories', () => {
  expect(files.length).toBeGreaterThanOrEqual(5);
});

test.each(files.map((file) => ({ name: relative(__dirname, file), file })))(
  'the workflow of today replays $name',
  ({ file }) => {
    expect(replayed.get(file)).toBeNull();
  },
);

test('a history that the workflow would not write is refused', async () => {
  const file = join(historiesFolder('order-payment'), 'two-parcels.json');
  const history = historyIn(file, (text) => text.replaceAll('"capture"', '"authorize"'));
  await expect(Worker.runReplayHistory({ workflowBundle: workflowBundle() }, history)).rejects.toThrow(
    'Nondeterminism',
  );
});
