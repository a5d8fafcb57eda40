-- Up Migration

create table payouts (
  payout_id text primary key check (char_length(payout_id) between 1 and 255),
  amount bigint not null,
  currency char(3) not null check (currency = lower(currency)),
  status text not null check (char_length(status) between 1 and 64),
  automatic boolean not null,
  arrival_on timestamptz not null,
  balance_transaction_id text check (char_length(balance_transaction_id) between 1 and 255),
  failure_balance_transaction_id text check (char_length(failure_balance_transaction_id) between 1 and 255),
  failure_code text check (char_length(failure_code) between 1 and 255),
  created_at timestamptz not null,
  read_at timestamptz not null,
  reconciled_at timestamptz
);

comment on table payouts is 'Money that Stripe sends to the bank, as Stripe shows it.';
comment on column payouts.payout_id is 'Stripe''s po_ id.';
comment on column payouts.amount is 'Minor units; below zero where Stripe takes money from the bank.';
comment on column payouts.currency is 'ISO 4217 code in lower case.';
comment on column payouts.status is 'In Stripe''s words: pending, in_transit, paid, failed, canceled.';
comment on column payouts.automatic is 'Made by Stripe''s schedule: only of such a one Stripe says what it pays out.';
comment on column payouts.arrival_on is 'When it is expected at the bank.';
comment on column payouts.balance_transaction_id is 'Stripe''s txn_ id of the money that left the balance.';
comment on column payouts.failure_balance_transaction_id is 'Stripe''s txn_ id of the money that came back; null unless it failed or was canceled.';
comment on column payouts.failure_code is 'Why it failed, in Stripe''s word.';
comment on column payouts.created_at is 'When Stripe made it, by Stripe''s clock.';
comment on column payouts.read_at is 'When Stripe was last asked.';
comment on column payouts.reconciled_at is 'When everything that it pays out was read; null: not yet, or nobody can say.';

create index payouts_open on payouts (read_at) where status in ('pending', 'in_transit');
create index payouts_by_creation on payouts (created_at);

create table balance_transactions (
  balance_transaction_id text primary key check (char_length(balance_transaction_id) between 1 and 255),
  type text not null check (char_length(type) between 1 and 64),
  reporting_category text not null check (char_length(reporting_category) between 1 and 64),
  gross bigint not null,
  fee bigint not null,
  net bigint not null,
  currency char(3) not null check (currency = lower(currency)),
  exchange_rate text check (char_length(exchange_rate) <= 64),
  source text check (char_length(source) between 1 and 255),
  description text check (char_length(description) <= 500),
  created_at timestamptz not null,
  available_on timestamptz not null,
  payout_id text references payouts,
  recorded_at timestamptz not null,
  check (net = gross - fee)
);

comment on table balance_transactions is 'Every movement of the balance at Stripe, also those that are not of Holdfast: what the books are compared with. Only payout_id is ever changed.';
comment on column balance_transactions.balance_transaction_id is 'Stripe''s txn_ id.';
comment on column balance_transactions.type is 'In Stripe''s word.';
comment on column balance_transactions.reporting_category is 'What Stripe''s reports put it under.';
comment on column balance_transactions.gross is 'Minor units before the fee; below zero for money that left.';
comment on column balance_transactions.fee is 'Minor units that Stripe took.';
comment on column balance_transactions.net is 'What the balance changed by.';
comment on column balance_transactions.currency is 'ISO 4217 code in lower case, of the balance.';
comment on column balance_transactions.exchange_rate is 'Decimal text, as Stripe wrote it; null when nothing was converted.';
comment on column balance_transactions.source is 'Stripe''s id of what it is about.';
comment on column balance_transactions.description is 'In Stripe''s or somebody''s words.';
comment on column balance_transactions.created_at is 'When it happened, by Stripe''s clock.';
comment on column balance_transactions.available_on is 'From when on it can be paid out.';
comment on column balance_transactions.payout_id is 'The payout that paid it out; null: none yet, or nobody can say.';
comment on column balance_transactions.recorded_at is 'When it was read.';

create index balance_transactions_by_creation on balance_transactions (created_at, balance_transaction_id);
create index balance_transactions_by_source on balance_transactions (source);
create index balance_transactions_by_payout on balance_transactions (payout_id) where payout_id is not null;

