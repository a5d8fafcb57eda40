import { connectOfRuns } from '../orders/connect-split';
import { sharesOf, SHARE_KINDS, type ConnectSplit, type ShareKind, type Shares } from '../orders/connect-terms';
import type { UnitRun } from '../orders/order';
import { runsWithin, type UnitSpan } from '../orders/shipment-price';
import { without, worthOf } from '../orders/unit-spans';

/** What is recorded of one charge, as far as what goes back of its shares depends on it. Minor units of the order. */
export interface ReversibleState {
  /** Smallest amount that moves in the order's currency. */
  readonly step: number;
  readonly split: ConnectSplit['kind'];
  readonly allocation: readonly UnitRun[];
  /** Of the charge, oldest first. */
  readonly captures: readonly ReturnableCapture[];
  /** What other refunds took of the charge, without those that failed. */
  readonly refunded: number;
  /** What had to go back for them. */
  readonly due: Shares;
  /** What banks have taken of the charge and not given back, and what of that was sent on or kept as fee. */
  readonly disputed: { readonly amount: number; readonly due: Shares };
}

/** A capture of which a share went to or from a connected account. Amounts are minor units of the order. */
export interface ReturnableCapture {
  readonly captureId: string;
  readonly amount: number;
  /** All that it took, the one that names it first: what is charged beside the units as a whole came with that one. */
  readonly shipments: readonly ReturnableShipment[];
  readonly asked: Shares;
  /** What reversals took of it or may be taking for refunds, also for such as failed afterwards. */
  readonly returned: Shares;
  /** Where there is anything left of its transfer, once a dispute has moved some of it; absent: none has. */
  readonly transfers?: readonly TransferLeft[];
}

/** A transfer that gave a connected account again what a dispute had taken. */
export interface GivenAgain {
  readonly disputeId: string;
  readonly piece: number;
}

/** What can still be reversed of a transfer, in minor units of the order. */
export interface TransferLeft {
  /** Null: the transfer of the capture itself. */
  readonly of: GivenAgain | null;
  readonly left: number;
}

/** A shipment that such a capture took, with what its units are worth in minor units. */
export interface ReturnableShipment {
  readonly shipmentId: string;
  readonly amount: number;
  readonly spans: readonly UnitSpan[];
}

/** What the provider has just given back of the charge. */
export interface RefundedPart {
  readonly amount: number;
  /** None for a refund by amount. */
  readonly units: readonly UnitSpan[];
  /** The shipment whose money beside its units goes back too; null: none. */
  readonly extraOf: string | null;
}

/** What is to come back of one share, in minor units of the order. */
export interface PlannedReversal {
  readonly captureId: string;
  readonly kind: ShareKind;
  readonly amount: number;
  /** The transfer that it takes from; null: the share of the capture itself. */
  readonly of: GivenAgain | null;
}

/** What a refund takes back: in all, and from which shares. */
export interface ReturnPlan {
  readonly due: Shares;
  readonly reversals: readonly PlannedReversal[];
}

/**
 * Says what goes back of transfers and application fees with a refund. For units it is exactly what was sent on and
 * taken for them. For an amount it is its proportion of what is left, rounded down; whatever empties the charge takes
 * all that is left of both. What came back for a refund that failed is not taken a second time.
 */
export function planReturn(records: ReversibleState, part: RefundedPart): ReturnPlan {
  const own = records.captures.map((capture) => ({ capture, shares: sharesOfUnits(records, capture, part) }));
  const due = {
    transfer: dueOf(records, part, own, 'transfer'),
    application_fee: dueOf(records, part, own, 'application_fee'),
  };
  const reversals = SHARE_KINDS.flatMap((kind) => {
    const all = records.captures.reduce((sum, { returned }) => sum + returned[kind], 0);
    return takeFrom(own, kind, Math.max(0, records.due[kind] + due[kind] - all));
  });
  return { due, reversals };
}

/**
 * Says what a connected account has of what a bank took: what was sent on of it, less our fee, from the youngest
 * capture first. The fee stays where it is, so that one movement settles it.
 */
export function planTakeBack(records: ReversibleState, amount: number): ReturnPlan {
  const part = { amount, units: [], extraOf: null };
  const own = records.captures.map((capture) => ({ capture, shares: { transfer: 0, application_fee: 0 } }));
  const due = {
    transfer: dueOf(records, part, own, 'transfer'),
    application_fee: dueOf(records, part, own, 'application_fee'),
  };
  return { due, reversals: takeFrom(own, 'transfer', Math.max(0, due.transfer - due.application_fee)) };
}

