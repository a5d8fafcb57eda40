-- Up Migration

create table console_sessions (
  secret_digest text primary key check (char_length(secret_digest) = 64 and secret_digest ~ '^[0-9a-f]+$'),
  key_name text not null check (char_length(key_name) between 1 and 32),
  key_digest text not null check (char_length(key_digest) = 64 and key_digest ~ '^[0-9a-f]+$'),
  person text not null check (char_length(person) between 1 and 100),
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > created_at)
);

comment on table console_sessions is 'People who are signed in to the console. Deleted when they sign out, and some time after they ended.';
comment on column console_sessions.secret_digest is 'SHA-256 of what stands in the cookie, which is stored nowhere.';
comment on column console_sessions.key_name is 'Name of the API key that was signed in with.';
comment on column console_sessions.key_digest is 'SHA-256 of that key: with another secret of the same name the session ends.';
comment on column console_sessions.person is 'Who signed in, in the shop''s words; the timeline shows it.';
comment on column console_sessions.created_at is 'When the person signed in.';
comment on column console_sessions.last_used_at is 'When the session was last used, to the minute: unused for half an hour it ends.';
comment on column console_sessions.ends_at is 'When it ends however much it is used.';

create index console_sessions_by_end on console_sessions (ends_at);

-- Down Migration

drop table console_sessions;
