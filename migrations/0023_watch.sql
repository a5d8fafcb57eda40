-- Up Migration

create table watched_runs (
  order_id text primary key references orders,
  run_id text not null check (char_length(run_id) between 1 and 64)
);

comment on table watched_runs is 'Which run of its workflow was last seen looking after an order: another one is looked at before it is trusted.';
comment on column watched_runs.order_id is 'The order.';
comment on column watched_runs.run_id is 'Temporal''s id of the run.';

create table watch_position (
  position_id text primary key check (position_id = 'orders'),
  after_order_id text not null check (char_length(after_order_id) <= 64),
  updated_at timestamptz not null
);

comment on table watch_position is 'How far the walk through the open orders has come: one row, or none before the first walk.';
comment on column watch_position.position_id is 'Always orders: there is one walk.';
comment on column watch_position.after_order_id is 'The next walk begins behind this order; empty: with the first.';
comment on column watch_position.updated_at is 'When the walk last came further.';

-- The walk goes through open orders by their ids.
create index orders_open on orders (order_id) where status not in ('completed', 'canceled');

-- What was asked of Stripe and has no outcome: each leads to what is open alone.
create index captures_open on captures (key_first_used_at) where state in ('requested', 'unknown');
create index authorizations_asked on authorizations (asked_at) where state = 'requested';
create index authorizations_releasing on authorizations (release_requested_at)
  where release_requested_at is not null and ended_at is null;
create index refund_parts_open on refund_parts (created_at) where state in ('requested', 'unknown');

-- Down Migration

drop index refund_parts_open;
drop index authorizations_releasing;
drop index authorizations_asked;
drop index captures_open;
drop index orders_open;
drop table watch_position;
drop table watched_runs;
