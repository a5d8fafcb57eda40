-- Up Migration

alter table orders add column connect_destination text
  check (connect_destination ~ '^acct_' and char_length(connect_destination) <= 255);
alter table orders add column connect_on_behalf_of boolean;
alter table orders add column connect_application_fee_amount bigint check (connect_application_fee_amount >= 0);
alter table orders add column connect_transfer_amount bigint check (connect_transfer_amount >= 0);
alter table orders add constraint orders_connect_check check (
  (connect_destination is null) = (connect_on_behalf_of is null)
  and (connect_destination is not null or coalesce(connect_application_fee_amount, connect_transfer_amount) is null)
  and (connect_application_fee_amount is null or connect_transfer_amount is null)
);
comment on column orders.connect_destination is 'Stripe''s acct_ id of the connected account that gets what is captured; null without Connect.';
comment on column orders.connect_on_behalf_of is 'Whether the payment is made in the destination''s name; null without Connect.';
comment on column orders.connect_application_fee_amount is 'What the platform takes back of the whole order; minor units.';
comment on column orders.connect_transfer_amount is 'What of the whole order is sent on, null for all of it; minor units.';

alter table unit_allocations add column connect bigint not null default 0 check (connect >= 0);
comment on column unit_allocations.connect is 'One unit''s share of the order''s application fee or transfer amount.';

create table connect_shares (
  capture_id text not null references captures,
  kind text not null check (kind in ('transfer', 'application_fee')),
  order_id text not null references orders,
  asked bigint not null check (asked > 0),
  stripe_id text unique check (char_length(stripe_id) between 1 and 255),
  amount bigint check (amount > 0),
  currency char(3) check (currency = lower(currency)),
  balance_transaction_id text check (char_length(balance_transaction_id) between 1 and 255),
  recorded_at timestamptz,
  created_at timestamptz not null,
  primary key (capture_id, kind),
  check ((stripe_id is null) = (amount is null)),
  check ((stripe_id is null) = (currency is null)),
  check ((stripe_id is null) = (recorded_at is null)),
  check (stripe_id is not null or balance_transaction_id is null)
);

comment on table connect_shares is 'What of a capture was sent on to the connected account, and what of that came back as our fee.';
comment on column connect_shares.capture_id is 'The capture that asked for it.';
comment on column connect_shares.kind is 'A transfer to the destination, or the application fee.';
comment on column connect_shares.order_id is 'The order.';
comment on column connect_shares.asked is 'What the capture asked for; minor units of the order''s currency.';
comment on column connect_shares.stripe_id is 'Stripe''s tr_ or fee_ id; null until it was read.';
comment on column connect_shares.amount is 'What Stripe moved; minor units of its own currency.';
comment on column connect_shares.currency is 'A transfer can be in the settlement currency. ISO 4217 code in lower case.';
comment on column connect_shares.balance_transaction_id is 'Stripe''s txn_ id of the movement on our balance.';
comment on column connect_shares.recorded_at is 'When it was read.';
comment on column connect_shares.created_at is 'When the capture was recorded.';

create index connect_shares_by_order on connect_shares (order_id);
create index connect_shares_by_balance_transaction on connect_shares (balance_transaction_id);

alter table refund_parts add column transfer_due bigint not null default 0 check (transfer_due >= 0);
alter table refund_parts add column application_fee_due bigint not null default 0 check (application_fee_due >= 0);
comment on column refund_parts.transfer_due is 'What had to come back of transfers with it; minor units of the order''s currency.';
comment on column refund_parts.application_fee_due is 'What had to go back of application fees with it; minor units of the order''s currency.';

create table connect_reversals (
  order_id text not null,
  refund_id text not null,
  part integer not null,
  reversal integer not null check (reversal >= 1),
  capture_id text not null,
  kind text not null,
  amount bigint not null check (amount > 0),
  state text not null check (state in ('requested', 'unknown', 'done', 'refused', 'dropped')),
  generation integer not null check (generation >= 1),
  idempotency_key text unique check (char_length(idempotency_key) between 1 and 255),
  key_first_used_at timestamptz,
  returned bigint check (returned >= 0),
  stripe_id text unique check (char_length(stripe_id) between 1 and 255),
  error_code text check (char_length(error_code) between 1 and 255),
  due_at timestamptz,
  reads integer not null default 0 check (reads >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (order_id, refund_id, part, reversal),
  foreign key (order_id, refund_id, part) references refund_parts,
  foreign key (capture_id, kind) references connect_shares,
  check ((idempotency_key is null) = (key_first_used_at is null)),
  check ((idempotency_key is null) = (returned is null)),
  check ((state in ('requested', 'unknown')) = (due_at is not null)),
  check ((state = 'refused') = (error_code is not null)),
  check ((state = 'done' and returned > 0) = (stripe_id is not null))
);

comment on table connect_reversals is 'What of a transfer comes back, or of an application fee goes back, with a part of a refund.';
comment on column connect_reversals.order_id is 'The order.';
comment on column connect_reversals.refund_id is 'The refund.';
comment on column connect_reversals.part is 'The part of the refund.';
comment on column connect_reversals.reversal is 'From 1 within the part.';
comment on column connect_reversals.capture_id is 'The capture whose share it takes from.';
comment on column connect_reversals.kind is 'Which share of the capture.';
comment on column connect_reversals.amount is 'Minor units of the order''s currency.';
comment on column connect_reversals.state is 'Changed only along the transition table of the domain; unknown is left only by a read of the provider.';
comment on column connect_reversals.generation is 'Rises only after it is proven that the provider did nothing under the earlier key.';
comment on column connect_reversals.idempotency_key is 'Name of the call at the provider; null until it is asked.';
comment on column connect_reversals.key_first_used_at is 'The provider forgets keys after 24 h: an old one is never used again.';
comment on column connect_reversals.returned is 'What the provider is asked for; minor units of the share''s own currency.';
comment on column connect_reversals.stripe_id is 'Stripe''s trr_ or fr_ id; null until its answer is known.';
comment on column connect_reversals.error_code is 'Why nothing came back.';
comment on column connect_reversals.due_at is 'When to try (again); null once there is an outcome.';
comment on column connect_reversals.reads is 'How often the share was looked for in vain: makes the next pause longer.';
comment on column connect_reversals.created_at is 'When the refund was recorded that it belongs to.';
comment on column connect_reversals.updated_at is 'When the row last changed.';

create index connect_reversals_by_share on connect_reversals (capture_id, kind);

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (
    kind in (
      'hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed', 'dispute_withdrawn',
      'dispute_reinstated', 'dispute_settled', 'transferred', 'transfer_reversed', 'application_fee',
      'application_fee_refunded'
    )
  );

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed'
    )
  );

-- Down Migration

-- What the new values describe cannot be told in the old ones: going back is for a database without Connect.
alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost'
    )
  );

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (
    kind in (
      'hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed', 'dispute_withdrawn',
      'dispute_reinstated', 'dispute_settled'
    )
  );

drop table connect_reversals;
alter table refund_parts drop column application_fee_due;
alter table refund_parts drop column transfer_due;
drop table connect_shares;
alter table unit_allocations drop column connect;
alter table orders drop constraint orders_connect_check;
alter table orders drop column connect_transfer_amount;
alter table orders drop column connect_application_fee_amount;
alter table orders drop column connect_on_behalf_of;
alter table orders drop column connect_destination;
