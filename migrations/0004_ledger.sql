-- Up Migration

create table ledger_transactions (
  transaction_id bigint generated always as identity primary key,
  order_id text not null references orders,
  source_key text not null unique check (char_length(source_key) between 1 and 200),
  kind text not null check (kind in ('hold_placed', 'captured', 'released', 'lost', 'settled')),
  entry_count smallint not null check (entry_count between 2 and 100),
  actor text not null check (char_length(actor) between 1 and 64),
  request_id text check (char_length(request_id) <= 128),
  created_at timestamptz not null
);

comment on table ledger_transactions is 'One movement of money. Never changed, never deleted; balanced when its transaction commits.';
comment on column ledger_transactions.transaction_id is 'In the order they were written.';
comment on column ledger_transactions.order_id is 'The order whose money moved.';
comment on column ledger_transactions.source_key is 'What the movement is of: a repeat inserts nothing.';
comment on column ledger_transactions.kind is 'What happened.';
comment on column ledger_transactions.entry_count is 'How many entries belong to it, so that none can be added later.';
comment on column ledger_transactions.actor is 'Who moved it: the shop, Holdfast itself, or the provider.';
comment on column ledger_transactions.request_id is 'The shop''s request that led to it, if one did.';
comment on column ledger_transactions.created_at is 'When it was recorded.';

create index ledger_transactions_by_order on ledger_transactions (order_id, transaction_id);

create table ledger_entries (
  entry_id bigint generated always as identity primary key,
  transaction_id bigint not null references ledger_transactions,
  account text not null check (
    account in (
      'card_holds', 'cardholder_authorizations', 'stripe_balance', 'sales', 'processing_fees', 'refunds', 'disputes',
      'connect_transfers', 'connect_fees'
    )
  ),
  side text not null check (side in ('debit', 'credit')),
  amount bigint not null check (amount > 0),
  currency char(3) not null check (currency = lower(currency))
);

comment on table ledger_entries is 'The debit and credit rows of a movement. Never changed, never deleted: a correction is a new movement.';
comment on column ledger_entries.entry_id is 'In the order they were written.';
comment on column ledger_entries.transaction_id is 'The movement.';
comment on column ledger_entries.account is 'Which account.';
comment on column ledger_entries.side is 'Which side of it.';
comment on column ledger_entries.amount is 'Minor units, always above zero: the side says the direction.';
comment on column ledger_entries.currency is 'ISO 4217 code in lower case.';

create index ledger_entries_by_transaction on ledger_entries (transaction_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or deleted', tg_table_name using errcode = 'restrict_violation';
end
$$;

comment on function refuse_change is 'Makes a table append-only.';

create trigger ledger_transactions_are_immutable before update or delete on ledger_transactions
  for each row execute function refuse_change();
create trigger ledger_transactions_are_kept before truncate on ledger_transactions
  for each statement execute function refuse_change();
create trigger ledger_entries_are_immutable before update or delete on ledger_entries
  for each row execute function refuse_change();
create trigger ledger_entries_are_kept before truncate on ledger_entries
  for each statement execute function refuse_change();

create function require_balanced_transaction() returns trigger language plpgsql as $$
declare
  expected smallint := (select entry_count from ledger_transactions where transaction_id = new.transaction_id);
  found bigint := (select count(*) from ledger_entries where transaction_id = new.transaction_id);
begin
  if found <> expected then
    raise exception 'ledger transaction % has % entries instead of %', new.transaction_id, found, expected
      using errcode = 'check_violation', constraint = 'ledger_transaction_is_complete';
  end if;
  if exists (
    select from ledger_entries
    where transaction_id = new.transaction_id
    group by currency
    having sum(case side when 'debit' then amount else -amount end) <> 0
  ) then
    raise exception 'the debits of ledger transaction % differ from its credits', new.transaction_id
      using errcode = 'check_violation', constraint = 'ledger_transaction_is_balanced';
  end if;
  return null;
end
$$;

comment on function require_balanced_transaction is 'Debits equal credits in every currency, and every entry is there.';

-- Deferred to the commit: a movement is written row by row.
create constraint trigger ledger_transaction_is_balanced after insert on ledger_transactions
  deferrable initially deferred for each row execute function require_balanced_transaction();
create constraint trigger ledger_entry_keeps_the_balance after insert on ledger_entries
  deferrable initially deferred for each row execute function require_balanced_transaction();

-- Down Migration

drop table ledger_entries;
drop table ledger_transactions;
drop function require_balanced_transaction;
drop function refuse_change;
