-- Up Migration

create table fraud_signals (
  signal_id text primary key check (char_length(signal_id) between 1 and 255),
  order_id text not null references orders,
  kind text not null check (kind in ('under_review', 'fraud_warning')),
  is_open boolean not null,
  reason text not null check (char_length(reason) between 1 and 255),
  charge_id text check (char_length(charge_id) <= 255),
  since timestamptz not null,
  updated_at timestamptz not null
);

comment on table fraud_signals is 'What Stripe suspects of payments: reviews, and early warnings of card networks. A row goes from open to not open, once.';
comment on column fraud_signals.signal_id is 'Stripe''s prv_ or issfr_ id.';
comment on column fraud_signals.order_id is 'Whose payment it is about.';
comment on column fraud_signals.kind is 'under_review: somebody is to look at the payment. fraud_warning: the network expects a dispute.';
comment on column fraud_signals.is_open is 'Whether the review is open, or the warning can still be acted on.';
comment on column fraud_signals.reason is 'In Stripe''s words: why it was opened, or how it ended.';
comment on column fraud_signals.charge_id is 'The suspected charge; null: none is named.';
comment on column fraud_signals.since is 'When its first event was made at Stripe.';
comment on column fraud_signals.updated_at is 'When the row changed last.';

create index fraud_signals_of_order on fraud_signals (order_id);

alter table orders add column ship_despite text[]
  check (ship_despite <@ array['under_review', 'fraud_warning', 'disputed']);
comment on column orders.ship_despite is 'Policy: which suspicions do not keep units in the warehouse; null: as the deployment is set.';

alter table webhook_events drop constraint webhook_events_about_check;
alter table webhook_events add constraint webhook_events_about_check
  check (about in ('settlement', 'hold', 'nothing', 'refund', 'dispute', 'fraud'));
comment on column webhook_events.about is 'What it can tell us: of a settlement, of a hold, of a refund, of a dispute, of a suspicion of fraud, or nothing.';

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed', 'reauthorization_failed', 'hold_expiring',
      'final_capture_failed', 'authentication_required', 'charge_declined', 'step_failing', 'release_overdue',
      'workflow_missing', 'unknown_answer', 'deployment_conflict', 'under_review', 'fraud_warning'
    )
  );

-- Down Migration

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed', 'reauthorization_failed', 'hold_expiring',
      'final_capture_failed', 'authentication_required', 'charge_declined', 'step_failing', 'release_overdue',
      'workflow_missing', 'unknown_answer', 'deployment_conflict'
    )
  );
alter table webhook_events drop constraint webhook_events_about_check;
alter table webhook_events add constraint webhook_events_about_check
  check (about in ('settlement', 'hold', 'nothing', 'refund', 'dispute'));
comment on column webhook_events.about is 'What it can tell us: of a settlement, of a hold, of a refund, of a dispute, or nothing.';
alter table orders drop column ship_despite;
drop table fraud_signals;
