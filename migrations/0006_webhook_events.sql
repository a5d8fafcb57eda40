-- Up Migration

create table webhook_events (
  event_id text primary key check (char_length(event_id) between 1 and 255),
  type text not null check (char_length(type) between 1 and 255),
  api_version text check (char_length(api_version) <= 64),
  livemode boolean not null,
  event_created_at timestamptz not null,
  payload jsonb not null,
  about text not null check (about in ('settlement', 'hold', 'nothing')),
  payment_intent_id text check (char_length(payment_intent_id) <= 255),
  charge_id text check (char_length(charge_id) <= 255),
  balance_transaction_id text check (char_length(balance_transaction_id) <= 255),
  order_id text check (char_length(order_id) <= 500),
  received_at timestamptz not null,
  outcome text check (outcome in ('signalled', 'not_needed', 'order_closed', 'dead_letter')),
  delivered_at timestamptz,
  attempts integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz,
  last_error text check (char_length(last_error) <= 2000),
  dead_letter_reason text check (char_length(dead_letter_reason) between 1 and 2000),
  check ((outcome is null) = (next_attempt_at is not null)),
  check ((outcome is not null and outcome <> 'dead_letter') = (delivered_at is not null)),
  check ((outcome is not distinct from 'dead_letter') = (dead_letter_reason is not null))
);

comment on table webhook_events is 'The inbox: every verified event, stored before anything else happens with it.';
comment on column webhook_events.event_id is 'Stripe''s evt_ id: a second delivery is a duplicate.';
comment on column webhook_events.type is 'Stripe''s type of the event.';
comment on column webhook_events.api_version is 'API version the payload was rendered in.';
comment on column webhook_events.livemode is 'Whether it is about real money.';
comment on column webhook_events.event_created_at is 'When it happened at Stripe.';
comment on column webhook_events.payload is 'The event as received, for people: its amounts are never trusted.';
comment on column webhook_events.about is 'What it can tell us: of a settlement, of a hold, or nothing.';
comment on column webhook_events.payment_intent_id is 'Stripe''s pi_ id it names.';
comment on column webhook_events.charge_id is 'Stripe''s ch_ id it names.';
comment on column webhook_events.balance_transaction_id is 'Stripe''s txn_ id it names.';
comment on column webhook_events.order_id is 'What its metadata calls our order; need not be one of ours, hence no foreign key.';
comment on column webhook_events.received_at is 'When it was stored.';
comment on column webhook_events.outcome is 'What became of it; null while it is to be delivered.';
comment on column webhook_events.delivered_at is 'When it was handled; null for a dead letter.';
comment on column webhook_events.attempts is 'How often its delivery was begun.';
comment on column webhook_events.next_attempt_at is 'When to try next; null once it has an outcome.';
comment on column webhook_events.last_error is 'Why the latest attempt did not deliver it.';
comment on column webhook_events.dead_letter_reason is 'Why it was given up.';

create index webhook_events_due on webhook_events (next_attempt_at) where outcome is null;

-- Down Migration

drop table webhook_events;
