-- Up Migration

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed', 'reauthorization_failed', 'hold_expiring',
      'final_capture_failed', 'authentication_required', 'charge_declined', 'step_failing'
    )
  );

-- A bug may meet one parcel or refund only: the step is named with what it is about.
alter table attentions drop constraint attentions_step_check;
alter table attentions add constraint attentions_step_check check (char_length(step) between 1 and 255);
comment on column attentions.step is 'The step that could not be done, of step_failing with what it is about: once it is done, the problem is over; null for what only a person can close.';

-- Down Migration

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed', 'reauthorization_failed', 'hold_expiring',
      'final_capture_failed', 'authentication_required', 'charge_declined'
    )
  );

alter table attentions drop constraint attentions_step_check;
alter table attentions add constraint attentions_step_check check (char_length(step) between 1 and 64);
comment on column attentions.step is 'The step that could not be done: once one of its kind is done, the problem is over; null for what only a person can close.';
