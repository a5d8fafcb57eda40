import { Worker } from '@temporalio/worker';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historiesFolder } from '../../test/setup/recorded-histories';
import { quietRuntime, workflowBundle } from '../../test/setup/temporal';

const files = readdirSync(historiesFolder).filter((name) => name.endsWith('.json'));

beforeAll(quietRuntime);

function replay(history: unknown): Promise<void> {
  return Worker.runReplayHistory({ workflowBundle: workflowBundle() }, history);
}

test('there are recorded histories', () => {
  expect(files.length).toBeGreaterThanOrEqual(5);
});

test.each(files)('the workflow of today replays %s', async (file) => {
  const history = JSON.parse(readFileSync(join(historiesFolder, file), 'utf8')) as unknown;
  await expect(replay(history)).resolves.toBeUndefined();
});

test('a history that the workflow would not write is refused', async () => {
  const text = readFileSync(join(historiesFolder, 'two-parcels.json'), 'utf8');
  const history = JSON.parse(text.replaceAll('"capture"', '"authorize"')) as unknown;
  await expect(replay(history)).rejects.toThrow('Nondeterminism');
});
