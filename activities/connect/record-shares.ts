import { matchShares } from '../../libs/domain/connect/connect-share-match';
import type { ShareReading } from '../../libs/domain/provider/connect-gateway';
import { SHARE_KINDS, type ShareKind } from '../../libs/domain/orders/connect-terms';
import { applicationFee, shownBy, transferred, type LedgerTransaction } from '../../libs/domain/ledger/ledger';
import { formatMoney } from '../../libs/domain/money/money';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import { recordShare, sharesOfCharge, type ShareRow } from '../../libs/postgres/connect/connect-share-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { shipmentIdsOf } from '../../libs/postgres/captures/shipment-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { namesOfShipments } from '../../libs/domain/orders/shipment-names';
import type { StepContext } from '../steps/step-context';

/** Where what was sent on of an order's charge is looked for. */
export interface SharedCharge {
  readonly orderId: string;
  readonly chargeId: string;
  /** Of the order. */
  readonly currency: string;
}

/** Reads the transfers and application fees of a charge; asks nobody while none is waited for. */
export async function readShares(context: StepContext, { orderId, chargeId }: SharedCharge): Promise<ShareReading[]> {
  const shares = await sharesOfCharge(context.database, orderId, chargeId);
  const open = shares.filter(isOpenShare);
  const kinds = SHARE_KINDS.filter((kind) => open.some((share) => share.kind === kind));
  return kinds.length === 0 ? [] : context.gateway.readShares({ orderId, chargeId, kinds });
}

/**
 * Writes down which transfer and which fee belong to which capture, with their ledger rows, each once. A refund looks
 * while the order goes on, so it can see what was sent on of a capture before that is recorded.
 */
export async function recordShares(
  change: OrderChange,
  { chargeId, currency }: SharedCharge,
  { expected: shares, readings, isUnderWay }: SharesLooked,
): Promise<RecordedShares> {
  const recorded = new Set<ShareRow>();
  let differs = false;
  for (const kind of SHARE_KINDS) {
    const own = readings.filter((reading) => reading.kind === kind);
    if (own.length === 0) continue;
    const expected = shares.filter((share) => share.kind === kind);
    const { matches, mismatch } = matchShares(expected.map(expectedShare), own, currency, isUnderWay);
    for (const { captureId, reading } of matches) {
      const share = expected.find(({ capture_id }) => capture_id === captureId);
      if (share === undefined) continue;
      await recordOne(change, share, reading, chargeId);
      recorded.add(share);
    }
    if (!mismatch) continue;
    differs = true;
    const what = kind === 'transfer' ? 'transfers' : 'application fees';
    await openAttention(change, 'amount_mismatch', `the ${what} of ${chargeId} do not match the recorded captures`);
  }
  const unshared = shares.filter((share) => isOpenShare(share) && !recorded.has(share));
  return { unshared: new Set(unshared.map(({ capture_id }) => capture_id)), mismatch: differs };
}

/** What was looked at of one charge's shares, before anything of it is recorded. */
export interface SharesLooked {
  /** Of the charge, as they are recorded. */
  readonly expected: readonly ShareRow[];
  readonly readings: readonly ShareReading[];
  /** Whether a capture of the charge was asked for, and nobody has written down what came of it. */
  readonly isUnderWay: boolean;
}

/** What a read of the shares of one charge left to do. */
export interface RecordedShares {
  /** Captures of which a share is still to come. */
  readonly unshared: ReadonlySet<string>;
  /** True when the provider's shares are not the ones that we asked for: a person must look. */
  readonly mismatch: boolean;
}

/** Whether what was sent on, or came back, is not known yet. */
export function isOpenShare({ stripe_id }: ShareRow): boolean {
  return stripe_id === null;
}

function expectedShare({ capture_id, kind, asked, stripe_id }: ShareRow): {
  captureId: string;
  kind: ShareKind;
  asked: number;
  stripeId: string | null;
} {
  return { captureId: capture_id, kind, asked, stripeId: stripe_id };
}

async function recordOne(change: OrderChange, share: ShareRow, reading: ShareReading, chargeId: string): Promise<void> {
  const { capture_id: captureId, shipment_id: shipmentId } = share;
  const { kind, amount, stripeId, balanceTransactionId } = reading;
  await recordShare(change, share, reading);
  await postLedger(change, shownBy(movementOf(captureId, reading), { balanceTransactionId, createdAt: null }));
  const about = { shipmentId, captureId, chargeId, ...(balanceTransactionId !== null && { balanceTransactionId }) };
  const shipments = namesOfShipments(await shipmentIdsOf(change.transaction, captureId));
  const message =
    kind === 'transfer'
      ? `${formatMoney(amount)} of ${shipments} was sent on to the connected account: ${stripeId}`
      : `${formatMoney(amount)} of ${shipments} came back as application fee: ${stripeId}`;
  await appendTimeline(change, { kind: `${kind}_created`, amount, about, message });
}

function movementOf(captureId: string, reading: ShareReading): LedgerTransaction {
  switch (reading.kind) {
    case 'transfer':
      return transferred(captureId, reading);
    case 'application_fee':
      return applicationFee(captureId, reading);
  }
}
