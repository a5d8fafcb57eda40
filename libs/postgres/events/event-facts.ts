import { sql } from 'kysely';
import type { OrderStatus } from '../../domain/orders/order-status';
import type { AuthorizationState, RefundState } from '../../domain/orders/transitions';
import type { Whose } from '../../domain/provider/deployment';
import { compiledOnce } from '../database/compiled-once';
import type { Database } from '../database/database';
import { lookedUp, withEventFacts, type EventNames, type FactColumns, type LookedUp } from './facts-statement';

/** What is recorded about what an event is about, as far as its delivery depends on it. */
export interface EventFacts {
  readonly whose: Whose;
  /**
   * Whether our rows asked for what it is about. A row is written before anything is asked for, so what carries our
   * name and has no row was asked for by another database.
   */
  readonly isAskedForHere: boolean;
  /**
   * Whether a hold, a charge or a card was asked for within the last hour whose answer nobody has seen: until then its
   * ids are not known here.
   */
  readonly hasUnansweredRequest: boolean;
  /** The order that it names, or that its PaymentIntent, charge or card setup is of. */
  readonly subject: EventSubject | undefined;
  /** Our own refund, by Stripe's id of it or the names that it carries. */
  readonly refund: RefundSubject | undefined;
  /** Whose PaymentIntent or charge it is, whatever names it carries. */
  readonly holder: EventHolder | undefined;
}

/** The order that an event is about. */
export interface EventSubject {
  readonly orderId: string;
  readonly status: OrderStatus;
  /** Of the hold that the event names; null when the event names a hold that is not the order's. */
  readonly authorization: AuthorizationState | null;
  /** The provider was asked to confirm a payment method, and its answer is not recorded. */
  readonly confirmInFlight: boolean;
  /** The provider was asked for a capture, and its answer is not recorded. */
  readonly captureInFlight: boolean;
  readonly releaseInFlight: boolean;
  /** What our own captures of the hold added up to, before the first and after each: what the provider may report. */
  readonly receivedSums: readonly number[];
  /** The settlement that the event names is recorded. */
  readonly settlementRecorded: boolean;
}

/** The part of our own refund that an event is about. */
export interface RefundSubject {
  readonly orderId: string;
  readonly refundId: string;
  readonly state: RefundState;
}

/** The order whose PaymentIntent or charge an event names. */
export interface EventHolder {
  readonly orderId: string;
  /** Something of the charge is recorded as captured, so that there is something to give back. */
  readonly isCaptured: boolean;
  /** The provider was asked for a capture, and its answer is not recorded: a disputed shipment may be the one. */
  readonly captureInFlight: boolean;
}

const factsOfEvent = compiledOnce<LookedUp, FactColumns>((database, given) =>
  sql<FactColumns>`${withEventFacts(given)}
select * from facts`.compile(database),
);

/** What is recorded about an event at this moment. @throws Error when the database is no deployment's yet */
export async function readEventFacts(database: Database, event: EventNames, now: string): Promise<EventFacts> {
  const { rows } = await factsOfEvent(database, lookedUp(event, now));
  if (rows[0] === undefined)
    throw new Error('This database belongs to no deployment yet: run `npm run migrate` first.');
  return eventFactsOf(rows[0]);
}

/** The facts from the columns of their statement. */
export function eventFactsOf(row: FactColumns): EventFacts {
  return {
    whose: row.whose,
    isAskedForHere: row.is_asked_for_here,
    hasUnansweredRequest: row.has_unanswered_request,
    subject: subjectOf(row),
    refund: refundOf(row),
    holder: holderOf(row),
  };
}

function subjectOf(row: FactColumns): EventSubject | undefined {
  if (row.subject_order_id === null || row.subject_status === null) return undefined;
  return {
    orderId: row.subject_order_id,
    status: row.subject_status,
    authorization: row.hold_state,
    confirmInFlight: row.confirm_in_flight,
    captureInFlight: row.capture_in_flight,
    releaseInFlight: row.release_in_flight,
    receivedSums: row.received_sums,
    settlementRecorded: row.settlement_recorded,
  };
}

function refundOf({ refund_order_id: orderId, refund_id: refundId, refund_state: state }: FactColumns) {
  return orderId === null || refundId === null || state === null ? undefined : { orderId, refundId, state };
}

function holderOf(row: FactColumns): EventHolder | undefined {
  if (row.holder_order_id === null) return undefined;
  return {
    orderId: row.holder_order_id,
    isCaptured: row.holder_is_captured,
    captureInFlight: row.holder_capture_in_flight,
  };
}
