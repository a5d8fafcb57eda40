import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './setup/eventually';

/** `npm start` as a person meets it: what it prints is there, and when it ends nothing of it is left. */

interface Started {
  readonly program: ChildProcess;
  readonly text: string;
}

const running = new Set<ChildProcess>();

/** Also of a test that failed before it stopped it. */
afterEach(async () => {
  for (const program of running) {
    const closed = once(program, 'close');
    if (program.kill('SIGINT')) await closed;
  }
  running.clear();
}, 60_000);

async function start(): Promise<Started> {
  const program = spawn(process.execPath, [join(__dirname, '../dist/apps/local/src/start.js')], {
    cwd: join(__dirname, '..'),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(program);
  program.once('close', () => running.delete(program));
  let text = '';
  for (const stream of [program.stdout, program.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await eventually(
    () => Promise.resolve(text),
    () => text.includes('Ctrl-C stops everything') || program.exitCode !== null,
    60,
  );
  return { program, text };
}

function placeOf(name: string, text: string): string {
  return new RegExp(`${name} +(\\S+)`).exec(text)?.[1] ?? '';
}

interface Entry {
  readonly pid: number;
  readonly parent: number;
}

/** Without those that have ended and only wait to be taken note of, which in a container nobody may do. */
function processes(): Entry[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => state?.startsWith('Z') === false)
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

/** The processes it started. Not their ports: another test may take one the moment it is free. */
function childrenOf(program: ChildProcess): number[] {
  return processes().flatMap(({ pid, parent }) => (parent === program.pid ? [pid] : []));
}

/** Waits, because the last one to leave cleans up behind the others. */
async function untilGone(pids: readonly number[], directories: readonly string[]): Promise<void> {
  await eventually(
    () => {
      const running = processes().filter(({ pid }) => pids.includes(pid));
      return Promise.resolve([...running, ...directories.filter((path) => existsSync(path))]);
    },
    (left) => left.length === 0,
  );
}

test('what it prints is there; Ctrl-C stops everything and is no failure', async () => {
  const { program, text } = await start();
  const children = childrenOf(program);
  // PostgreSQL, Temporal, two emulators, worker, API and the guard.
  expect(children).toHaveLength(7);
  for (const name of ['API docs', 'Temporal UI']) {
    expect((await fetch(placeOf(name, text))).status).toBe(200);
  }
  const logs = placeOf('Logs', text);
  expect(existsSync(logs)).toBe(true);

  program.kill('SIGINT');
  expect(await once(program, 'close')).toEqual([0, null]);
  await expect(untilGone(children, [logs])).resolves.toBeUndefined();
}, 90_000);

test('nothing outlives a start that is killed', async () => {
  const { program, text } = await start();
  const children = childrenOf(program);
  program.kill('SIGKILL');
  await once(program, 'close');
  await expect(untilGone(children, [placeOf('Logs', text)])).resolves.toBeUndefined();
}, 90_000);
