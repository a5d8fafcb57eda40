-- Up Migration

-- Null: closed by a release before this one, which went by the clock.
alter table closed_months add column ledger_position bigint;
comment on column closed_months.ledger_position is 'The last place of the ledger that is counted in it or before: what is placed later, or never was, is counted in the month after it. Null: what was recorded later than closed_at is.';

create view dated_ledger_transactions as
select movement.transaction_id, movement.order_id, movement.kind, movement.created_at, moved_at, placed.position,
  coalesce(closed_until, moved_at) as booked_at,
  case when closed_until is not null then (
    select month from closed_months where ends_at > moved_at order by ends_at limit 1
  ) end as late_for
from ledger_transactions movement
  left join ledger_positions placed using (transaction_id)
  cross join lateral (select coalesce(movement.occurred_at, movement.created_at) as moved_at) happened
  cross join lateral (
    select max(ends_at) as closed_until from closed_months closed
    where ends_at > moved_at and case
      when ledger_position is null then movement.created_at > closed_at
      else placed.position is null or placed.position > ledger_position
    end
  ) passed;

comment on view dated_ledger_transactions is 'Each movement of the ledger, with the instant by which it is counted in a month: when it happened or, where it came after that month was closed, the first of the next.';

-- What is older than the first closed month is as closed as that: else the next month would open with what none closed with.
create or replace view dated_balance_transactions as
select moved.*, closed.month as late_for,
  case when closed.month is null then moved.created_at else greatest(moved.recorded_at, closed.ends_at) end as booked_at
from balance_transactions moved
  left join closed_months closed on moved.created_at < closed.ends_at
    and (moved.created_at >= closed.begins_at or closed.begins_at = (select min(begins_at) from closed_months))
    and moved.recorded_at > closed.closed_at;

-- Down Migration

create or replace view dated_balance_transactions as
select moved.*, closed.month as late_for,
  case when closed.month is null then moved.created_at else greatest(moved.recorded_at, closed.ends_at) end as booked_at
from balance_transactions moved
  left join closed_months closed on moved.created_at >= closed.begins_at and moved.created_at < closed.ends_at
    and moved.recorded_at > closed.closed_at;
drop view dated_ledger_transactions;
alter table closed_months drop column ledger_position;
