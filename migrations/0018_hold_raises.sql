-- Up Migration

create table hold_raises (
  raise_id text primary key check (char_length(raise_id) between 1 and 100),
  order_id text not null references orders,
  authorization_id text not null references authorizations,
  attempt integer not null check (attempt >= 1),
  state text not null check (state in ('requested', 'raised', 'refused')),
  shipment_id text not null check (char_length(shipment_id) between 1 and 64),
  reason text not null check (char_length(reason) between 1 and 255),
  amount_before bigint not null check (amount_before > 0),
  amount_after bigint not null check (amount_after > amount_before),
  idempotency_key text not null unique check (char_length(idempotency_key) between 1 and 255),
  key_first_used_at timestamptz not null,
  refusal_reason text check (refusal_reason in ('declined', 'not_possible', 'hold_gone', 'key_spent')),
  error_code text check (char_length(error_code) <= 255),
  error_decline_code text check (char_length(error_decline_code) <= 255),
  error_message text check (char_length(error_message) <= 2000),
  request_id text not null check (char_length(request_id) between 1 and 128),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (authorization_id, attempt),
  check ((state = 'refused') = (num_nulls(refusal_reason, error_code, error_message) = 0))
);

comment on table hold_raises is 'More is held for a parcel that is worth more than its units. Written before the provider is asked.';
comment on column hold_raises.raise_id is '{orderId}/{generation of the authorization}/{attempt}.';
comment on column hold_raises.order_id is 'The order.';
comment on column hold_raises.authorization_id is 'The hold.';
comment on column hold_raises.attempt is 'Counts the raises of the hold, so that each has a key of its own.';
comment on column hold_raises.state is 'requested as long as nobody has recorded an answer.';
comment on column hold_raises.shipment_id is 'The parcel that needs it; it is no shipment yet, and may never be one.';
comment on column hold_raises.reason is 'Why the parcel is worth more, in the shop''s words.';
comment on column hold_raises.amount_before is 'Minor units of the whole hold before.';
comment on column hold_raises.amount_after is 'Minor units of the whole hold that were asked for.';
comment on column hold_raises.idempotency_key is 'Name of the call at the provider.';
comment on column hold_raises.key_first_used_at is 'The provider forgets keys after 24 h: an old one is never used again.';
comment on column hold_raises.refusal_reason is 'Why nothing came of it.';
comment on column hold_raises.error_code is 'The provider''s code for the refusal.';
comment on column hold_raises.error_decline_code is 'The issuer''s reason for the refusal.';
comment on column hold_raises.error_message is 'The refusal in words.';
comment on column hold_raises.request_id is 'Request that brought it, for the audit trail.';
comment on column hold_raises.created_at is 'When the intent was recorded.';
comment on column hold_raises.updated_at is 'When the row last changed.';

alter table authorizations add column raised_amount bigint not null default 0 check (raised_amount >= 0);
comment on column authorizations.raised_amount is 'Minor units of the amount that came later, for parcels worth more than their units.';

alter table shipments add column adjustment_reason text check (char_length(adjustment_reason) between 1 and 255);
comment on column shipments.adjustment_reason is 'Why the amount is not what the units are worth, in the shop''s words; null without an adjustment.';

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (
    kind in (
      'hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed', 'dispute_withdrawn',
      'dispute_reinstated', 'dispute_settled', 'transferred', 'transfer_reversed', 'application_fee',
      'application_fee_refunded', 'hold_raised'
    )
  );

-- Down Migration

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (
    kind in (
      'hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed', 'dispute_withdrawn',
      'dispute_reinstated', 'dispute_settled', 'transferred', 'transfer_reversed', 'application_fee',
      'application_fee_refunded'
    )
  );

alter table shipments drop column adjustment_reason;
alter table authorizations drop column raised_amount;
drop table hold_raises;
