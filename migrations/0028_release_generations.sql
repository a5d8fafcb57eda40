-- Up Migration

alter table authorizations add column release_generation integer not null default 1 check (release_generation >= 1);
comment on column authorizations.release_generation is 'Counts the keys of the release call: a spent one is followed by the next.';

-- The keys after the first end in their number: order/{orderId}/release/{generation of the authorization}/{number}.
update authorizations
set release_generation = substring(
  release_key from char_length('order/' || order_id || '/release/' || generation || '/') + 1
)::integer
where release_key <> 'order/' || order_id || '/release/' || generation;

-- Down Migration

alter table authorizations drop column release_generation;
