-- Up Migration

create table refunds (
  order_id text not null references orders,
  refund_id text not null check (char_length(refund_id) between 1 and 64),
  content_hash text not null check (char_length(content_hash) between 1 and 128),
  acceptance_id text not null check (char_length(acceptance_id) between 1 and 128),
  status text not null check (status in ('requested', 'pending', 'succeeded', 'failed', 'refused')),
  shipment_id text,
  amount bigint not null check (amount > 0),
  reason text not null check (char_length(reason) between 1 and 2000),
  request_id text not null check (char_length(request_id) between 1 and 128),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  settled_at timestamptz,
  primary key (order_id, refund_id),
  foreign key (order_id, shipment_id) references shipments,
  check ((status in ('requested', 'pending')) = (settled_at is null))
);

comment on table refunds is 'Captured money that the shop gives back. Written before the provider is asked; a refused one may be asked for again, changed or not.';
comment on column refunds.order_id is 'The order.';
comment on column refunds.refund_id is 'The shop''s own id, unique within the order.';
comment on column refunds.content_hash is 'Fingerprint of what the shop sent: the same id with another hash is a conflict.';
comment on column refunds.acceptance_id is 'The one HTTP request that it was accepted by, so that a repeat knows it is one.';
comment on column refunds.status is 'Derived from its parts. requested: the provider''s answer is not known yet.';
comment on column refunds.shipment_id is 'The shipment that the shop named; null when it named none.';
comment on column refunds.amount is 'Minor units of the order''s currency, over all parts.';
comment on column refunds.reason is 'Why, in the shop''s words.';
comment on column refunds.request_id is 'Request that brought it, for the audit trail.';
comment on column refunds.created_at is 'When the intent was recorded.';
comment on column refunds.updated_at is 'When the row last changed.';
comment on column refunds.settled_at is 'When it came to the end that its status names.';

create table refund_parts (
  order_id text not null,
  refund_id text not null,
  part integer not null check (part >= 1),
  generation integer not null check (generation >= 1),
  authorization_id text not null references authorizations,
  state text not null check (state in ('requested', 'unknown', 'pending', 'succeeded', 'failed', 'refused')),
  amount bigint not null check (amount > 0),
  extra boolean not null,
  idempotency_key text not null unique check (char_length(idempotency_key) between 1 and 255),
  key_first_used_at timestamptz not null,
  stripe_refund_id text unique check (char_length(stripe_refund_id) between 1 and 255),
  error_code text check (char_length(error_code) between 1 and 255),
  accepted_at timestamptz,
  read_due_at timestamptz,
  reads integer not null default 0 check (reads >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (order_id, refund_id, part),
  foreign key (order_id, refund_id) references refunds,
  check ((state in ('pending', 'succeeded', 'failed')) = (stripe_refund_id is not null)),
  check ((state in ('failed', 'refused')) = (error_code is not null)),
  check ((state = 'pending') = (read_due_at is not null))
);

comment on table refund_parts is 'What one charge gives back: one refund at the provider. What is not failed or refused is reserved and cannot be refunded again.';
comment on column refund_parts.order_id is 'The order.';
comment on column refund_parts.refund_id is 'The refund it is part of.';
comment on column refund_parts.part is 'From 1; one for each charge.';
comment on column refund_parts.generation is 'Rises only after it is proven that the provider did nothing under the earlier key.';
comment on column refund_parts.authorization_id is 'The hold whose charge it takes from.';
comment on column refund_parts.state is 'Changed only along the transition table of the domain; unknown is left only by a read of the provider.';
comment on column refund_parts.amount is 'Minor units of the order''s currency.';
comment on column refund_parts.extra is 'True when it gives back what was captured for its shipment beside the units: shipping as a whole, an adjustment.';
comment on column refund_parts.idempotency_key is 'Name of the call at the provider.';
comment on column refund_parts.key_first_used_at is 'The provider forgets keys after 24 h: an old one is never used again.';
comment on column refund_parts.stripe_refund_id is 'Stripe''s re_ id; null until its answer is known.';
comment on column refund_parts.error_code is 'The provider''s word for why it failed or was refused.';
comment on column refund_parts.accepted_at is 'When it was recorded that the provider took the money from our balance; null when it never did.';
comment on column refund_parts.read_due_at is 'When to read the provider if no event has told of the end.';
comment on column refund_parts.reads is 'How often it was read in vain: makes the next pause longer.';
comment on column refund_parts.created_at is 'When the intent was recorded.';
comment on column refund_parts.updated_at is 'When the row last changed.';

create index refund_parts_by_authorization on refund_parts (authorization_id);

create table refund_units (
  order_id text not null,
  refund_id text not null,
  part integer not null,
  line_id text not null,
  from_unit integer not null check (from_unit >= 0),
  units integer not null check (units > 0),
  primary key (order_id, refund_id, part, line_id, from_unit),
  foreign key (order_id, refund_id, part) references refund_parts on delete cascade,
  foreign key (order_id, line_id) references order_lines
);

comment on table refund_units is 'Which units a part of a refund is for. A refund by amount is for none.';
comment on column refund_units.order_id is 'The order.';
comment on column refund_units.refund_id is 'The refund.';
comment on column refund_units.part is 'The part whose charge paid for the units.';
comment on column refund_units.line_id is 'The line the units are of.';
comment on column refund_units.from_unit is 'Index of the first unit within its line, from 0.';
comment on column refund_units.units is 'How many units from there on.';

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (kind in ('hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed'));

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue'
    )
  );

alter table timeline add column refund_id text check (char_length(refund_id) <= 64);
alter table timeline add column stripe_refund_id text check (char_length(stripe_refund_id) <= 255);
comment on column timeline.refund_id is 'Refund it is about.';
comment on column timeline.stripe_refund_id is 'Stripe''s re_ id it is about.';

alter table webhook_events drop constraint webhook_events_about_check;
alter table webhook_events add constraint webhook_events_about_check
  check (about in ('settlement', 'hold', 'refund', 'nothing'));
alter table webhook_events add column refund_id text check (char_length(refund_id) <= 500);
alter table webhook_events add column stripe_refund_id text check (char_length(stripe_refund_id) <= 255);
comment on column webhook_events.about is 'What it can tell us: of a settlement, of a hold, of a refund, or nothing.';
comment on column webhook_events.refund_id is 'What its metadata calls our refund; need not be one of ours.';
comment on column webhook_events.stripe_refund_id is 'Stripe''s re_ id it names.';

-- Down Migration

-- What the new values describe cannot be told in the old ones: going back is for a database without refunds.
alter table webhook_events drop column stripe_refund_id;
alter table webhook_events drop column refund_id;
alter table webhook_events drop constraint webhook_events_about_check;
alter table webhook_events add constraint webhook_events_about_check
  check (about in ('settlement', 'hold', 'nothing'));
comment on column webhook_events.about is 'What it can tell us: of a settlement, of a hold, or nothing.';

alter table timeline drop column stripe_refund_id;
alter table timeline drop column refund_id;

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (code in ('amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue'));

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (kind in ('hold_placed', 'captured', 'released', 'lost', 'settled'));

drop table refund_units;
drop table refund_parts;
drop table refunds;
