import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AREAS } from '../areas';
import { EMULATOR_ALONE } from '../needs';
import { ASSUMPTIONS, DISAGREEMENTS } from './assumptions';

/** What the README says, by its table of behaviours, and does not know. */
const rows = readFileSync(join(__dirname, '../../README.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| .*\|.*assumed.*\|$/.test(line))
  .map((line) => line.slice(2).replace(/ +\|.*$/, ''));
const behaviours = new Map(
  AREAS.flatMap(({ name, behaviours: all }) => all.map((each) => [`${name}: ${each.name}`, each])),
);

describe('the assumptions of the README', () => {
  it('are many enough to have been read', () => {
    expect(rows.length).toBeGreaterThan(40);
  });

  it.each(rows)('%s: has what would settle it', (row) => {
    expect(ASSUMPTIONS.filter(({ says }) => row.startsWith(says))).toHaveLength(1);
  });

  it.each(ASSUMPTIONS)('$says: stands in the README', ({ says }) => {
    expect(rows.filter((row) => row.startsWith(says))).toHaveLength(1);
  });

  it('are settled by behaviours that run against Stripe with a test key alone', () => {
    const named = ASSUMPTIONS.flatMap(({ settling }) => (settling.kind === 'experiment' ? settling.behaviours : []));
    const unknown = named.filter((name) => !behaviours.has(name));
    const here = named.filter((name) => behaviours.get(name)?.needs?.some((need) => EMULATOR_ALONE.has(need)));
    expect({ unknown, here }).toEqual({ unknown: [], here: [] });
  });

  it('are told with the disagreements of the sources', () => {
    const counts = {
      settled: ASSUMPTIONS.filter(({ settling }) => settling.kind === 'experiment').length,
      beyond: ASSUMPTIONS.filter(({ settling }) => settling.kind !== 'experiment').length,
    };
    const open = ASSUMPTIONS.flatMap(({ says, settling }) =>
      settling.kind === 'experiment' ? [] : [`  ${says}: wants ${settling.wanted}`],
    );
    const different = DISAGREEMENTS.map(
      ({ about, chosen, sources }) => `  ${about}: ${sources.join('; ')}. Chosen: ${chosen}`,
    );
    process.stdout.write(
      `\nAssumptions: ${String(counts.settled)} have an experiment that a test key can run, ${String(counts.beyond)} want more:\n` +
        `${open.join('\n')}\nSources that disagree:\n${different.join('\n')}\n`,
    );
    expect(counts.settled).toBeGreaterThan(counts.beyond);
  });
});
