import { sql, type RawBuilder } from 'kysely';
import { addSeconds } from '../../domain/orders/deadline';
import type { OrderStatus } from '../../domain/orders/order-status';
import type { AuthorizationState, RefundState } from '../../domain/orders/transitions';
import { readTag, type Whose } from '../../domain/provider/deployment';
import type { ReceivedEvent } from '../../domain/provider/received-event';
import type { Given } from '../database/compiled-once';

/** What an event names, as it is looked up by. */
export type EventNames = Pick<
  ReceivedEvent,
  | 'deployment'
  | 'intendedAt'
  | 'orderId'
  | 'refundId'
  | 'stripeRefundId'
  | 'paymentIntentId'
  | 'chargeId'
  | 'setupIntentId'
  | 'balanceTransactionId'
  | 'amountReceived'
>;

/** The facts as their statement selects them. */
export interface FactColumns {
  readonly whose: Whose;
  readonly is_asked_for_here: boolean;
  readonly has_unanswered_request: boolean;
  readonly subject_order_id: string | null;
  readonly subject_status: OrderStatus | null;
  readonly hold_state: AuthorizationState | null;
  readonly confirm_in_flight: boolean;
  readonly capture_in_flight: boolean;
  readonly release_in_flight: boolean;
  readonly received_sums: readonly number[];
  readonly settlement_recorded: boolean;
  readonly refund_order_id: string | null;
  readonly refund_id: string | null;
  readonly refund_state: RefundState | null;
  readonly holder_order_id: string | null;
  readonly holder_is_captured: boolean;
  readonly holder_capture_in_flight: boolean;
}

/**
 * Attempts follow each other within a minute or so: what was asked for longer ago failed by a mistake of ours and waits
 * for a person, and news of its hold must not wait with it.
 */
const IN_FLIGHT_SECONDS = 10 * 60;

/** How long what only our rows can tell of may wait for a request that is not answered yet. */
export const UNANSWERED_SECONDS = 60 * 60;

/** The names as the statement takes them; absent is null. */
export interface LookedUp {
  readonly orderId: string | null;
  readonly refundId: string | null;
  readonly stripeRefundId: string | null;
  readonly intendedAt: string | null;
  readonly paymentIntentId: string | null;
  readonly chargeId: string | null;
  readonly setupIntentId: string | null;
  readonly balanceTransactionId: string | null;
  readonly amountReceived: number | null;
  readonly tagName: string | null;
  readonly tagEpoch: number | null;
  readonly inFlightSince: string;
  readonly unansweredSince: string;
}

/** The names that an event is looked up by now. */
export function lookedUp(event: EventNames, now: string): LookedUp {
  const tag = readTag(event.deployment ?? null);
  return {
    orderId: event.orderId,
    refundId: event.refundId,
    stripeRefundId: event.stripeRefundId,
    intendedAt: instantOf(event.intendedAt),
    paymentIntentId: event.paymentIntentId,
    chargeId: event.chargeId,
    setupIntentId: event.setupIntentId ?? null,
    balanceTransactionId: event.balanceTransactionId,
    amountReceived: event.amountReceived ?? null,
    tagName: tag?.name ?? null,
    tagEpoch: tag?.epoch ?? null,
    inFlightSince: addSeconds(now, -IN_FLIGHT_SECONDS),
    unansweredSince: addSeconds(now, -UNANSWERED_SECONDS),
  };
}