create table balance_reading (
  one boolean primary key default true check (one),
  read_until timestamptz not null,
  window_until timestamptz,
  page_after text check (char_length(page_after) between 1 and 255),
  payouts_read_until timestamptz not null,
  due_at timestamptz not null,
  problem text check (char_length(problem) between 1 and 2000),
  check (num_nulls(window_until, page_after) in (0, 2))
);

comment on table balance_reading is 'How far Stripe''s list of balance transactions was read: one row.';
comment on column balance_reading.one is 'There is one reading.';
comment on column balance_reading.read_until is 'By Stripe''s clock: every movement until then is stored.';
comment on column balance_reading.window_until is 'The newest movement when the pages began that are being read, newest first; null between two readings.';
comment on column balance_reading.page_after is 'Stripe''s txn_ id that the last page ended with; null between two readings.';
comment on column balance_reading.payouts_read_until is 'By Stripe''s clock: every payout that was made until then is stored.';
comment on column balance_reading.due_at is 'Not before then: all was read, Stripe asked us to wait, or refuses us.';
comment on column balance_reading.problem is 'What Stripe refuses, and why; null: nothing.';

-- A new deployment reads from its beginning, one with orders from its first order on.
insert into balance_reading (read_until, payouts_read_until, due_at)
select began, began, now()
from (select date_trunc('second', least(now(), min(created_at))) - interval '1 day' from orders) first (began);

create view booked_balance_transactions as
select moved.*, coalesce(
    captures.order_id, refunded.order_id, returned.order_id, disputes.order_id, shares.order_id, reversals.order_id,
    charged.order_id
  ) as order_id,
  coalesce(captures.capture_id, shares.capture_id, reversals.capture_id) as capture_id,
  coalesce(captures.authorization_id, refunded.authorization_id, returned.authorization_id, disputes.authorization_id,
    charged.authorization_id) as authorization_id,
  coalesce(refunded.refund_id, returned.refund_id, reversals.refund_id) as refund_id,
  coalesce(refunded.part, returned.part) as refund_part,
  disputes.dispute_id,
  paid.payout_id as is_payout,
  ledger.net as ledger_net
from balance_transactions moved
  left join captures on captures.balance_transaction_id = moved.balance_transaction_id
  left join refund_parts refunded on refunded.balance_transaction_id = moved.balance_transaction_id
  left join refund_parts returned on returned.failure_balance_transaction_id = moved.balance_transaction_id
  left join dispute_movements on dispute_movements.balance_transaction_id = moved.balance_transaction_id
  left join disputes on disputes.dispute_id = dispute_movements.dispute_id
  left join connect_shares shares on shares.balance_transaction_id = moved.balance_transaction_id
  left join connect_reversals reversals on reversals.stripe_id = moved.source
  left join payouts paid on paid.payout_id = moved.source
  left join authorizations charged on charged.charge_id = moved.source
  left join lateral (
    select sum(case side when 'debit' then amount else -amount end)::bigint as net
    from ledger_transactions movement join ledger_entries entry using (transaction_id)
    where entry.account = 'stripe_balance' and entry.currency = moved.currency and movement.source_key = any(array[
      'capture/' || captures.capture_id, 'settlement/' || captures.capture_id,
      'refund/' || refunded.order_id || '/' || refunded.refund_id || '/' || refunded.part,
      'refund-settlement/' || refunded.order_id || '/' || refunded.refund_id || '/' || refunded.part,
      'refund-failure/' || returned.order_id || '/' || returned.refund_id || '/' || returned.part,
      'refund-failure-settlement/' || returned.order_id || '/' || returned.refund_id || '/' || returned.part,
      'dispute-withdrawal/' || dispute_movements.balance_transaction_id,
      'dispute-reinstatement/' || dispute_movements.balance_transaction_id,
      'dispute-settlement/' || dispute_movements.balance_transaction_id,
      case shares.kind when 'transfer' then 'transfer/' else 'application-fee/' end || shares.capture_id,
      'reversal/' || reversals.order_id || '/' || reversals.refund_id || '/' || reversals.part || '/' || reversals.reversal,
      case moved.balance_transaction_id
        when paid.failure_balance_transaction_id then 'payout-return/' else 'payout/'
      end || paid.payout_id
    ])
  ) ledger on true;

comment on view booked_balance_transactions is 'Each movement of the balance at Stripe, with what of ours it is, and what the ledger has on stripe_balance for it: null where it has nothing.';

-- Down Migration

drop view booked_balance_transactions;
drop table balance_reading;
drop table balance_transactions;
drop table payouts;
