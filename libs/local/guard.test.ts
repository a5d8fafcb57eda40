import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleKind, transpileModule } from 'typescript';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-guard-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A program that starts another, makes a directory, has both guarded, prints the id of the other and waits. */
function guardingProgram(released: boolean): string {
  const guard = join(folder, 'guard.cjs');
  const source = readFileSync(join(__dirname, 'guard.ts'), 'utf8');
  writeFileSync(guard, transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS } }).outputText);
  const program = join(folder, released ? 'releases.cjs' : 'guards.cjs');
  writeFileSync(
    program,
    `const { guardProcess, guardDirectory } = require(${JSON.stringify(guard)});
     const child = require('node:child_process').spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
     const directory = ${JSON.stringify(join(folder, 'guarded'))};
     require('node:fs').mkdirSync(directory, { recursive: true });
     const releases = [guardProcess(child.pid), guardDirectory(directory)];
     if (${String(released)}) for (const release of releases) release();
     process.stdout.write(String(child.pid));
     setInterval(() => {}, 1000);`,
  );
  return program;
}

async function killAfterStart(program: string): Promise<number> {
  const parent = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
  parent.kill('SIGKILL');
  await once(parent, 'close');
  return Number(chunk.toString());
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('what is guarded does not outlive us, even when we are killed', async () => {
  const pid = await killAfterStart(guardingProgram(false));
  await until(() => !isAlive(pid) && !existsSync(join(folder, 'guarded')));
  expect(isAlive(pid)).toBe(false);
});

test('what was released is left alone', async () => {
  const pid = await killAfterStart(guardingProgram(true));
  try {
    expect(isAlive(pid)).toBe(true);
    expect(existsSync(join(folder, 'guarded'))).toBe(true);
  } finally {
    process.kill(pid, 'SIGKILL');
  }
});
