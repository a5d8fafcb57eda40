-- Up Migration

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed', 'reauthorization_failed', 'hold_expiring',
      'final_capture_failed', 'authentication_required', 'charge_declined', 'step_failing', 'release_overdue',
      'workflow_missing', 'unknown_answer', 'deployment_conflict', 'under_review', 'fraud_warning', 'seller_share_due'
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
      'workflow_missing', 'unknown_answer', 'deployment_conflict', 'under_review', 'fraud_warning'
    )
  );
