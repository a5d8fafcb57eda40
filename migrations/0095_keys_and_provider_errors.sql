-- Up Migration

create table key_uses (
  key_name text primary key check (char_length(key_name) between 1 and 32),
  last_used_at timestamptz not null
);

comment on table key_uses is 'When each API key was last used, so that one that nobody uses can be taken out of API_KEYS.';
comment on column key_uses.key_name is 'Name of the key; the key itself is stored nowhere.';
comment on column key_uses.last_used_at is 'When a request came with it, or with a session made with it: to the minute.';

-- What the provider has refused lately is a handful among all that was asked.
create index authorizations_refused on authorizations (updated_at) where last_error_code is not null;
create index confirmations_refused on confirmations (updated_at) where error_code is not null;
create index hold_increments_refused on hold_increments (updated_at) where error_code is not null;
create index captures_refused on captures (updated_at) where error_code is not null;
create index refund_parts_refused on refund_parts (updated_at) where error_code is not null;

-- Down Migration

drop index refund_parts_refused;
drop index captures_refused;
drop index hold_increments_refused;
drop index confirmations_refused;
drop index authorizations_refused;
drop table key_uses;
