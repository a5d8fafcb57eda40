import { Worker } from '@temporalio/worker';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { historiesFolder } from '../../test/setup/recorded-histories';
import { quietRuntime, workflowBundle } from '../../test/setup/temporal';

const files = (['order-payment', 'refund', 'dispute'] as const).flatMap((workflow) =>
  readdirSync(historiesFolder(workflow)).map((name) => join(historiesFolder(workflow), name)),
);

beforeAll(quietRuntime);

function replay(history: unknown): Promise<void> {
  return Worker.runReplayHistory({ workflowBundle: workflowBundle() }, history);
}

test('there are recorded histories', () => {
  expect(files.length).toBeGreaterThanOrEqual(5);
});

test.each(files.map((file) => ({ name: relative(__dirname, file), file })))(
  'the workflow of today replays $name',
  async ({ file }) => {
    const history = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    await expect(replay(history)).resolves.toBeUndefined();
  },
);

test('a history that the workflow would not write is refused', async () => {
  const text = readFileSync(join(historiesFolder('order-payment'), 'two-parcels.json'), 'utf8');
  const history = JSON.parse(text.replaceAll('"capture"', '"authorize"')) as unknown;
  await expect(replay(history)).rejects.toThrow('Nondeterminism');
});
