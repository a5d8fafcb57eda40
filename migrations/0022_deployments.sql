-- Up Migration

create table deployment (
  only_one boolean primary key default true check (only_one),
  name text not null check (char_length(name) between 1 and 32 and name ~ '^[a-z0-9-]+$'),
  epoch integer not null default 1 check (epoch >= 1),
  epoch_began_at timestamptz not null
);

comment on table deployment is 'Who this database is among all that share the Stripe account; one row, written by `npm run migrate`.';
comment on column deployment.only_one is 'There is one row.';
comment on column deployment.name is 'HOLDFAST_DEPLOYMENT; part of every idempotency key and of the metadata.';
comment on column deployment.epoch is 'From 1; another begins when a person says that this database lives, and another of its name does not.';
comment on column deployment.epoch_began_at is 'Idempotency keys that were first used before are not used again.';

create table deployment_conflicts (
  conflict_id bigint generated always as identity primary key,
  seen text not null check (char_length(seen) between 1 and 2000),
  order_id text check (char_length(order_id) between 1 and 500),
  since timestamptz not null,
  ended_at timestamptz
);

comment on table deployment_conflicts is 'When another database was noticed that goes by our name. While one is open no money is moved.';
comment on column deployment_conflicts.conflict_id is 'In the order in which they were noticed.';
comment on column deployment_conflicts.seen is 'What was seen, in words for people.';
comment on column deployment_conflicts.order_id is 'The order that was being worked on or that was named; need not be one of ours, hence no foreign key.';
comment on column deployment_conflicts.since is 'When it was noticed.';
comment on column deployment_conflicts.ended_at is 'When a person said that this database lives; null before.';

create unique index deployment_conflicts_open on deployment_conflicts ((ended_at is null)) where ended_at is null;

alter table webhook_events
  add column deployment text check (char_length(deployment) <= 500),
  add column intended_at text check (char_length(intended_at) <= 500),
  add column account text check (char_length(account) <= 255);

comment on column webhook_events.deployment is 'Who asked for what it is about, as its metadata says; null where it carries no name.';
comment on column webhook_events.intended_at is 'When that was written down, as its metadata says.';
comment on column webhook_events.account is 'The connected account that it happened at; null where that is our own.';

alter table webhook_events drop constraint webhook_events_outcome_check;
alter table webhook_events add constraint webhook_events_outcome_check
  check (outcome in ('signalled', 'not_needed', 'not_ours', 'order_closed', 'dead_letter'));

create index authorizations_unanswered on authorizations (asked_at)
  where state = 'requested' and payment_intent_id is null and setup_intent_id is null;

-- Down Migration

drop index authorizations_unanswered;
update webhook_events set outcome = 'not_needed' where outcome = 'not_ours';
alter table webhook_events drop constraint webhook_events_outcome_check;
alter table webhook_events add constraint webhook_events_outcome_check
  check (outcome in ('signalled', 'not_needed', 'order_closed', 'dead_letter'));
alter table webhook_events drop column deployment, drop column intended_at, drop column account;
drop table deployment_conflicts;
drop table deployment;
