/** How we know: the service says so, a third party wrote down what its test mode did, or we had to choose. */
const EVIDENCE = ['documented', 'recorded', 'assumed'] as const;
/** How a behaviour is known. */
export type Evidence = (typeof EVIDENCE)[number];

/** What became of a behaviour; one that a place cannot show is skipped, with the reason. */
export type Outcome =
  { readonly kind: 'passed' } | { readonly kind: 'failed' } | { readonly kind: 'skipped'; readonly reason: string };

/** One behaviour, and what became of it. */
export interface Result {
  readonly area: string;
  readonly behaviour: string;
  readonly evidence: Evidence;
  readonly outcome: Outcome;
}

/** The table: behaviours by area and evidence, what became of them, and why some could not run. */
export function report(place: string, areas: readonly { readonly name: string }[], results: readonly Result[]): string {
  const columns = [...EVIDENCE, 'all', 'passed', 'failed', 'skipped'];
  const rows = [...areas.map(({ name }) => name), 'all'].map((name) => {
    const own = results.filter((result) => name === 'all' || result.area === name);
    const counts = [
      ...EVIDENCE.map((evidence) => own.filter((result) => result.evidence === evidence).length),
      own.length,
      ...(['passed', 'failed', 'skipped'] as const).map(
        (kind) => own.filter(({ outcome }) => outcome.kind === kind).length,
      ),
    ];
    return row(name, counts.map(String));
  });
  return ['', `Conformance of ${place}`, row('area', columns), ...rows, ...skipped(results), ''].join('\n');
}

const NAME_WIDTH = 28;
const COLUMN_WIDTH = 12;

function row(name: string, cells: readonly string[]): string {
  return [name.padEnd(NAME_WIDTH), ...cells.map((cell) => cell.padStart(COLUMN_WIDTH))].join('');
}

function skipped(results: readonly Result[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { area, behaviour, outcome } of results) {
    if (outcome.kind !== 'skipped') continue;
    reasons.set(outcome.reason, [...(reasons.get(outcome.reason) ?? []), `${area}: ${behaviour}`]);
  }
  return [...reasons].flatMap(([reason, names]) => [
    '',
    `SKIPPED ${String(names.length)}: ${reason}`,
    ...names.map((name) => `  ${name}`),
  ]);
}
