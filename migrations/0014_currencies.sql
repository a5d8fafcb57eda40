-- Up Migration

alter table ledger_entries drop constraint ledger_entries_account_check;
alter table ledger_entries add constraint ledger_entries_account_check
  check (
    account in (
      'card_holds', 'cardholder_authorizations', 'stripe_balance', 'sales', 'processing_fees', 'refunds', 'disputes',
      'connect_transfers', 'connect_fees', 'currency_conversion'
    )
  );

alter table captures drop constraint captures_refusal_reason_check;
alter table captures add constraint captures_refusal_reason_check
  check (refusal_reason in ('hold_gone', 'amount_too_large', 'declined', 'key_spent', 'amount_too_small'));

alter table refunds alter column request_id drop not null;
comment on column refunds.request_id is 'Request that brought it, for the audit trail; null when it was made at Stripe and not by us.';
comment on column refunds.refund_id is 'The shop''s own id, unique within the order; Stripe''s re_ id when it was made there and not by us.';

alter table refund_parts alter column idempotency_key drop not null;
alter table refund_parts alter column key_first_used_at drop not null;
alter table refund_parts add constraint refund_parts_key_check
  check ((idempotency_key is null) = (key_first_used_at is null));
comment on column refund_parts.idempotency_key is 'Name of the call at the provider; null when the call was not ours.';

alter table refund_parts add column balance_transaction_id text unique
  check (char_length(balance_transaction_id) between 1 and 255);
alter table refund_parts add column fee bigint;
alter table refund_parts add column net bigint;
alter table refund_parts add column settlement_currency char(3) check (settlement_currency = lower(settlement_currency));
alter table refund_parts add column exchange_rate text check (char_length(exchange_rate) <= 64);
alter table refund_parts add column failure_balance_transaction_id text unique
  check (char_length(failure_balance_transaction_id) between 1 and 255);
alter table refund_parts add constraint refund_parts_settlement_check
  check (num_nulls(balance_transaction_id, fee, net, settlement_currency) in (0, 4));
comment on column refund_parts.balance_transaction_id is 'Stripe''s txn_ id of the money that left; null until it is known.';
comment on column refund_parts.fee is 'Minor units of the settlement currency kept by the provider, for the refund and for its failure.';
comment on column refund_parts.net is 'Minor units of the settlement currency that left the balance, below zero.';
comment on column refund_parts.settlement_currency is 'ISO 4217 code in lower case of fee and net.';
comment on column refund_parts.exchange_rate is 'Decimal text as the provider wrote it; null without conversion.';
comment on column refund_parts.failure_balance_transaction_id is 'Stripe''s txn_ id of the money that came back; null unless it failed.';

alter table attentions add column step text check (char_length(step) between 1 and 64);
comment on column attentions.step is 'The step that could not be done: once one of its kind is done, the problem is over; null for what only a person can close.';
comment on column attentions.closed_at is 'When it was closed: by a person, or by Holdfast once its reason was gone.';

-- Serves the closing: a problem that is over is looked for among all of the order.
create index attentions_by_order on attentions (order_id);

-- Down Migration

-- What the new values describe cannot be told in the old ones: going back is for a database without them.
drop index attentions_by_order;
comment on column attentions.closed_at is 'When a person closed it.';
alter table attentions drop column step;

alter table refund_parts drop constraint refund_parts_settlement_check;
alter table refund_parts drop column failure_balance_transaction_id;
alter table refund_parts drop column exchange_rate;
alter table refund_parts drop column settlement_currency;
alter table refund_parts drop column net;
alter table refund_parts drop column fee;
alter table refund_parts drop column balance_transaction_id;

comment on column refund_parts.idempotency_key is 'Name of the call at the provider.';
alter table refund_parts drop constraint refund_parts_key_check;
alter table refund_parts alter column key_first_used_at set not null;
alter table refund_parts alter column idempotency_key set not null;

comment on column refunds.refund_id is 'The shop''s own id, unique within the order.';
comment on column refunds.request_id is 'Request that brought it, for the audit trail.';
alter table refunds alter column request_id set not null;

alter table captures drop constraint captures_refusal_reason_check;
alter table captures add constraint captures_refusal_reason_check
  check (refusal_reason in ('hold_gone', 'amount_too_large', 'declined', 'key_spent'));

alter table ledger_entries drop constraint ledger_entries_account_check;
alter table ledger_entries add constraint ledger_entries_account_check
  check (
    account in (
      'card_holds', 'cardholder_authorizations', 'stripe_balance', 'sales', 'processing_fees', 'refunds', 'disputes',
      'connect_transfers', 'connect_fees'
    )
  );
