/** Values of series by name and labels as they are written, `holdfast_steps_total{step="capture",outcome="…"}`. */
export function seriesOf(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** Sum over the series of a metric whose labels include these. */
export function total(text: string, metric: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  let sum = 0;
  for (const [series, value] of seriesOf(text)) {
    const named = series === metric || series.startsWith(`${metric}{`);
    if (named && wanted.every((label) => series.includes(label))) sum += value;
  }
  return sum;
}
