-- Up Migration

create table event_outbox (
  outbox_id bigint generated always as identity primary key,
  order_id text not null references orders,
  at timestamptz not null default now(),
  timeline_id bigint,
  attention_id bigint,
  shipment_id text check (char_length(shipment_id) <= 64),
  refund_id text check (char_length(refund_id) <= 64),
  was text check (char_length(was) <= 64),
  became text not null check (char_length(became) between 1 and 64),
  check (num_nonnulls(timeline_id, attention_id, shipment_id, refund_id) <= 1)
);

comment on table event_outbox is 'Facts that are not in the feed of events yet, each written by a trigger within the statement that recorded it. Emptied as the feed is written.';
comment on column event_outbox.outbox_id is 'Of one order: in the order in which it happened, for its changes come one after the other.';
comment on column event_outbox.order_id is 'The order.';
comment on column event_outbox.at is 'When the transaction began that recorded it, by the database''s clock.';
comment on column event_outbox.timeline_id is 'The entry of the timeline that was written.';
comment on column event_outbox.attention_id is 'The attention that was opened or closed.';
comment on column event_outbox.shipment_id is 'The shipment whose status changed.';
comment on column event_outbox.refund_id is 'The refund whose status changed. Neither this nor any of the three before: the order''s own status did.';
comment on column event_outbox.was is 'The status before; null where there was none.';
comment on column event_outbox.became is 'The status now; of an entry of the timeline its kind.';

create table event_feed (
  one boolean primary key default true check (one),
  head bigint not null check (head >= 0),
  kept_after bigint not null check (kept_after between 0 and head)
);

comment on table event_feed is 'How far the feed of events goes: one row.';
comment on column event_feed.one is 'There is one feed.';
comment on column event_feed.head is 'Position of the newest event; 0 before the first.';
comment on column event_feed.kept_after is 'Events up to here were deleted, for they were older than the feed keeps them.';

insert into event_feed (head, kept_after) values (0, 0);

create table shop_events (
  position bigint primary key check (position >= 1),
  type text not null check (char_length(type) between 1 and 64),
  order_id text not null references orders,
  at timestamptz not null,
  timeline_id bigint,
  attention_id bigint,
  shipment_id text check (char_length(shipment_id) <= 64),
  refund_id text check (char_length(refund_id) <= 64),
  dispute_id text check (char_length(dispute_id) <= 255),
  was text check (char_length(was) <= 64),
  became text check (char_length(became) <= 64)
);

comment on table shop_events is 'The feed: what the shop is told, in one order without gaps. What an event is about is read when it is told.';
comment on column shop_events.position is '1, 2, 3 …: given by whoever writes the feed, one at a time.';
comment on column shop_events.type is 'What happened, in the API''s word: shipment.captured.';
comment on column shop_events.order_id is 'The order.';
comment on column shop_events.at is 'When the fact was recorded.';
comment on column shop_events.timeline_id is 'The entry of the timeline that tells of it, where one does.';
comment on column shop_events.attention_id is 'Attention it is about.';
comment on column shop_events.shipment_id is 'Shipment it is about.';
comment on column shop_events.refund_id is 'Refund it is about.';
comment on column shop_events.dispute_id is 'Stripe''s du_ or dp_ id of the dispute it is about.';
comment on column shop_events.was is 'Status before; null where there was none, or where an entry of the timeline tells of it.';
comment on column shop_events.became is 'Status now; null where an entry of the timeline tells of it.';

create index shop_events_by_order on shop_events (order_id, position);
create index shop_events_by_type on shop_events (type, position);

create table event_endpoints (
  endpoint text primary key check (char_length(endpoint) between 1 and 32),
  offered_through bigint not null check (offered_through >= 0)
);

comment on table event_endpoints is 'Endpoints of the shop that any API process ever knew, and how far each was put on the list of what to send.';
comment on column event_endpoints.endpoint is 'Its name in EVENT_ENDPOINTS.';
comment on column event_endpoints.offered_through is 'Events up to here have a delivery to it, but for those before it was known first.';

create table event_deliveries (
  endpoint text not null check (char_length(endpoint) between 1 and 32),
  position bigint not null references shop_events on delete cascade,
  order_id text not null check (char_length(order_id) <= 64),
  state text not null check (state in ('waiting', 'due', 'delivered', 'failed')),
  attempts integer not null default 0 check (attempts >= 0),
  first_attempt_at timestamptz,
  last_attempt_at timestamptz,
  next_attempt_at timestamptz,
  last_status integer,
  last_error text check (char_length(last_error) between 1 and 2000),
  ended_at timestamptz,
  primary key (endpoint, position),
  check ((state = 'due') = (next_attempt_at is not null)),
  check ((state in ('delivered', 'failed')) = (ended_at is not null))
);

