/** Orders, so many at once, and how long they took. */

export interface Load {
  /** Lived first, so that the measured ones meet the work that others have left behind, and leave as much themselves. */
  readonly warmUp: number;
  readonly orders: number;
  readonly atATime: number;
}

/** Lives one order. @returns milliseconds of each of its shipments, from the request to the answer */
export type LiveOrder = (number: number) => Promise<number[]>;

export interface Lived<Sample> {
  /** Of the measured orders, to the answer of the last shipment. */
  readonly seconds: number;
  readonly shipmentMs: readonly number[];
  /** Taken when the measured time began, and when it ended. */
  readonly began: Sample;
  readonly ended: Sample;
}

/** Lives orders in a steady stream: whoever is done with one begins the next. */
export async function liveSteadily<Sample>(
  { warmUp, orders, atATime }: Load,
  live: LiveOrder,
  sample: () => Promise<Sample>,
): Promise<Lived<Sample>> {
  let begun = 0;
  let done = 0;
  let start = performance.now();
  let began = warmUp === 0 ? sample() : undefined;
  const shipmentMs: number[] = [];
  const buyer = async (): Promise<void> => {
    while (begun < warmUp + orders) {
      begun += 1;
      const took = await live(begun);
      done += 1;
      if (done === warmUp) {
        start = performance.now();
        began = sample();
      } else if (done > warmUp) shipmentMs.push(...took);
    }
  };
  await Promise.all(Array.from({ length: atATime }, buyer));
  const seconds = (performance.now() - start) / 1000;
  const ended = await sample();
  if (began === undefined) throw new Error('Bug! The measured time never began');
  return { seconds, shipmentMs, began: await began, ended };
}

/** Of numbers in any order. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}
