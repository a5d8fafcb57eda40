import { convert } from '../money/exchange';
import type { Money } from '../money/money';
import type { Settlement } from './settlement';

/** A capture as far as its settlement is looked for. */
export interface SettlingCapture {
  readonly captureId: string;
  /** Minor units of the order's currency. */
  readonly amount: number;
  /** Null while it is not settled. */
  readonly balanceTransactionId: string | null;
}

/** A settlement, and the capture that it belongs to. */
export interface SettlementMatch {
  readonly captureId: string;
  readonly settlement: Settlement;
}

/** What the balance transactions of a charge say of its captures. */
export interface SettlementMatches {
  /** Settlements of captures that were not settled yet. */
  readonly matches: readonly SettlementMatch[];
  /** True when a settlement is of another amount than its capture, or of no capture of ours. */
  readonly mismatch: boolean;
}

/**
 * Finds the settlement of each capture of one charge. The provider names no capture on a balance transaction, so they
 * are told apart by their amounts, in another currency by what the rate makes of the capture's; those whose amount fits
 * no capture follow the captures in time. Captures of the same amount may get each other's, which makes no difference
 * to anybody's money.
 * @param captures of one charge, oldest first, without those that moved nothing
 * @param settlements of the same charge, oldest first
 * @param currency of the order
 * @param underWay whether a capture of the charge has no recorded outcome yet: what fits none of `captures` may be its
 * settlement, and is left for the look after that
 */
export function matchSettlements(
  captures: readonly SettlingCapture[],
  settlements: readonly Settlement[],
  currency: string,
  underWay: boolean,
): SettlementMatches {
  const known = new Set(captures.map(({ balanceTransactionId }) => balanceTransactionId));
  const open = captures.filter(({ balanceTransactionId }) => balanceTransactionId === null);
  const news = settlements.filter(({ balanceTransactionId }) => !known.has(balanceTransactionId));

  const fitting: SettlementMatch[] = [];
  for (const settlement of news) {
    const capture = open.find(
      ({ captureId, amount }) =>
        fits(settlement, { amount, currency }) && !fitting.some((match) => match.captureId === captureId),
    );
    if (capture !== undefined) fitting.push({ captureId: capture.captureId, settlement });
  }
  const restOfCaptures = open.filter(({ captureId }) => !fitting.some((match) => match.captureId === captureId));
  const unfitting = news.filter((settlement) => !fitting.some((match) => match.settlement === settlement));
  const restOfNews = underWay ? [] : unfitting;
  const following = restOfNews.flatMap((settlement, index) => {
    const capture = restOfCaptures[index];
    return capture === undefined ? [] : [{ captureId: capture.captureId, settlement }];
  });
  const matches = [...fitting, ...following];
  return {
    matches,
    mismatch: restOfNews.length > following.length || differ(captures, settlements, matches, currency),
  };
}

/** How the provider rounds is not documented, so a conversion may be off by one. */
function fits({ amount: arrived, exchangeRate }: Settlement, captured: Money): boolean {
  if (arrived.currency === captured.currency) return arrived.amount === captured.amount;
  if (exchangeRate === null) return false;
  return Math.abs(arrived.amount - convert(captured, exchangeRate, arrived.currency).amount) <= 1;
}

/** Looks at the settled captures too, so that looking again gives the same answer. */
function differ(
  captures: readonly SettlingCapture[],
  settlements: readonly Settlement[],
  matches: readonly SettlementMatch[],
  currency: string,
): boolean {
  return captures.some(({ captureId, amount, balanceTransactionId }) => {
    const settlement =
      matches.find((match) => match.captureId === captureId)?.settlement ??
      settlements.find((each) => each.balanceTransactionId === balanceTransactionId);
    return settlement?.amount.currency === currency && settlement.amount.amount !== amount;
  });
}
