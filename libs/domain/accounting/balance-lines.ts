/** What a movement of the balance counts as in a report. */
export const BALANCE_LINES = [
  'captures',
  'refunds',
  'disputes',
  'connect',
  'fees',
  'exchange',
  'payouts',
  'other',
] as const;

/** One of them. */
export type BalanceLine = (typeof BALANCE_LINES)[number];

/** Source: https://docs.stripe.com/reports/reporting-categories */
const LINES: ReadonlyMap<string, BalanceLine> = new Map([
  ['charge', 'captures'],
  ['partial_capture_reversal', 'captures'],
  ['charge_failure', 'captures'],
  ['refund', 'refunds'],
  ['refund_failure', 'refunds'],
  ['dispute', 'disputes'],
  ['dispute_reversal', 'disputes'],
  ['transfer', 'connect'],
  ['transfer_reversal', 'connect'],
  ['platform_earning', 'connect'],
  ['platform_earning_refund', 'connect'],
  ['connect_collection_transfer', 'connect'],
  ['connect_reserved_funds', 'connect'],
  ['fee', 'fees'],
  ['network_cost', 'fees'],
  ['tax', 'fees'],
  ['currency_conversion', 'exchange'],
  ['payout', 'payouts'],
  ['payout_reversal', 'payouts'],
]);

/** What Stripe puts under this category; what nobody knows is `other`. */
function lineOf(reportingCategory: string): BalanceLine {
  return LINES.get(reportingCategory) ?? 'other';
}

/** Movements that are counted together. Minor units of the balance's currency. */
export interface LineSum {
  readonly reportingCategory: string;
  readonly currency: string;
  readonly count: number;
  readonly gross: number;
  readonly fee: number;
  readonly net: number;
}

/** A line of a report. */
export interface ReportLine extends Omit<LineSum, 'reportingCategory'> {
  readonly line: BalanceLine;
}

/** The lines that have anything, in their order, those of one currency after those of the other. */
export function linesOf(sums: readonly LineSum[]): ReportLine[] {
  const currencies = [...new Set(sums.map(({ currency }) => currency))].sort();
  return currencies.flatMap((currency) =>
    BALANCE_LINES.flatMap((line) => {
      const own = sums.filter((each) => each.currency === currency && lineOf(each.reportingCategory) === line);
      return own.length === 0 ? [] : [joined(line, own)];
    }),
  );
}

function joined(line: BalanceLine, [first, ...rest]: readonly LineSum[]): ReportLine {
  if (first === undefined) throw new Error(`Bug! Nothing is to be counted as ${line}`);
  const { currency } = first;
  return rest.reduce<ReportLine>(
    (sum, each) => ({
      ...sum,
      count: sum.count + each.count,
      gross: sum.gross + each.gross,
      fee: sum.fee + each.fee,
      net: sum.net + each.net,
    }),
    { line, currency, count: first.count, gross: first.gross, fee: first.fee, net: first.net },
  );
}
