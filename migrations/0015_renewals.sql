-- Up Migration

alter table orders
  add column reauthorization text check (reauthorization in ('before_release', 'after_release'));

comment on column orders.reauthorization is 'Policy: whether a new hold is placed while the old one lives or after it. Null: the order did not say, which means before_release.';

alter table authorizations
  add column customer text check (char_length(customer) between 1 and 255),
  add column card text check (char_length(card) between 1 and 255),
  add column renews_generation integer check (renews_generation between 1 and generation - 1),
  add column asked_at timestamptz,
  add column awaited_until timestamptz,
  add column renewal_refused_at timestamptz,
  add check ((customer is null) = (card is null));

update authorizations set asked_at = key_first_used_at;

comment on column authorizations.customer is 'Stripe''s cus_ id of the buyer that the card is kept for; null where it is not kept.';
comment on column authorizations.card is 'Stripe''s pm_ id of the card that may be used again without the buyer: asked with, or kept when the hold was placed. Null where none may.';
comment on column authorizations.renews_generation is 'The hold whose place it takes: what had not shipped of that one. Null for the first hold of an order.';
comment on column authorizations.asked_at is 'When the provider was last asked; null while it is only planned, in the transaction that ended the hold before it.';
comment on column authorizations.awaited_until is 'When a renewal that the buyer must help with is given up. Null: a day after the order was accepted.';
comment on column authorizations.renewal_refused_at is 'When the card refused to bear the hold after this one; release_at is the last call then.';

alter table authorizations drop constraint authorizations_plan_check;
alter table authorizations add constraint authorizations_plan_check
  check (plan in ('multicapture', 'capture_once', 'capture_then_reauthorize'));

alter table authorizations drop constraint authorizations_release_cause_check;
alter table authorizations add constraint authorizations_release_cause_check
  check (release_cause in ('deadline', 'cancellation', 'replaced', 'renewed'));
comment on column authorizations.release_cause is 'What asked for the release: the clock, the shop''s cancellation, a new hold that lives already, or one that is to follow.';

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed', 'reauthorization_failed'
    )
  );

-- Down Migration

-- What the new values describe cannot be told in the old ones: going back is for a database without renewals.
alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed'
    )
  );

comment on column authorizations.release_cause is 'Whether the clock or the shop''s cancellation asked for the release.';
alter table authorizations drop constraint authorizations_release_cause_check;
alter table authorizations add constraint authorizations_release_cause_check
  check (release_cause in ('deadline', 'cancellation'));

alter table authorizations drop constraint authorizations_plan_check;
alter table authorizations add constraint authorizations_plan_check
  check (plan in ('multicapture', 'capture_once'));

alter table authorizations
  drop column renewal_refused_at,
  drop column awaited_until,
  drop column asked_at,
  drop column renews_generation,
  drop column card,
  drop column customer;

alter table orders drop column reauthorization;
