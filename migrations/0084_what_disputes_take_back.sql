-- Up Migration

alter table disputes add column shared_amount bigint not null default 0 check (shared_amount >= 0);
alter table disputes add column transfer_due bigint not null default 0 check (transfer_due >= 0);
alter table disputes add column application_fee_due bigint not null default 0 check (application_fee_due >= 0);
comment on column disputes.shared_amount is 'What of the withdrawn amount a connected account''s share was worked out for; minor units.';
comment on column disputes.transfer_due is 'What of it had been sent on to the connected account; minor units.';
comment on column disputes.application_fee_due is 'What of that came back as our fee; minor units.';

create table dispute_transfers (
  dispute_id text not null references disputes,
  piece integer not null check (piece >= 1),
  order_id text not null references orders,
  capture_id text not null references captures,
  direction text not null check (direction in ('taken_back', 'given_again')),
  of_piece integer,
  from_dispute_id text,
  from_piece integer,
  amount bigint not null check (amount > 0),
  moved bigint check (moved >= 0),
  currency text check (char_length(currency) between 3 and 8 and currency = lower(currency)),
  state text not null check (state in ('requested', 'unknown', 'done', 'refused', 'dropped')),
  generation integer not null check (generation >= 1),
  idempotency_key text unique check (char_length(idempotency_key) between 1 and 255),
  key_first_used_at timestamptz,
  stripe_id text unique check (char_length(stripe_id) between 1 and 255),
  error_code text check (char_length(error_code) between 1 and 255),
  due_at timestamptz,
  reads integer not null default 0 check (reads >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (dispute_id, piece),
  foreign key (dispute_id, of_piece) references dispute_transfers,
  foreign key (from_dispute_id, from_piece) references dispute_transfers,
  check ((direction = 'given_again') = (of_piece is not null)),
  check ((from_dispute_id is null) = (from_piece is null)),
  check (direction = 'taken_back' or from_piece is null),
  check ((moved is null) = (currency is null)),
  check ((idempotency_key is null) = (key_first_used_at is null)),
  check (idempotency_key is null or moved is not null),
  check ((state in ('requested', 'unknown')) = (due_at is not null)),
  check ((state = 'refused') = (error_code is not null)),
  check ((state = 'done' and moved > 0) = (stripe_id is not null))
);

comment on table dispute_transfers is 'A connected account''s share of disputed money: taken back by reversing a transfer, and given again by a new one.';
comment on column dispute_transfers.dispute_id is 'The dispute.';
comment on column dispute_transfers.piece is 'From 1 within the dispute.';
comment on column dispute_transfers.order_id is 'The order.';
comment on column dispute_transfers.capture_id is 'The capture whose share it is.';
comment on column dispute_transfers.direction is 'taken_back: a reversal of a transfer. given_again: a new transfer.';
comment on column dispute_transfers.of_piece is 'Of given_again: the piece that it gives again.';
comment on column dispute_transfers.from_dispute_id is 'Of taken_back: with from_piece the transfer that it reverses; null: the one of the capture.';
comment on column dispute_transfers.from_piece is 'As from_dispute_id.';
comment on column dispute_transfers.amount is 'Minor units of the order''s currency.';
comment on column dispute_transfers.moved is 'What the provider is asked for; minor units of the transfer''s own currency. Null while that is not known.';
comment on column dispute_transfers.currency is 'Of the transfer. ISO 4217 code in lower case.';
comment on column dispute_transfers.state is 'Changed only along the transition table of the domain; unknown is left only by a read of the provider.';
comment on column dispute_transfers.generation is 'Rises only after it is proven that the provider did nothing under the earlier key.';
comment on column dispute_transfers.idempotency_key is 'Name of the call at the provider; null until it is asked.';
comment on column dispute_transfers.key_first_used_at is 'The provider forgets keys after 24 h: an old one is never used again.';
comment on column dispute_transfers.stripe_id is 'Stripe''s trr_ or tr_ id; null until its answer is known.';
comment on column dispute_transfers.error_code is 'Why nothing moved.';
comment on column dispute_transfers.due_at is 'When to try (again); null once there is an outcome.';
comment on column dispute_transfers.reads is 'How often it was tried in vain: makes the next pause longer.';
comment on column dispute_transfers.created_at is 'When the look was recorded that it follows from.';
comment on column dispute_transfers.updated_at is 'When the row last changed.';

create index dispute_transfers_by_order on dispute_transfers (order_id);
create index dispute_transfers_by_capture on dispute_transfers (capture_id);

alter table connect_reversals add column from_dispute_id text;
alter table connect_reversals add column from_piece integer;
alter table connect_reversals add constraint connect_reversals_from_fkey
  foreign key (from_dispute_id, from_piece) references dispute_transfers;
alter table connect_reversals add constraint connect_reversals_from_check
  check ((from_dispute_id is null) = (from_piece is null) and (kind = 'transfer' or from_piece is null));
comment on column connect_reversals.from_dispute_id is 'With from_piece: the transfer that gave the share again after a dispute, and is reversed; null: the one of the capture.';
comment on column connect_reversals.from_piece is 'As from_dispute_id.';

create or replace view booked_balance_transactions as
select moved.*, coalesce(
    captures.order_id, refunded.order_id, returned.order_id, disputes.order_id, shares.order_id, reversals.order_id,
    shared.order_id, charged.order_id
  ) as order_id,
  coalesce(captures.capture_id, shares.capture_id, reversals.capture_id, shared.capture_id) as capture_id,
  coalesce(captures.authorization_id, refunded.authorization_id, returned.authorization_id, disputes.authorization_id,
    charged.authorization_id) as authorization_id,
  coalesce(refunded.refund_id, returned.refund_id, reversals.refund_id) as refund_id,
  coalesce(refunded.part, returned.part) as refund_part,
  coalesce(disputes.dispute_id, shared.dispute_id) as dispute_id,
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
  left join dispute_transfers shared on shared.stripe_id = moved.source
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
      'dispute-transfer/' || shared.dispute_id || '/' || shared.piece,
      case moved.balance_transaction_id
        when paid.failure_balance_transaction_id then 'payout-return/' else 'payout/'
      end || paid.payout_id
    ])
  ) ledger on true;

-- Down Migration

create or replace view booked_balance_transactions as
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

alter table connect_reversals drop constraint connect_reversals_from_check;
alter table connect_reversals drop constraint connect_reversals_from_fkey;
alter table connect_reversals drop column from_piece;
alter table connect_reversals drop column from_dispute_id;
drop table dispute_transfers;
alter table disputes drop column application_fee_due;
alter table disputes drop column transfer_due;
alter table disputes drop column shared_amount;
