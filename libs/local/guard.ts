import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Nothing may outlive us, not even after SIGKILL, when no handler of ours runs. So one small process watches: it holds
 * the other end of a pipe, and when that closes it ends the processes and deletes the directories it was told of.
 */
let guard: ChildProcess | undefined;
const guarded = new Set<string>();

/** Returns what to call once the process has ended: its id may then belong to somebody else. */
export function guardProcess(pid: number): () => void {
  return guardThing(`process ${pid.toString()}`);
}

/** Returns what to call once the directory is deleted. */
export function guardDirectory(path: string): () => void {
  return guardThing(`directory ${path}`);
}

function guardThing(thing: string): () => void {
  guarded.add(thing);
  guard ??= startGuard();
  guard.stdin?.write(`+${thing}\n`);
  return () => {
    if (!guarded.delete(thing)) return;
    guard?.stdin?.write(`-${thing}\n`);
    if (guarded.size > 0) return;
    guard?.stdin?.end();
    guard = undefined;
  };
}

function startGuard(): ChildProcess {
  // A session of its own: Ctrl-C reaches everything in the terminal's group, and the guard must outlast that.
  const child = spawn(process.execPath, ['-e', `(${watch.toString()})()`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: {},
  });
  // Neither the guard nor its pipe keeps us alive, and a dead guard (somebody killed it) must not end us.
  child.unref();
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}

/** Runs in the guard's own process, sent there as text: it may use nothing from this file, nor any import. */
function watch(): void {
  process.title = 'holdfast-guard';
  const { rmSync } = process.getBuiltinModule('node:fs');
  const things = new Set<string>();
  let text = '';
  const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(pid, name);
    } catch {
      return false;
    }
  };
  const named = (kind: string): string[] =>
    [...things].filter((thing) => thing.startsWith(kind)).map((thing) => thing.slice(kind.length));
  const cleanUp = (): void => {
    if (things.size === 0) process.exit();
    const pids = named('process ').map(Number);
    // SIGINT is the one signal on which PostgreSQL, Temporal and our own processes all stop quickly and cleanly.
    for (const pid of pids) signal(pid, 'SIGINT');
    const until = Date.now() + 5_000;
    const timer = setInterval(() => {
      const alive = pids.filter((pid) => signal(pid, 0));
      if (alive.length > 0 && Date.now() < until) return;
      clearInterval(timer);
      for (const pid of alive) signal(pid, 'SIGKILL');
      for (const path of named('directory ')) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    }, 50);
  };
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => {
    const lines = (text + chunk).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('+')) things.add(line.slice(1));
      else things.delete(line.slice(1));
    }
  });
  process.stdin.on('end', cleanUp);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
}
