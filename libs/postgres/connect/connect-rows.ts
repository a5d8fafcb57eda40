import type { ExpressionBuilder, RawBuilder, Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ConnectTerms, ShareKind } from '../../domain/orders/connect-terms';
import { sumsByCurrency, type Money } from '../../domain/money/money';
import type { DisputeTransferDirection } from '../../domain/orders/reversal-state';
import type { ConnectReversalsTable, ConnectSharesTable, DisputeTransfersTable } from '../records/connect-schema';
import type { ConnectRecord, ShareRecord } from '../records/order-record';
import type { OrdersTable } from '../records/order-schema';
import type { Schema } from '../records/schema';

/** A row of `connect_shares`. */
export type ShareOfOrderRow = Selectable<ConnectSharesTable>;

/** A reversal that Stripe has made, with the currency of its share. */
export interface ReversalOfOrderRow extends Pick<Selectable<ConnectReversalsTable>, 'kind' | 'returned'> {
  readonly currency: string | null;
}

/** Within a statement that selects orders: what was asked for of each, and what of it Stripe has moved. */
export function sharesOfOrder(eb: ExpressionBuilder<Schema, 'orders'>): RawBuilder<ShareOfOrderRow[]> {
  return jsonArrayFrom(
    eb
      .selectFrom('connect_shares')
      .selectAll('connect_shares')
      .whereRef('connect_shares.order_id', '=', 'orders.order_id'),
  );
}

/** Within a statement that selects orders: what came back of the shares of each. */
export function reversalsOfOrder(eb: ExpressionBuilder<Schema, 'orders'>): RawBuilder<ReversalOfOrderRow[]> {
  return jsonArrayFrom(
    eb
      .selectFrom('connect_reversals')
      .innerJoin('connect_shares', (join) =>
        join
          .onRef('connect_shares.capture_id', '=', 'connect_reversals.capture_id')
          .onRef('connect_shares.kind', '=', 'connect_reversals.kind'),
      )
      .select(['connect_reversals.kind', 'returned', 'currency'])
      .whereRef('connect_reversals.order_id', '=', 'orders.order_id')
      .where('state', '=', 'done'),
  );
}

/** What Stripe has moved of a share for a dispute. */
export type DisputeTransferOfOrderRow = Pick<Selectable<DisputeTransfersTable>, 'direction' | 'moved' | 'currency'>;

/** Within a statement that selects orders: what disputes took back of the shares of each, and what was given again. */
export function disputeTransfersOfOrder(
  eb: ExpressionBuilder<Schema, 'orders'>,
): RawBuilder<DisputeTransferOfOrderRow[]> {
  return jsonArrayFrom(
    eb
      .selectFrom('dispute_transfers')
      .select(['direction', 'moved', 'currency'])
      .whereRef('dispute_transfers.order_id', '=', 'orders.order_id')
      .where('state', '=', 'done'),
  );
}

/** Undefined without Connect. */
export function connectTermsOf(order: {
  readonly connect_destination: string | null;
  readonly connect_on_behalf_of: boolean | null;
  readonly connect_application_fee_amount: number | null;
  readonly connect_transfer_amount: number | null;
}): ConnectTerms | undefined {
  if (order.connect_destination === null) return undefined;
  return {
    destination: order.connect_destination,
    onBehalfOf: order.connect_on_behalf_of ?? false,
    applicationFeeAmount: order.connect_application_fee_amount,
    transferAmount: order.connect_transfer_amount,
  };
}

/** What is recorded of Connect about one order; null without it. */
export function connectRecordOf(
  order: Selectable<OrdersTable>,
  rows: {
    readonly shares: readonly ShareOfOrderRow[];
    readonly reversals: readonly ReversalOfOrderRow[];
    readonly disputeTransfers: readonly DisputeTransferOfOrderRow[];
  },
): ConnectRecord | null {
  const terms = connectTermsOf(order);
  if (terms === undefined) return null;
  const ofDisputes = (wanted: DisputeTransferDirection): Moved[] =>
    rows.disputeTransfers
      .filter(({ direction }) => direction === wanted)
      .map(({ moved: amount, currency }) => ({ kind: 'transfer', amount, currency }));
  const sent = [...rows.shares, ...ofDisputes('given_again')];
  const ofRefunds = rows.reversals.map(({ returned, ...row }) => ({ ...row, amount: returned }));
  const back = [...ofRefunds, ...ofDisputes('taken_back')];
  return {
    ...terms,
    transferred: sumsOf(sent, 'transfer'),
    transfersReversed: sumsOf(back, 'transfer'),
    applicationFees: sumsOf(sent, 'application_fee'),
    applicationFeesRefunded: sumsOf(back, 'application_fee'),
  };
}

interface Moved {
  readonly kind: ShareKind;
  readonly amount: number | null;
  readonly currency: string | null;
}

/** One sum for each currency; what has not moved counts nothing. */
function sumsOf(rows: readonly Moved[], kind: ShareKind): Money[] {
  return sumsByCurrency(
    rows.flatMap(({ kind: each, amount, currency }) =>
      each !== kind || amount === null || currency === null ? [] : [{ amount, currency }],
    ),
  );
}

/** The share of a capture, once it is known. */
export function shareRecordOf(
  shares: readonly ShareOfOrderRow[],
  captureId: string,
  kind: ShareKind,
): ShareRecord | null {
  const row = shares.find((share) => share.capture_id === captureId && share.kind === kind);
  if (row === undefined) return null;
  const { stripe_id: stripeId, amount, currency } = row;
  return stripeId === null || amount === null || currency === null ? null : { stripeId, amount: { amount, currency } };
}
