-- Up Migration

alter table webhook_events add column dropped_at timestamptz;
alter table webhook_events add constraint webhook_events_dropped_check
  check (dropped_at is null or outcome = 'dead_letter') not valid;
comment on column webhook_events.dropped_at is 'When a person dropped a dead letter: nobody needs to look at it any more. Null: nobody did.';

create table dead_letter_decisions (
  decision_id bigint generated always as identity primary key,
  event_id text not null references webhook_events,
  decision text not null check (decision in ('redelivered', 'dropped')),
  decided_by text not null check (char_length(decided_by) between 1 and 100),
  reason text check (char_length(reason) between 1 and 500),
  request_id text not null check (char_length(request_id) between 1 and 128),
  decided_at timestamptz not null,
  check (decision <> 'dropped' or reason is not null)
);

comment on table dead_letter_decisions is 'What people did about events of the provider that could be handed to nobody. Nothing is changed or deleted.';
comment on column dead_letter_decisions.decision_id is 'In the order in which they were made.';
comment on column dead_letter_decisions.event_id is 'Which event.';
comment on column dead_letter_decisions.decision is 'redelivered: it is tried once more; dropped: nobody needs to look at it.';
comment on column dead_letter_decisions.decided_by is 'The person, or the name of the API key; anonymous: the API takes requests without.';
comment on column dead_letter_decisions.reason is 'Why, for people; a drop always says it.';
comment on column dead_letter_decisions.request_id is 'The request that did it.';
comment on column dead_letter_decisions.decided_at is 'When.';

create index dead_letter_decisions_by_event on dead_letter_decisions (event_id, decision_id);

-- Down Migration

drop table dead_letter_decisions;
alter table webhook_events drop constraint webhook_events_dropped_check;
alter table webhook_events drop column dropped_at;
