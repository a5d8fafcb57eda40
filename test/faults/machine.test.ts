import { resolve } from 'node:path';
import { explore } from './run/explore';
import type { Verdict } from './run/result';

/** The machine itself: a product that was broken on purpose is found, by the cell that meets what is broken. */

const MINUTES_MS = 60_000;

/** What was broken never becomes right. */
const PATIENCE_SECONDS = 15;

/** By what is planted: the life, what its call is named by, and the fault. */
const BROKEN = {
  'deaf-connections.cjs': {
    life: 'immediate',
    call: 'postgres worker writes orders',
    fault: 'terminated_before',
  },
  'careless-commits.cjs': {
    life: 'two shipments',
    call: 'postgres worker writes captures, ledger_transactions #1',
    fault: 'disk_full_53100',
  },
} as const;

type Planted = keyof typeof BROKEN;

/** Both at once: they wait more than they do. */
const lived = new Map<Planted, Promise<Verdict>>();

beforeAll(() => {
  for (const planted of ['deaf-connections.cjs', 'careless-commits.cjs'] as const) {
    lived.set(planted, liveBroken(planted));
  }
});

async function liveBroken(planted: Planted): Promise<Verdict> {
  const env = { NODE_OPTIONS: `--require ${resolve(__dirname, 'planted', planted)}` };
  const wish = { ...BROKEN[planted], sample: '1', seed: 'planted' };
  const { results } = await explore(wish, { atATime: 1, batch: 1, patienceSeconds: PATIENCE_SECONDS, env });
  const [result] = results;
  if (result === undefined || results.length !== 1) throw new Error(`${planted} was not met by one cell alone`);
  return result.verdict;
}

test(
  'a process that dies of a broken database connection is found, and named',
  async () => {
    const verdict = await lived.get('deaf-connections.cjs');
    expect(verdict).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(verdict)).toContain('apps/worker ended by itself');
  },
  5 * MINUTES_MS,
);

test(
  'what was taken for written and was not is found',
  async () => {
    const verdict = await lived.get('careless-commits.cjs');
    expect(verdict).toMatchObject({ kind: 'failed' });
  },
  5 * MINUTES_MS,
);
