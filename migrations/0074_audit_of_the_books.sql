-- Up Migration

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed', 'reauthorization_failed', 'hold_expiring',
      'final_capture_failed', 'authentication_required', 'charge_declined', 'step_failing', 'release_overdue',
      'workflow_missing', 'unknown_answer', 'deployment_conflict', 'under_review', 'fraud_warning', 'books_differ'
    )
  );

create table audit_progress (
  one boolean primary key default true check (one),
  position bigint not null check (position >= 0),
  ran_at timestamptz,
  orders bigint not null default 0 check (orders >= 0)
);

comment on table audit_progress is 'How far the orders were compared with themselves, their workflows and Stripe: one row.';
comment on column audit_progress.one is 'There is one audit.';
comment on column audit_progress.position is 'Place in the ledger of all orders: orders whose money moved up to it were audited since.';
comment on column audit_progress.ran_at is 'When it last ran to its end; null: never.';
comment on column audit_progress.orders is 'How many orders were audited in all, each as often as it was.';

insert into audit_progress (position) values (0);

-- Down Migration

drop table audit_progress;

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
