-- Up Migration

alter table authorizations add column grows_by jsonb;
comment on column authorizations.grows_by is 'The command that it makes room for, as the workflow of the order took it: lines to add, or units to open again; null: none. An order that is started again from its rows while the provider is asked takes it in once more.';

-- Down Migration

alter table authorizations drop column grows_by;