/** From the metadata of an object at the provider, where anybody may write. */
function instantOf(text: string | null | undefined): string | null {
  const milliseconds = Date.parse(text ?? '');
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

/**
 * The facts about one event, as the beginning of a statement: `with … facts as (…)`, one row with `FactColumns`. One
 * statement sees one moment, and each of its parts reads a few rows by an index.
 */
export function withEventFacts<Names extends LookedUp>(given: Given<Names>): RawBuilder<unknown> {
  return sql`
with event as not materialized (
  select
    ${given('orderId')}::text as order_id,
    ${given('refundId')}::text as refund_id,
    ${given('stripeRefundId')}::text as stripe_refund_id,
    ${given('intendedAt')}::timestamptz as intended_at,
    ${given('paymentIntentId')}::text as payment_intent_id,
    ${given('chargeId')}::text as charge_id,
    ${given('setupIntentId')}::text as setup_intent_id,
    ${given('balanceTransactionId')}::text as balance_transaction_id,
    ${given('tagName')}::text as tag_name,
    ${given('tagEpoch')}::integer as tag_epoch,
    ${given('inFlightSince')}::timestamptz as in_flight_since,
    ${given('unansweredSince')}::timestamptz as unanswered_since
),
${SUBJECT}
${WHAT_IS_UNDER_WAY}
${FACTS}`;
}

/** Whose the event is, and which order it is of. */
const SUBJECT = sql`
-- As whoseTag decides it.
owner as (
  select case
    when event.tag_name is distinct from deployment.name or event.tag_epoch > deployment.epoch then 'foreign'
    when event.tag_epoch = deployment.epoch then 'ours'
    else 'ours_before'
  end as whose
  from deployment, event
),
-- What another Holdfast calls its orders and refunds may be the name of one of ours.
named as (
  select event.order_id, event.refund_id from owner, event where owner.whose <> 'foreign'
),
holder as (
  select hold.order_id, hold.authorization_id, orders.status
  from event
  join authorizations hold on hold.payment_intent_id = event.payment_intent_id
    or hold.charge_id = event.charge_id or hold.setup_intent_id = event.setup_intent_id
  join orders on orders.order_id = hold.order_id
  limit 1
),
by_name as (
  select orders.order_id, orders.status from named join orders on orders.order_id = named.order_id
),
subject as (
  select order_id, status from by_name
  union all
  select order_id, status from holder where not exists (select from by_name)
),`;

/** Which hold and which refund the event is about, and what of ours is on its way to the provider. */
const WHAT_IS_UNDER_WAY = sql`
-- The newest that the event names, or may name: before our own call has answered we do not know its PaymentIntent.
hold as (
  select hold.authorization_id, hold.state, hold.release_key
  from subject
  join authorizations hold on hold.order_id = subject.order_id
  cross join event
  cross join lateral (
    select coalesce(hold.payment_intent_id = event.payment_intent_id, false)
      or coalesce(hold.charge_id = event.charge_id, false)
      or coalesce(hold.setup_intent_id = event.setup_intent_id, false) as is_meant
  ) meant
  where meant.is_meant or hold.state = 'requested'
  order by meant.is_meant desc, hold.generation desc
  limit 1
),
received as (
  select array_prepend(0::bigint, array(
    select (sum(amount) over (order by captured_at rows unbounded preceding))::bigint
    from captures
    where authorization_id = (select authorization_id from hold) and state in ('captured', 'settled')
    order by captured_at
  )) as sums
),
in_flight as (
  select captures.order_id
  from event
  join captures on captures.order_id in (select order_id from subject union all select order_id from holder)
  where captures.state in ('requested', 'unknown') and captures.key_last_used_at > event.in_flight_since
),
-- Before our own call has answered we do not know Stripe's id: then a part without one may be meant.
refund as (
  select part.order_id, part.refund_id, part.state
  from event
  left join named on true
  join refund_parts part on part.stripe_refund_id = event.stripe_refund_id
    or (part.order_id = named.order_id and part.refund_id = named.refund_id and part.stripe_refund_id is null)
  order by part.stripe_refund_id is null
  limit 1
),`;

const FACTS = sql`
facts as (
  select
    owner.whose,
    case
      when event.refund_id is not null then exists (
        select from refunds where refunds.order_id = event.order_id and refunds.refund_id = event.refund_id)
      else exists (
        select from authorizations asked
        where asked.order_id = event.order_id
          and (event.intended_at is null or asked.created_at = event.intended_at))
    end as is_asked_for_here,
    exists (
      select from authorizations asked
      where asked.state = 'requested' and asked.payment_intent_id is null and asked.setup_intent_id is null
        and asked.asked_at > event.unanswered_since
    ) as has_unanswered_request,
    subject.order_id as subject_order_id,
    subject.status as subject_status,
    hold.state as hold_state,
    coalesce(hold.state = 'held' and hold.release_key is not null, false) as release_in_flight,
    exists (
      select from confirmations
      where confirmations.order_id = subject.order_id and confirmations.state = 'requested'
        and confirmations.key_last_used_at > event.in_flight_since
    ) as confirm_in_flight,
    exists (select from in_flight where in_flight.order_id = subject.order_id) as capture_in_flight,
    to_json(received.sums) as received_sums,
    -- A transfer and an application fee have balance transactions of their own.
    exists (select from captures where captures.balance_transaction_id = event.balance_transaction_id)
      or exists (select from connect_shares share where share.balance_transaction_id = event.balance_transaction_id)
      as settlement_recorded,
    refund.order_id as refund_order_id,
    refund.refund_id,
    refund.state as refund_state,
    holder.order_id as holder_order_id,
    exists (
      select from captures
      where captures.authorization_id = holder.authorization_id and captures.state in ('captured', 'settled')
    ) as holder_is_captured,
    exists (select from in_flight where in_flight.order_id = holder.order_id) as holder_capture_in_flight
  from owner
  cross join event
  cross join received
  left join subject on true
  left join hold on true
  left join refund on true
  left join holder on true
)`;
