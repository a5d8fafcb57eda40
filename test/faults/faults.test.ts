import { EXCEPTIONS } from './cells/exceptions';
import { explore } from './run/explore';
import { failuresOf, summaryOf, tableOf } from './run/table';

/** Sixty cells of all lives, calls and faults, drawn anew each time by a seed that is printed; the rest is `npm run test:faults`. */

const CELLS = 60;
const LONGEST_MS = 15 * 60_000;

test(
  'sixty lives with one thing wrong in each come to their right ends',
  async () => {
    const begun = performance.now();
    const { results } = await explore(
      { sample: CELLS.toString(), seed: process.env['FAULTS_SEED'] },
      {
        atATime: 20,
        batch: 20,
        struckPlaces: 3,
        onChosen: ({ how }, all) => {
          process.stdout.write(`Faults: ${how}, of ${all.length.toString()} cells\n`);
        },
      },
    );
    process.stdout.write(`${tableOf(results)}${summaryOf(results, (performance.now() - begun) / 1000)}`);
    expect(failuresOf(results)).toBe('');
    expect(results).toHaveLength(CELLS);
    expect(results.filter(({ verdict }) => verdict.kind === 'passed').length).toBeGreaterThan(CELLS / 2);
  },
  LONGEST_MS,
);

test('every exception says in a sentence why another end is right', () => {
  for (const { reason } of EXCEPTIONS) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  expect(new Set(EXCEPTIONS.map(({ reason }) => reason)).size).toBe(EXCEPTIONS.length);
});
