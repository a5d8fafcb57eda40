-- Up Migration

-- How a workflow stands is asked of Temporal for each order: it says by itself that a run was reset.
drop table watched_runs;

-- News of disputes that were handed on: whether somebody has looked since is asked again and again.
create index webhook_events_of_disputes on webhook_events (received_at) where about = 'dispute' and outcome = 'signalled';

-- Down Migration

drop index webhook_events_of_disputes;

create table watched_runs (
  order_id text primary key references orders,
  run_id text not null check (char_length(run_id) between 1 and 64)
);

comment on table watched_runs is 'Which run of its workflow was last seen looking after an order: another one is looked at before it is trusted.';
comment on column watched_runs.order_id is 'The order.';
comment on column watched_runs.run_id is 'Temporal''s id of the run.';
