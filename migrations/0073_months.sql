-- Up Migration

alter table balance_reading add column completed_at timestamptz;
comment on column balance_reading.completed_at is 'By our clock: when everything was last read to its end; null: never.';

create table balance_checks (
  currency char(3) primary key check (currency = lower(currency)),
  carried bigint not null,
  at_stripe bigint not null,
  difference bigint not null,
  differs_since timestamptz,
  checked_at timestamptz not null,
  check ((difference = 0) = (differs_since is null))
);

comment on table balance_checks is 'What Stripe''s balance is in all, beside the movements that were read of it.';
comment on column balance_checks.currency is 'ISO 4217 code in lower case.';
comment on column balance_checks.carried is 'Minor units that were in the balance before the first movement that was read.';
comment on column balance_checks.at_stripe is 'What Stripe says: available and pending together.';
comment on column balance_checks.difference is 'What Stripe says less what was carried and all movements.';
comment on column balance_checks.differs_since is 'Since when they differ by this amount; null while they do not. A movement that happens meanwhile makes them differ for one look.';
comment on column balance_checks.checked_at is 'When Stripe was asked.';

create table closed_months (
  month text primary key check (month ~ '^20\d\d-(0[1-9]|1[0-2])$' and char_length(month) = 7),
  timezone text not null check (char_length(timezone) between 1 and 64),
  begins_at timestamptz not null unique,
  ends_at timestamptz not null unique check (ends_at > begins_at),
  closed_at timestamptz not null,
  key_name text check (char_length(key_name) <= 64),
  person text check (char_length(person) <= 100),
  request_id text not null check (char_length(request_id) between 1 and 128),
  report jsonb not null
);

comment on table closed_months is 'Months of the books that nothing is booked in any more. Never changed, never deleted.';
comment on column closed_months.month is '2026-11.';
comment on column closed_months.timezone is 'IANA name of the time zone that its days are counted in.';
comment on column closed_months.begins_at is 'Its first instant.';
comment on column closed_months.ends_at is 'The first instant after it.';
comment on column closed_months.closed_at is 'What is recorded later about this month is booked in the month after it that is open.';
comment on column closed_months.key_name is 'Name of the API key that closed it; null where there are no keys.';
comment on column closed_months.person is 'Whom the request named; null: nobody.';
comment on column closed_months.request_id is 'The request.';
comment on column closed_months.report is 'The report as it was then.';

create trigger closed_months_are_immutable before update or delete on closed_months
  for each row execute function refuse_change();
create trigger closed_months_are_kept before truncate on closed_months
  for each statement execute function refuse_change();

-- A fact of a closed month that was recorded later counts in the next month: when it was recorded, or when that begins.
create view dated_balance_transactions as
select moved.*, closed.month as late_for,
  case when closed.month is null then moved.created_at else greatest(moved.recorded_at, closed.ends_at) end as booked_at
from balance_transactions moved
  left join closed_months closed on moved.created_at >= closed.begins_at and moved.created_at < closed.ends_at
    and moved.recorded_at > closed.closed_at;

comment on view dated_balance_transactions is 'Each movement of the balance at Stripe, with the instant by which it is counted in a month.';

create index balance_transactions_by_recording on balance_transactions (recorded_at);

-- Down Migration

drop index balance_transactions_by_recording;
drop view dated_balance_transactions;
drop table closed_months;
drop table balance_checks;
alter table balance_reading drop column completed_at;
