import { resolve } from 'node:path';
import { explore } from './run/explore';
import type { Result } from './run/result';

/** The machine itself: a product that was broken on purpose is found, by the cell that meets what is broken. */

const MINUTES_MS = 60_000;

async function liveBroken(planted: string, cell: string): Promise<Result> {
  const env = { NODE_OPTIONS: `--require ${resolve(__dirname, 'planted', planted)}` };
  const { results } = await explore({ cell }, { atATime: 1, batch: 1, env });
  const [result] = results;
  if (result === undefined || results.length !== 1) throw new Error(`${cell} was not lived alone`);
  return result;
}

test(
  'a process that dies of a broken database connection is found, and named',
  async () => {
    const call = 'postgres worker writes orders, order_lines, unit_allocations, timeline, authorizations #1';
    const { verdict } = await liveBroken('deaf-connections.cjs', `immediate | ${call} | terminated_before`);
    expect(verdict).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(verdict)).toContain('apps/worker ended by itself');
  },
  5 * MINUTES_MS,
);

test(
  'what was taken for written and was not is found',
  async () => {
    const call = 'postgres worker writes captures, shipments, ledger_transactions, ledger_entries, timeline, orders #1';
    const { verdict } = await liveBroken('careless-commits.cjs', `two shipments | ${call} | disk_full_53100`);
    expect(verdict).toMatchObject({ kind: 'failed' });
  },
  5 * MINUTES_MS,
);
