import type { ShareKind } from '../orders/connect-terms';
import type { ShareReading } from '../provider/connect-gateway';

/** A share of a capture, as far as it is looked for at the provider. */
export interface ExpectedShare {
  readonly captureId: string;
  readonly kind: ShareKind;
  /** Minor units of the order's currency that were asked for. */
  readonly asked: number;
  /** The transfer or application fee; null while none is recorded. */
  readonly stripeId: string | null;
}

/** A share that Stripe shows, and the capture that it belongs to. */
export interface ShareMatch {
  readonly captureId: string;
  readonly reading: ShareReading;
}

/** What the shares of a charge say of its captures. */
export interface ShareMatches {
  /** Readings of shares that were not recorded yet. */
  readonly matches: readonly ShareMatch[];
  /** True when one is of another amount than was asked for, or of no share of ours. */
  readonly mismatch: boolean;
}

/**
 * Finds the transfers, or the application fees, of the captures of one charge. The provider names no capture on them,
 * so they are told apart as settlements are: by their amounts where these are in the order's currency, the others by
 * time. Captures that asked for the same amount may get each other's, which makes no difference to anybody's money.
 * @param expected of one kind, oldest capture first
 * @param readings of the same kind and charge, oldest first
 * @param currency of the order
 * @param underWay whether a capture of the charge has no recorded outcome yet: what fits none of `expected` may be its
 * share, and is left for the look after that
 */
export function matchShares(
  expected: readonly ExpectedShare[],
  readings: readonly ShareReading[],
  currency: string,
  underWay: boolean,
): ShareMatches {
  const known = new Set(expected.map(({ stripeId }) => stripeId));
  let open = expected.filter(({ stripeId }) => stripeId === null);
  let news = readings.filter(({ stripeId }) => !known.has(stripeId));
  const matches: ShareMatch[] = [];
  const match = (share: ExpectedShare, reading: ShareReading): void => {
    matches.push({ captureId: share.captureId, reading });
    open = open.filter((each) => each !== share);
    news = news.filter((each) => each !== reading);
  };
  for (const reading of news) {
    const share = open.find(({ asked }) => isOf(reading, asked, currency));
    if (share !== undefined) match(share, reading);
  }
  let differs = false;
  for (const reading of news) {
    const [share] = open;
    if (share === undefined) break;
    const isOther = reading.amount.currency === currency;
    if (isOther && underWay) continue;
    differs ||= isOther;
    match(share, reading);
  }
  return { matches, mismatch: differs || (news.length > 0 && !underWay) };
}

function isOf({ amount }: ShareReading, asked: number, currency: string): boolean {
  return amount.currency === currency && amount.amount === asked;
}
