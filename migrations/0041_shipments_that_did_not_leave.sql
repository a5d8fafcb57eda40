-- Up Migration

alter table shipments drop constraint shipments_status_check;
alter table shipments add constraint shipments_status_check
  check (status in ('pending', 'covered', 'captured', 'settled', 'refused', 'canceled'));
alter table shipments add column canceled_at timestamptz;
alter table shipments add column cancel_reason text check (char_length(cancel_reason) between 1 and 2000);
alter table shipments add column shipped_at timestamptz;
alter table shipments add constraint shipments_canceled_check check ((status = 'canceled') = (canceled_at is not null));
comment on column shipments.canceled_at is 'When the shop said that it did not leave; only of one that was covered. Its units are open again.';
comment on column shipments.cancel_reason is 'Why it did not leave, in the shop''s words.';
comment on column shipments.shipped_at is 'When it left, as the shop said, or when it was told of; null where it is older than this column.';

alter table captures drop constraint captures_refusal_reason_check;
alter table captures add constraint captures_refusal_reason_check
  check (refusal_reason in ('hold_gone', 'amount_too_large', 'declined', 'key_spent', 'amount_too_small', 'canceled'));
comment on column captures.refusal_reason is 'Why it was refused. key_spent: the provider only repeats a failure, and a read proved that no money moved. canceled: its shipment did not leave, and it was never asked for.';

-- Down Migration

alter table captures drop constraint captures_refusal_reason_check;
alter table captures add constraint captures_refusal_reason_check
  check (refusal_reason in ('hold_gone', 'amount_too_large', 'declined', 'key_spent', 'amount_too_small'));
comment on column captures.refusal_reason is 'Why it was refused. key_spent: the provider only repeats a failure, and a read proved that no money moved.';

alter table shipments drop constraint shipments_canceled_check;
alter table shipments drop column shipped_at;
alter table shipments drop column cancel_reason;
alter table shipments drop column canceled_at;
alter table shipments drop constraint shipments_status_check;
alter table shipments add constraint shipments_status_check
  check (status in ('pending', 'covered', 'captured', 'settled', 'refused'));
