-- Up Migration

alter table authorizations
  add column setup_intent_id text unique check (char_length(setup_intent_id) between 1 and 255),
  add column setup_customer text check (char_length(setup_customer) between 1 and 255),
  add column setup_payment_method text check (char_length(setup_payment_method) between 1 and 255);

comment on column authorizations.setup_intent_id is 'Stripe''s seti_ id, where a card is saved and nothing is held; null until its answer was seen.';
comment on column authorizations.setup_customer is 'Stripe''s cus_ id of whom the saved card belongs to.';
comment on column authorizations.setup_payment_method is 'Stripe''s pm_ id of the saved card. Never card data.';
comment on table authorizations is 'A hold, a saved card, a payment with one, or an attempt at any. Written before the provider is asked.';
comment on column authorizations.released_amount is 'Minor units that went back to the buyer, or that a saved card was never asked for.';

alter table authorizations drop constraint authorizations_plan_check;
alter table authorizations add constraint authorizations_plan_check
  check (plan in ('multicapture', 'capture_once', 'capture_then_reauthorize', 'charge_on_ship', 'immediate'));

-- A card that is saved has a plan before any charge tells what it can do.
alter table authorizations drop constraint authorizations_check2;
alter table authorizations add constraint authorizations_capabilities_check
  check (
    num_nulls(multicapture, overcapture, incremental_authorization, extended_authorization, maximum_capturable) in (0, 5)
    and (multicapture is null or plan is not null)
    and (multicapture is not null or plan is null or plan = 'charge_on_ship')
  );

alter table authorizations add constraint authorizations_saved_check
  check (state <> 'saved' or num_nulls(setup_intent_id, setup_customer, setup_payment_method, plan) = 0);

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed', 'reauthorization_failed', 'hold_expiring',
      'final_capture_failed', 'authentication_required', 'charge_declined'
    )
  );

alter table webhook_events add column setup_intent_id text check (char_length(setup_intent_id) <= 255);
comment on column webhook_events.setup_intent_id is 'Stripe''s seti_ id that the event names.';

-- Down Migration

alter table webhook_events drop column setup_intent_id;

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed', 'reauthorization_failed', 'hold_expiring',
      'final_capture_failed'
    )
  );

alter table authorizations drop constraint authorizations_saved_check;
alter table authorizations drop constraint authorizations_capabilities_check;
alter table authorizations add constraint authorizations_check2
  check (
    num_nulls(
      multicapture, overcapture, incremental_authorization, extended_authorization, maximum_capturable, plan
    ) in (0, 6)
  );
alter table authorizations drop constraint authorizations_plan_check;
alter table authorizations add constraint authorizations_plan_check
  check (plan in ('multicapture', 'capture_once', 'capture_then_reauthorize'));

comment on column authorizations.released_amount is 'Minor units that went back to the buyer.';
comment on table authorizations is 'A hold, or an attempt at one. Written before the provider is asked; the newest of an order counts.';

alter table authorizations
  drop column setup_intent_id,
  drop column setup_customer,
  drop column setup_payment_method;
