-- Up Migration

alter table timeline add column key_name text check (char_length(key_name) between 1 and 64);
alter table timeline add column person text check (char_length(person) between 1 and 100);
comment on column timeline.key_name is 'Name of the API key that asked; null when none did, or the API is open.';
comment on column timeline.person is 'Whom of the shop''s people the request named (header Holdfast-Actor).';

-- Down Migration

alter table timeline drop column person;
alter table timeline drop column key_name;
