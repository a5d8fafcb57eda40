-- Up Migration

create table line_changes (
  order_id text not null references orders,
  change_id text not null check (char_length(change_id) between 1 and 64),
  kind text not null check (kind in ('added', 'lowered')),
  content_hash text not null check (char_length(content_hash) between 1 and 128),
  amount bigint not null check (amount >= 0),
  request_id text not null check (char_length(request_id) between 1 and 128),
  created_at timestamptz not null,
  primary key (order_id, change_id)
);

comment on table line_changes is 'Changes of the lines of open orders. What the lines are now stands in order_lines and unit_allocations; what has shipped keeps what was captured for it.';
comment on column line_changes.order_id is 'The order that changed.';
comment on column line_changes.change_id is 'The shop''s name of the change.';
comment on column line_changes.kind is 'added: lines came behind the others. lowered: open units of a line cost less.';
comment on column line_changes.content_hash is 'Fingerprint of what the shop sent: the same is a repeat, another a conflict.';
comment on column line_changes.amount is 'What the order is worth more, or less, in minor units.';
comment on column line_changes.request_id is 'The HTTP request that asked for it.';
comment on column line_changes.created_at is 'When it was made.';

comment on column hold_increments.shipment_id is 'The shipment that is worth more, or the change that adds lines.';

-- Down Migration

comment on column hold_increments.shipment_id is null;
drop table line_changes;
