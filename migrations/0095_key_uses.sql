-- Up Migration

create table key_uses (
  key_name text primary key check (char_length(key_name) between 1 and 32),
  last_used_at timestamptz not null
);

comment on table key_uses is 'When each API key was last used, so that one that nobody uses can be taken out of API_KEYS.';
comment on column key_uses.key_name is 'Name of the key; the key itself is stored nowhere.';
comment on column key_uses.last_used_at is 'When a request came with it, or with a session made with it: to the minute.';

-- Down Migration

drop table key_uses;
