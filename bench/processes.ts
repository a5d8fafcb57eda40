import { readdir, readFile, readlink } from 'node:fs/promises';

/** What processes have used of this machine, as Linux counts it. Elsewhere nothing is known. */

/** Of the kernel's interface, whatever the kernel itself counts in. Source: man 5 proc_pid_stat, sysconf(_SC_CLK_TCK) */
const MS_PER_TICK = 10;

/**
 * CPU time of a process and of everything below it, in milliseconds; those that have ended are counted too. NaN where
 * it cannot be known.
 */
export async function cpuMsOf(pid: number): Promise<number> {
  const all = await statistics();
  const below = new Set([pid]);
  // A child's id can be smaller than its parent's: round and round until none is found any more.
  for (let found = 0; found !== below.size;) {
    found = below.size;
    for (const [id, { parent }] of all) if (below.has(parent)) below.add(id);
  }
  const ticks = [...below].map((id) => all.get(id)?.ticks ?? NaN);
  return ticks.reduce((sum, each) => sum + each, 0) * MS_PER_TICK;
}

interface Statistics {
  readonly parent: number;
  /** Its own, and those of its children that have ended. */
  readonly ticks: number;
}

async function statistics(): Promise<Map<number, Statistics>> {
  const all = new Map<number, Statistics>();
  for (const id of await processIds()) {
    const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    // The name before may have blanks and brackets of its own.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = NaN] = fields;
    all.set(Number(id), { parent, ticks: fields.slice(11, 15).reduce((sum, each) => sum + each, 0) });
  }
  return all;
}

/** Memory that a process occupies, in MB; NaN where it cannot be known. */
export async function memoryMbOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid.toString()}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN) / 1024;
}

/** The process that listens on a port of this machine; undefined where none is found. */
export async function listenerOn(port: number): Promise<number | undefined> {
  const sockets = new Set([...(await listening('tcp', port)), ...(await listening('tcp6', port))]);
  for (const id of await processIds()) {
    const files = await readdir(`/proc/${id}/fd`).catch(() => []);
    for (const file of files) {
      const target = await readlink(`/proc/${id}/fd/${file}`).catch(() => '');
      if (sockets.has(target)) return Number(id);
    }
  }
  return undefined;
}

const LISTENS = '0A';

async function listening(table: 'tcp' | 'tcp6', port: number): Promise<string[]> {
  const lines = (await readFile(`/proc/net/${table}`, 'utf8').catch(() => '')).trim().split('\n').slice(1);
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === LISTENS && local.endsWith(`:${hex}`))
    .map((fields) => `socket:[${fields[9] ?? ''}]`);
}

/** In ascending order: who opened a socket comes before those who inherited it. */
async function processIds(): Promise<string[]> {
  const all = await readdir('/proc').catch(() => []);
  return all.filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(a) - Number(b));
}
