import type { HistoryCost } from '../../libs/temporal/history-cost';
import { CONDITIONS, DEADLINES, SHIPMENT_COUNTS, nameOf, PLANS, PROVIDERS, type Cell } from './cell';
import { verdictOn } from './verdict';

export type Outcome =
  { readonly kind: 'passed'; readonly cost: HistoryCost } | { readonly kind: 'failed'; readonly error: unknown };

const ROW_WIDTHS = [10, 26, 19, 11];
const COLUMN_WIDTH = 21;

/**
 * The matrix as people read it: what each cell cost, or why it was not lived. Rows of which no cell was lived are left out.
 * @param how the cells were chosen
 */
export function matrixTable(outcomes: ReadonlyMap<string, Outcome>, how: string): string {
  const reasons = new Map<string, string>();
  const mark = (reason: string): string => {
    const known = reasons.get(reason) ?? (reasons.size + 1).toString();
    reasons.set(reason, known);
    return known;
  };
  const shown = (cell: Cell): string => {
    const verdict = verdictOn(cell);
    switch (verdict.kind) {
      case 'senseless':
        return `- [${mark(verdict.reason)}]`;
      case 'runs': {
        const outcome = outcomes.get(nameOf(cell));
        if (outcome === undefined) return 'not run';
        if (outcome.kind === 'failed') return 'FAILED';
        return `${outcome.cost.actions.toString()} / ${outcome.cost.events.toString()}`;
      }
    }
  };
  const rows = PROVIDERS.flatMap((provider) =>
    PLANS.flatMap((plan) =>
      DEADLINES.flatMap((deadline) =>
        SHIPMENT_COUNTS.flatMap((shipments) => {
          const cells = CONDITIONS.map((condition): Cell => ({ provider, plan, deadline, shipments, condition }));
          if (!cells.some((cell) => outcomes.has(nameOf(cell)))) return [];
          return [[provider, plan, deadline, shipments.toString(), ...cells.map(shown)]];
        }),
      ),
    ),
  );
  return [
    '',
    `Scenarios: ${how}`,
    'Temporal Actions / history events of each order, all at their end with sound books',
    line(['provider', 'plan', 'deadline', 'shipments', ...CONDITIONS]),
    ...rows.map(line),
    ...[...reasons].map(([reason, number]) => `[${number}] ${reason}`),
    '',
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(ROW_WIDTHS[index] ?? COLUMN_WIDTH))
    .join('')
    .trimEnd();
}
