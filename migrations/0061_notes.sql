-- Up Migration

create table order_notes (
  order_id text not null references orders,
  note_id text not null check (char_length(note_id) between 1 and 64),
  author text not null check (char_length(author) between 1 and 255),
  text text not null check (char_length(text) between 1 and 2000),
  request_id text not null check (char_length(request_id) between 1 and 128),
  created_at timestamptz not null,
  primary key (order_id, note_id)
);

comment on table order_notes is 'What people want others to know about an order. Never changed.';
comment on column order_notes.order_id is 'The order.';
comment on column order_notes.note_id is 'The shop''s own id, unique within the order.';
comment on column order_notes.author is 'Who wrote it, in the shop''s words.';
comment on column order_notes.text is 'What it says. May be personal: it stands in no log and not in Temporal.';
comment on column order_notes.request_id is 'Request that brought it, for the audit trail.';
comment on column order_notes.created_at is 'When it was written.';

-- Down Migration

drop table order_notes;
