import { cellId } from '../cells/cell';
import type { Wrong } from '../cells/end';
import { EXCEPTIONS } from '../cells/exceptions';
import { FAULTS } from '../cells/fault';
import type { Result, Verdict } from './result';

const MARKS: Readonly<Record<Verdict['kind'], string>> = { passed: '+', excused: 'e', failed: 'F', unmet: '?' };

/** The table life × call × fault: a row for each call, a column for each fault. */
export function tableOf(results: readonly Result[]): string {
  const used = FAULTS.filter((fault) => results.some(({ cell }) => cell.fault === fault));
  const lines = ['+ passed   F failed   e another end is right   ? the call did not come   (empty: does not fit)', ''];
  lines.push(...used.map((fault, index) => `${' '.repeat(2 * index)}| ${fault}`));
  for (const life of [...new Set(results.map(({ cell }) => cell.life.name))]) {
    lines.push('', life);
    const own = results.filter(({ cell }) => cell.life.name === life);
    for (const call of [...new Set(own.map(({ cell }) => cell.call))].sort()) {
      const marks = used.map((fault) => {
        const found = own.find(({ cell }) => cell.call === call && cell.fault === fault);
        return found === undefined ? ' ' : MARKS[found.verdict.kind];
      });
      lines.push(`${marks.join(' ')}   ${call}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** What failed, each with what was wrong and how to live it again. */
export function failuresOf(results: readonly Result[]): string {
  return results
    .flatMap(({ cell, orderId, verdict }) => {
      if (verdict.kind !== 'failed') return [];
      const id = cellId(cell);
      return [`FAILED ${id} (order ${orderId})\n${wrongsText(verdict.wrongs)}\n    repeat: ${repeatOf(id)}\n`];
    })
    .join('\n');
}

/** A line for each thing that is wrong. */
export function wrongsText(wrongs: readonly Wrong[]): string {
  return wrongs.map(({ kind, what }) => `    ${kind}: ${what}`).join('\n');
}

function repeatOf(id: string): string {
  return `npm run test:faults -- --cell '${id}'`;
}

export function summaryOf(results: readonly Result[], seconds: number): string {
  const count = (kind: Verdict['kind']): string =>
    results.filter(({ verdict }) => verdict.kind === kind).length.toString();
  return (
    `${results.length.toString()} cells in ${Math.round(seconds).toString()} s: ${count('passed')} passed, ` +
    `${count('failed')} failed, ${count('excused')} with another right end, ${count('unmet')} whose call did not come\n`
  );
}

/** Calls that come in some lives and not in others are few; many say that the machine does not meet what it aims at. */
const UNMET_AT_MOST = 0.03;

/** Says so in words when so many calls did not come that the others prove little; undefined: few enough. */
export function tooManyUnmet(results: readonly Result[]): string | undefined {
  const unmet = results.filter(({ verdict }) => verdict.kind === 'unmet').length;
  if (unmet <= results.length * UNMET_AT_MOST) return undefined;
  return (
    `${unmet.toString()} of ${results.length.toString()} calls did not come, which is more than 3 %: ` +
    'what was to go wrong there was not tried.\n'
  );
}

/** Exceptions that no cell of a whole run needed: the reason they give is not true any more. */
export function unusedExceptions(results: readonly Result[]): string[] {
  const used = new Set(results.flatMap(({ verdict }) => (verdict.kind === 'excused' ? [verdict.exception] : [])));
  return EXCEPTIONS.filter((exception) => !used.has(exception)).map(({ reason }) => reason);
}
