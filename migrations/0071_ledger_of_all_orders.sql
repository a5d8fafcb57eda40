-- Up Migration

create table ledger_positions (
  position bigint primary key check (position >= 1),
  transaction_id bigint not null unique references ledger_transactions,
  placed_at timestamptz not null default now()
);

comment on table ledger_positions is 'The ledger over all orders in one order without gaps. Numbers of movements will not do: one that was drawn earlier may be there later.';
comment on column ledger_positions.position is '1, 2, 3 …: given by whoever reads the ledger on, one at a time.';
comment on column ledger_positions.transaction_id is 'The movement.';
comment on column ledger_positions.placed_at is 'When it got its place: what was begun an hour before that is there, or never will be.';

insert into ledger_positions (position, transaction_id)
select row_number() over (order by transaction_id), transaction_id from ledger_transactions;

-- Down Migration

drop table ledger_positions;