comment on table event_deliveries is 'One event, pushed to one endpoint of the shop until it is taken or given up.';
comment on column event_deliveries.endpoint is 'Name of the endpoint in EVENT_ENDPOINTS.';
comment on column event_deliveries.position is 'The event.';
comment on column event_deliveries.order_id is 'Of the event: those of one order go one after the other.';
comment on column event_deliveries.state is 'waiting: an earlier event of the order comes first. due: it is, or will be, sent. failed: given up.';
comment on column event_deliveries.attempts is 'How often it was begun to send it since it was last asked for.';
comment on column event_deliveries.first_attempt_at is 'When it was first sent since it was last asked for: three days later it is given up.';
comment on column event_deliveries.last_attempt_at is 'When it was last sent.';
comment on column event_deliveries.next_attempt_at is 'When to send it; while it is being sent, when to think that who sends it has died.';
comment on column event_deliveries.last_status is 'HTTP status of the last answer; null where none came.';
comment on column event_deliveries.last_error is 'Why the last attempt did not deliver it.';
comment on column event_deliveries.ended_at is 'When it was taken or given up.';

create index event_deliveries_due on event_deliveries (endpoint, next_attempt_at) where state = 'due';
create index event_deliveries_open on event_deliveries (endpoint, order_id, position) where state in ('waiting', 'due');
create index event_deliveries_oldest on event_deliveries (endpoint, position) where state in ('waiting', 'due');
create index event_deliveries_failed on event_deliveries (endpoint, position) where state = 'failed';
create index event_deliveries_by_position on event_deliveries (position);

create function note_timeline() returns trigger language plpgsql as $$
begin
  insert into event_outbox (order_id, timeline_id, became) values (new.order_id, new.timeline_id, new.kind);
  return null;
end $$;

create function note_attention() returns trigger language plpgsql as $$
begin
  insert into event_outbox (order_id, attention_id, was, became)
  values (
    new.order_id, new.attention_id, case when new.closed_at is null then null else 'open' end,
    case when new.closed_at is null then 'open' else 'closed' end
  );
  return null;
end $$;

create function note_order_status() returns trigger language plpgsql as $$
begin
  insert into event_outbox (order_id, was, became) values (new.order_id, old.status, new.status);
  return null;
end $$;

create function note_shipment_status() returns trigger language plpgsql as $$
begin
  insert into event_outbox (order_id, shipment_id, was, became)
  values (new.order_id, new.shipment_id, case when tg_op = 'UPDATE' then old.status end, new.status);
  return null;
end $$;

create function note_refund_status() returns trigger language plpgsql as $$
begin
  insert into event_outbox (order_id, refund_id, was, became)
  values (new.order_id, new.refund_id, case when tg_op = 'UPDATE' then old.status end, new.status);
  return null;
end $$;

comment on function note_timeline is 'Puts a new entry of the timeline into the outbox of events.';
comment on function note_attention is 'Puts an attention that was opened or closed into the outbox of events, whoever closed it.';
comment on function note_order_status is 'Puts a change of an order''s status into the outbox of events.';
comment on function note_shipment_status is 'Puts a change of a shipment''s status into the outbox of events.';
comment on function note_refund_status is 'Puts a change of a refund''s status into the outbox of events.';

create trigger timeline_is_noted after insert on timeline for each row execute function note_timeline();
create trigger attention_opening_is_noted after insert on attentions
  for each row when (new.closed_at is null) execute function note_attention();
create trigger attention_closing_is_noted after update of closed_at on attentions
  for each row when (old.closed_at is null and new.closed_at is not null) execute function note_attention();
create trigger order_status_is_noted after update of status on orders
  for each row when (old.status is distinct from new.status) execute function note_order_status();
create trigger new_shipment_is_noted after insert on shipments
  for each row when (new.status <> 'pending') execute function note_shipment_status();
create trigger shipment_status_is_noted after update of status on shipments
  for each row when (old.status is distinct from new.status) execute function note_shipment_status();
create trigger new_refund_is_noted after insert on refunds
  for each row when (new.status <> 'requested') execute function note_refund_status();
create trigger refund_status_is_noted after update of status on refunds
  for each row when (old.status is distinct from new.status) execute function note_refund_status();

-- Down Migration

drop trigger refund_status_is_noted on refunds;
drop trigger new_refund_is_noted on refunds;
drop trigger shipment_status_is_noted on shipments;
drop trigger new_shipment_is_noted on shipments;
drop trigger order_status_is_noted on orders;
drop trigger attention_closing_is_noted on attentions;
drop trigger attention_opening_is_noted on attentions;
drop trigger timeline_is_noted on timeline;
drop function note_refund_status;
drop function note_shipment_status;
drop function note_order_status;
drop function note_attention;
drop function note_timeline;
drop table event_deliveries;
drop table event_endpoints;
drop table shop_events;
drop table event_feed;
drop table event_outbox;
