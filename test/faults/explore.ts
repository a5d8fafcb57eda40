import { writeFileSync } from 'node:fs';
import { inspect, parseArgs } from 'node:util';
import { cellId } from './cells/cell';
import { liveAgain } from './run/again';
import { explore } from './run/explore';
import type { Finding } from './place/findings';
import type { Result } from './run/result';
import { failuresOf, summaryOf, tableOf, tooManyUnmet, unusedExceptions, wrongsText } from './run/table';

/**
 * `npm run test:faults`: exit code 1 when a cell failed, too many calls did not come, something else was found wrong, or an
 * exception is needed by none. README.md has the options.
 */

const { values: asked } = parseArgs({
  options: {
    cell: { type: 'string' },
    life: { type: 'string' },
    call: { type: 'string' },
    fault: { type: 'string' },
    lane: { type: 'string' },
    every: { type: 'boolean' },
    again: { type: 'boolean', default: false },
    part: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string' },
    times: { type: 'string' },
    'at-once': { type: 'string', default: '100' },
    batch: { type: 'string', default: '40' },
    'struck-places': { type: 'string', default: '4' },
    logs: { type: 'string' },
    table: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const begun = performance.now();
  let cells = 0;
  const soFar: Result[] = [];
  const seconds = (): number => (performance.now() - begun) / 1000;
  const {
    results: first,
    all,
    findings,
  } = await explore(asked, {
    atATime: Number(asked['at-once']),
    batch: Number(asked.batch),
    struckPlaces: Number(asked['struck-places']),
    logs: asked.logs,
    onChosen: (chosen, every, pace) => {
      cells = chosen.cells.length;
      write(`${cells.toString()} of ${every.length.toString()} cells (${chosen.how}), pace ${pace.toFixed(1)}\n`);
      if (!asked.list) return;
      for (const cell of chosen.cells) write(`${cellId(cell)}\n`);
      process.exit();
    },
    onFinding: tellFinding,
    onResult: (result, done) => {
      tell(result);
      soFar.push(result);
      if (done % 50 !== 0) return;
      write(`${done.toString()} of ${cells.toString()} cells after ${seconds().toFixed(0)} s\n`);
      if (asked.table !== undefined) writeFileSync(asked.table, tableOf(soFar));
    },
  });
  const results = asked.again
    ? await liveAgain(first, ({ cell, verdict }) => {
        write(`Lived once more, and ${verdict.kind}: ${cellId(cell)}\n`);
      })
    : first;
  const table = tableOf(results);
  if (asked.table === undefined) write(`\n${table}`);
  else writeFileSync(asked.table, table);
  write(`\n${failuresOf(results)}\n${summaryOf(results, seconds())}`);
  const unused = results.length === all && asked.life === undefined ? unusedExceptions(results) : [];
  for (const reason of unused) write(`An exception that no cell needs: ${reason}\n`);
  for (const finding of findings) tellFinding(finding);
  const unmet = tooManyUnmet(results);
  write(unmet ?? '');
  const failed = results.some(({ verdict }) => verdict.kind === 'failed');
  if (failed || unused.length > 0 || findings.length > 0 || unmet !== undefined) process.exitCode = 1;
}

/** At once, because the whole table takes its time. */
function tell({ cell, verdict, seconds, orderId }: Result): void {
  if (verdict.kind !== 'failed') return;
  write(`FAILED ${cellId(cell)} (order ${orderId}, ${seconds.toFixed(0)} s)\n${wrongsText(verdict.wrongs)}\n`);
}

function tellFinding({ what, orderId }: Finding): void {
  write(`FOUND ${what}${orderId === null ? '' : ` (order ${orderId})`}\n`);
}

function write(text: string): void {
  process.stdout.write(text);
}

main().catch((error: unknown) => {
  // With its causes: what Temporal's client throws says nothing itself.
  process.stderr.write(`${inspect(error)}\n`);
  process.exitCode = 1;
});
