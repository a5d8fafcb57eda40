-- Up Migration

create table shipments (
  order_id text not null references orders,
  shipment_id text not null check (char_length(shipment_id) between 1 and 64),
  content_hash text not null check (char_length(content_hash) between 1 and 128),
  status text not null check (status in ('pending', 'covered', 'captured', 'settled', 'refused')),
  carrier text check (char_length(carrier) <= 255),
  tracking_number text check (char_length(tracking_number) <= 255),
  amount bigint not null check (amount >= 0),
  goods bigint not null,
  tax bigint not null,
  discount bigint not null,
  shipping bigint not null,
  adjustment bigint not null,
  final boolean not null,
  request_id text not null check (char_length(request_id) between 1 and 128),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (order_id, shipment_id),
  check (amount = goods + tax - discount + shipping + adjustment)
);

comment on table shipments is 'Units that leave together: the reason for a capture. A refused one may be asked for again, changed or not.';
comment on column shipments.order_id is 'The order.';
comment on column shipments.shipment_id is 'The shop''s own id, unique within the order.';
comment on column shipments.content_hash is 'Fingerprint of what the shop sent: the same id with another hash is a conflict.';
comment on column shipments.status is 'pending: the provider was asked and its answer is not known yet. Follows the latest capture.';
comment on column shipments.carrier is 'Who carries the parcel.';
comment on column shipments.tracking_number is 'The carrier''s name for the parcel.';
comment on column shipments.amount is 'Minor units the parcel is worth by the frozen allocation.';
comment on column shipments.goods is 'Part of the amount: goods.';
comment on column shipments.tax is 'Part of the amount: tax.';
comment on column shipments.discount is 'Part of the amount: discount, counting down.';
comment on column shipments.shipping is 'Part of the amount: shipping.';
comment on column shipments.adjustment is 'Part of the amount: what the shop added or took off for this parcel.';
comment on column shipments.final is 'True when nothing of the order is open after it.';
comment on column shipments.request_id is 'Request that brought it, for the audit trail.';
comment on column shipments.created_at is 'When it was first asked for.';
comment on column shipments.updated_at is 'When the row last changed.';

create table shipment_lines (
  order_id text not null,
  shipment_id text not null,
  line_id text not null,
  from_unit integer not null check (from_unit >= 0),
  units integer not null check (units > 0),
  primary key (order_id, shipment_id, line_id, from_unit),
  foreign key (order_id, shipment_id) references shipments,
  foreign key (order_id, line_id) references order_lines
);

comment on table shipment_lines is 'Which units are in the parcel.';
comment on column shipment_lines.order_id is 'The order.';
comment on column shipment_lines.shipment_id is 'The shipment.';
comment on column shipment_lines.line_id is 'The line the units are of.';
comment on column shipment_lines.from_unit is 'Index of the first unit within its line, from 0.';
comment on column shipment_lines.units is 'How many units from there on.';

create table captures (
  capture_id text primary key check (char_length(capture_id) between 1 and 150),
  order_id text not null references orders,
  shipment_id text not null,
  generation integer not null check (generation >= 1),
  authorization_id text not null references authorizations,
  state text not null check (state in ('covered', 'requested', 'unknown', 'captured', 'settled', 'refused')),
  refusal_reason text check (refusal_reason in ('hold_gone', 'amount_too_large', 'declined', 'key_spent')),
  error_code text check (char_length(error_code) <= 255),
  error_decline_code text check (char_length(error_decline_code) <= 255),
  error_message text check (char_length(error_message) <= 2000),
  idempotency_key text not null unique check (char_length(idempotency_key) between 1 and 255),
  key_first_used_at timestamptz not null,
  key_last_used_at timestamptz not null,
  amount bigint not null check (amount >= 0),
  received_before bigint not null check (received_before >= 0),
  final boolean not null,
  mismatch boolean not null default false,
  balance_transaction_id text unique check (char_length(balance_transaction_id) between 1 and 255),
  fee bigint,
  net bigint,
  settlement_currency char(3) check (settlement_currency = lower(settlement_currency)),
  exchange_rate text check (char_length(exchange_rate) <= 64),
  captured_at timestamptz,
  settled_at timestamptz,
  settlement_due_at timestamptz,
  settlement_reads integer not null default 0 check (settlement_reads >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (order_id, shipment_id, generation),
  foreign key (order_id, shipment_id) references shipments,
  check ((state = 'refused') = (refusal_reason is not null)),
  check ((refusal_reason is null) = (error_code is null and error_message is null)),
  check ((state in ('captured', 'settled')) = (captured_at is not null)),
  check ((state = 'settled') = (settled_at is not null)),
  check (state = 'settled' or balance_transaction_id is null),
  check (num_nulls(balance_transaction_id, fee, net, settlement_currency) in (0, 4))
);

comment on table captures is 'One capture of one hold for one shipment. Written before the provider is asked.';
comment on column captures.capture_id is '{orderId}/{shipmentId}/{generation}.';
comment on column captures.order_id is 'The order.';
comment on column captures.shipment_id is 'The shipment it pays for.';
comment on column captures.generation is 'Rises only after the earlier attempt was definitely refused.';
comment on column captures.authorization_id is 'The hold it takes from.';
comment on column captures.state is 'Changed only along the transition table of the domain; unknown is left only by a read of the provider.';
comment on column captures.refusal_reason is 'Why it was refused. key_spent: the provider only repeats a failure, and a read proved that no money moved.';
comment on column captures.error_code is 'The provider''s code for the refusal.';
comment on column captures.error_decline_code is 'The issuer''s reason for the refusal.';
comment on column captures.error_message is 'The refusal in words.';
comment on column captures.idempotency_key is 'Name of the call at the provider.';
comment on column captures.key_first_used_at is 'The provider forgets keys after 24 h: an old one is never used again.';
comment on column captures.key_last_used_at is 'When the provider was last asked: an answer that nobody saw may still be on its way shortly after.';
comment on column captures.amount is 'Minor units of the order''s currency.';
comment on column captures.received_before is 'Minor units that earlier captures took of the hold; gives the captures of a hold their order.';
comment on column captures.final is 'True when it ends the hold.';
comment on column captures.mismatch is 'True when the provider''s totals differed from ours.';
comment on column captures.balance_transaction_id is 'Stripe''s txn_ id; null until settled, and for ever when nothing moved.';
comment on column captures.fee is 'Minor units of the settlement currency kept by the provider.';
comment on column captures.net is 'Minor units of the settlement currency that arrived.';
comment on column captures.settlement_currency is 'ISO 4217 code in lower case of fee and net.';
comment on column captures.exchange_rate is 'Decimal text as the provider wrote it; null without conversion.';
comment on column captures.captured_at is 'When it was recorded as captured.';
comment on column captures.settled_at is 'When its settlement was recorded.';
comment on column captures.settlement_due_at is 'When to read the provider if no event has told of the settlement; null when there is nothing to wait for.';
comment on column captures.settlement_reads is 'How often it was due: makes the next pause longer.';
comment on column captures.created_at is 'When the intent was recorded.';
comment on column captures.updated_at is 'When the row last changed.';

create index captures_by_authorization on captures (authorization_id);
create index captures_settlement_due on captures (settlement_due_at) where state = 'captured';

-- Down Migration

drop table captures;
drop table shipment_lines;
drop table shipments;
