-- Up Migration

alter table line_changes drop constraint line_changes_kind_check;
alter table line_changes add constraint line_changes_kind_check check (kind in ('added', 'lowered', 'reopened'));
-- A change of the shop's has at most 64 characters, as the refund has whose name one is made of.
alter table line_changes drop constraint line_changes_change_id_check;
alter table line_changes add constraint line_changes_change_id_check check (char_length(change_id) between 1 and 71);
comment on column line_changes.kind is 'added: lines came behind the others. lowered: open units of a line cost less. reopened: units that went back ship once more, as new units of their lines; change_id is refund/ and the id of the refund.';

alter table authorizations add column added_amount bigint not null default 0 check (added_amount >= 0);
comment on column authorizations.added_amount is 'What of the amount is for units that the order grew by while it was held; minor units. The hold before it had not bound that.';

-- Down Migration

alter table authorizations drop column added_amount;
alter table line_changes drop constraint line_changes_change_id_check;
alter table line_changes add constraint line_changes_change_id_check check (char_length(change_id) between 1 and 64);
alter table line_changes drop constraint line_changes_kind_check;
alter table line_changes add constraint line_changes_kind_check check (kind in ('added', 'lowered'));
