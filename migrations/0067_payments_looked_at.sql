-- Up Migration

alter table authorizations add column look_due_at timestamptz;
comment on column authorizations.look_due_at is 'When the provider is asked how the payment stands, unless an event tells: it may tell nothing. Null where its events tell everything.';
alter table authorizations add column looks integer not null default 0 check (looks >= 0);
comment on column authorizations.looks is 'How often that was due since the payment began to wait.';

create index authorizations_by_look on authorizations (look_due_at) where look_due_at is not null;

-- Down Migration

drop index authorizations_by_look;
alter table authorizations drop column looks;
alter table authorizations drop column look_due_at;
