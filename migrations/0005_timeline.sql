-- Up Migration

create table timeline (
  timeline_id bigint generated always as identity primary key,
  order_id text not null references orders,
  at timestamptz not null,
  kind text not null check (char_length(kind) between 1 and 64),
  amount bigint,
  currency char(3) check (currency = lower(currency)),
  actor text not null check (char_length(actor) between 1 and 64),
  request_id text check (char_length(request_id) <= 128),
  authorization_id text check (char_length(authorization_id) <= 80),
  shipment_id text check (char_length(shipment_id) <= 64),
  capture_id text check (char_length(capture_id) <= 150),
  cancellation_id text check (char_length(cancellation_id) <= 64),
  payment_intent_id text check (char_length(payment_intent_id) <= 255),
  charge_id text check (char_length(charge_id) <= 255),
  balance_transaction_id text check (char_length(balance_transaction_id) <= 255),
  event_id text check (char_length(event_id) <= 255),
  message text not null check (char_length(message) <= 2000),
  check ((amount is null) = (currency is null))
);

comment on table timeline is 'Something a person wants to see. Append-only: the audit trail of the order.';
comment on column timeline.timeline_id is 'In the order it happened.';
comment on column timeline.order_id is 'The order.';
comment on column timeline.at is 'When it was recorded.';
comment on column timeline.kind is 'What happened, in one word.';
comment on column timeline.amount is 'Minor units it is about, if any.';
comment on column timeline.currency is 'ISO 4217 code in lower case of the amount.';
comment on column timeline.actor is 'Who: the shop, Holdfast itself, or the provider.';
comment on column timeline.request_id is 'The shop''s request that led to it, if one did.';
comment on column timeline.authorization_id is 'Authorization it is about.';
comment on column timeline.shipment_id is 'Shipment it is about.';
comment on column timeline.capture_id is 'Capture it is about.';
comment on column timeline.cancellation_id is 'Cancellation it is about.';
comment on column timeline.payment_intent_id is 'Stripe''s pi_ id it is about.';
comment on column timeline.charge_id is 'Stripe''s ch_ id it is about.';
comment on column timeline.balance_transaction_id is 'Stripe''s txn_ id it is about.';
comment on column timeline.event_id is 'Event that made us look.';
comment on column timeline.message is 'One sentence for people; nothing personal.';

create index timeline_by_order on timeline (order_id, timeline_id);

create trigger timeline_is_append_only before update or delete on timeline
  for each row execute function refuse_change();
create trigger timeline_is_kept before truncate on timeline
  for each statement execute function refuse_change();

create table attentions (
  attention_id bigint generated always as identity primary key,
  order_id text not null references orders,
  code text not null check (code in ('amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue')),
  message text not null check (char_length(message) <= 2000),
  since timestamptz not null,
  closed_at timestamptz,
  closed_by text check (char_length(closed_by) between 1 and 255),
  close_reason text check (char_length(close_reason) between 1 and 2000),
  check (num_nulls(closed_at, closed_by, close_reason) in (0, 3))
);

comment on table attentions is 'A problem only a person can solve.';
comment on column attentions.attention_id is 'In the order they were raised.';
comment on column attentions.order_id is 'The order.';
comment on column attentions.code is 'Names its page in the operators'' handbook.';
comment on column attentions.message is 'What is wrong, in one sentence; nothing personal.';
comment on column attentions.since is 'When it was raised.';
comment on column attentions.closed_at is 'When a person closed it.';
comment on column attentions.closed_by is 'Who closed it.';
comment on column attentions.close_reason is 'Why it was closed.';

-- At most one open problem of a kind for an order; serves the list's filter too.
create unique index attentions_open on attentions (order_id, code) where closed_at is null;

-- Down Migration

drop table attentions;
drop table timeline;
