import type { ReportLine } from './balance-lines';

/** A month of one balance: what was there, what moved by what it counts as, and what was there then. Minor units. */
export interface MonthOfBalance {
  readonly currency: string;
  readonly opening: number;
  readonly lines: readonly ReportLine[];
  /** Taken out of all lines together. */
  readonly fees: number;
  /** opening + every line's gross − fees */
  readonly closing: number;
}

/** What stood in a balance before a month. */
export interface OpeningBalance {
  readonly currency: string;
  readonly amount: number;
}

/** One month for each currency that had anything, or in which anything moved. */
export function monthsOf(openings: readonly OpeningBalance[], lines: readonly ReportLine[]): MonthOfBalance[] {
  const currencies = new Set([...openings, ...lines].map(({ currency }) => currency));
  return [...currencies].sort().flatMap((currency) => {
    const own = lines.filter((line) => line.currency === currency);
    const opening = openings.find((each) => each.currency === currency)?.amount ?? 0;
    if (own.length === 0 && opening === 0) return [];
    const fees = own.reduce((sum, { fee }) => sum + fee, 0);
    const moved = own.reduce((sum, { gross }) => sum + gross, 0);
    return [{ currency, opening, lines: own, fees, closing: opening + moved - fees }];
  });
}