interface OwnShares {
  readonly capture: ReturnableCapture;
  /** Of the refunded units that the capture paid for. */
  readonly shares: Shares;
}

function sharesOfUnits(
  { allocation, split }: ReversibleState,
  { shipments, asked }: ReturnableCapture,
  { units, extraOf }: RefundedPart,
): Shares {
  const spans = shipments.flatMap((priced) => priced.spans);
  const own = without(units, without(units, spans));
  const extra = shipments.find(({ shipmentId }) => shipmentId === extraOf);
  const captured =
    worthOf(allocation, own) + (extra === undefined ? 0 : extra.amount - worthOf(allocation, extra.spans));
  if (split === 'everything') return sharesOf({ kind: split }, captured);
  const shareOf = (runs: readonly UnitSpan[]): number =>
    connectOfRuns(runs.flatMap((span) => runsWithin(allocation, span)));
  const beside = extra !== undefined && extra === shipments[0] ? Math.max(0, asked[split] - shareOf(spans)) : 0;
  return sharesOf({ kind: split, amount: shareOf(own) + beside }, captured);
}

function dueOf(records: ReversibleState, part: RefundedPart, own: readonly OwnShares[], kind: ShareKind): number {
  const asked = records.captures.reduce((sum, capture) => sum + capture.asked[kind], 0);
  const { disputed, refunded } = records;
  const left = Math.max(0, asked - records.due[kind] - disputed.due[kind]);
  const refundable = records.captures.reduce((sum, { amount }) => sum + amount, 0) - refunded - disputed.amount;
  if (part.amount >= refundable) return left;
  if (part.units.length === 0 && part.extraOf === null)
    return proportionOf(left, part.amount, refundable, records.step);
  // Units of a shipment that was captured for less than they are worth are refunded for less, too.
  return Math.min(
    left,
    part.amount,
    own.reduce((sum, { shares }) => sum + shares[kind], 0),
  );
}

/** Rounded down to the step. BigInt because the product can pass 2^53. */
function proportionOf(whole: number, part: number, of: number, step: number): number {
  return Number((BigInt(whole) * BigInt(part)) / (BigInt(of) * BigInt(step))) * step;
}

/** First of the captures that paid for the units, as much as is theirs; the rest of the others, the youngest first. */
function takeFrom(own: readonly OwnShares[], kind: ShareKind, wanted: number): PlannedReversal[] {
  const taken = new Map<string, number>();
  let open = wanted;
  const take = (capture: ReturnableCapture, most: number): void => {
    const before = taken.get(capture.captureId) ?? 0;
    const left = transfersOf(capture, kind).reduce((sum, each) => sum + each.left, 0);
    const amount = Math.min(open, most, Math.max(0, left - before));
    open -= amount;
    taken.set(capture.captureId, before + amount);
  };
  for (const { capture, shares } of own) take(capture, shares[kind]);
  for (const { capture } of [...own].reverse()) take(capture, open);
  return own.flatMap(({ capture }) => piecesOf(capture, kind, taken.get(capture.captureId) ?? 0));
}

function transfersOf({ asked, returned, transfers }: ReturnableCapture, kind: ShareKind): readonly TransferLeft[] {
  if (kind === 'transfer' && transfers !== undefined) return transfers;
  return [{ of: null, left: Math.max(0, asked[kind] - returned[kind]) }];
}

/** First of the capture's own transfer, then of those that gave it again. */
function piecesOf(capture: ReturnableCapture, kind: ShareKind, wanted: number): PlannedReversal[] {
  let open = wanted;
  return transfersOf(capture, kind).flatMap(({ of, left }) => {
    const amount = Math.min(open, left);
    open -= amount;
    return amount > 0 ? [{ captureId: capture.captureId, kind, amount, of }] : [];
  });
}

/** A share as the provider moved it, beside what was asked for. */
export interface ShareAsMoved {
  /** Minor units of the order's currency. */
  readonly asked: number;
  /** Minor units of the currency that the provider moved it in. */
  readonly moved: number;
}

/**
 * What a reversal is in the currency that the share was moved in. Rounded down in sum with the earlier ones, so that
 * all of them together are what was moved once all of what was asked for goes back.
 * @param before what of `asked` earlier reversals took
 * @param returned what of `moved` they took
 */
export function inMovedCurrency(
  { asked, moved }: ShareAsMoved,
  amount: number,
  before: number,
  returned: number,
): number {
  const together = Math.min(asked, before + amount);
  return Math.max(0, Number((BigInt(moved) * BigInt(together)) / BigInt(asked)) - returned);
}
