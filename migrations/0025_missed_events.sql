-- Up Migration

create table missed_events_search (
  one boolean primary key default true check (one),
  state text not null check (state in ('on', 'refused', 'off')),
  read_until timestamptz not null,
  window_until timestamptz,
  page_after text check (char_length(page_after) between 1 and 255),
  due_at timestamptz not null,
  problem text check (char_length(problem) between 1 and 2000),
  check (num_nulls(window_until, page_after) in (0, 2)),
  check ((problem is not null) = (state = 'refused'))
);

comment on table missed_events_search is 'How far Stripe''s list of events was searched for those that no webhook brought: one row.';
comment on column missed_events_search.one is 'There is one search.';
comment on column missed_events_search.state is 'on; refused by Stripe, as a key without permission is; or off by FETCH_MISSED_EVENTS.';
comment on column missed_events_search.read_until is 'By Stripe''s clock: every event that happened until then is stored, or means nothing to us.';
comment on column missed_events_search.window_until is 'Where the pages that are being read began, newest first; null between two readings.';
comment on column missed_events_search.page_after is 'Stripe''s evt_ id that the last page ended with; null between two readings.';
comment on column missed_events_search.due_at is 'Not before then: Stripe asked us to wait, or refuses us.';
comment on column missed_events_search.problem is 'What Stripe refuses, and why.';

-- A new deployment has missed nothing. One with orders may have, and Stripe keeps events for 30 days.
insert into missed_events_search (state, read_until, due_at)
select 'on', date_trunc('second', greatest(now() - interval '30 days', least(now(), min(created_at)))), now() from orders;

-- Down Migration

drop table missed_events_search;
