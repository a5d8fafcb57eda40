-- Up Migration

create table disputes (
  dispute_id text primary key check (char_length(dispute_id) between 1 and 255),
  order_id text not null references orders,
  authorization_id text not null references authorizations,
  charge_id text not null check (char_length(charge_id) between 1 and 255),
  payment_intent_id text check (char_length(payment_intent_id) between 1 and 255),
  amount bigint not null check (amount >= 0),
  currency char(3) not null check (currency = lower(currency)),
  reason text not null check (char_length(reason) between 1 and 255),
  network_reason_code text check (char_length(network_reason_code) between 1 and 255),
  status text not null check (
    status in (
      'warning_needs_response', 'warning_under_review', 'warning_closed', 'needs_response', 'under_review',
      'appeal_needs_response', 'appeal_under_review', 'won', 'lost', 'prevented'
    )
  ),
  evidence_due_by timestamptz,
  evidence_state text not null check (evidence_state in ('none', 'to_stage', 'staged', 'by_hand', 'submitted')),
  evidence_generation integer not null default 0 check (evidence_generation >= 0),
  evidence_key_first_used_at timestamptz,
  evidence_staged_at timestamptz,
  disputed_at timestamptz not null,
  ended_at timestamptz,
  read_at timestamptz not null,
  read_due_at timestamptz,
  reads integer not null default 0 check (reads >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((evidence_generation = 0) = (evidence_key_first_used_at is null)),
  check (evidence_staged_at is null or evidence_generation > 0),
  check ((ended_at is not null) = (status in ('warning_closed', 'won', 'lost', 'prevented')))
);

comment on table disputes is 'A charge that the buyer''s bank asks about or takes back, as the provider last showed it. The provider''s own word: no event is believed.';
comment on column disputes.dispute_id is 'Stripe''s du_ or dp_ id.';
comment on column disputes.order_id is 'The order.';
comment on column disputes.authorization_id is 'The hold whose charge is disputed.';
comment on column disputes.charge_id is 'Stripe''s ch_ id of the disputed charge.';
comment on column disputes.payment_intent_id is 'Stripe''s pi_ id.';
comment on column disputes.amount is 'Minor units that are disputed; may differ from what was captured.';
comment on column disputes.currency is 'ISO 4217 code in lower case of the amount.';
comment on column disputes.reason is 'Why, in Stripe''s word.';
comment on column disputes.network_reason_code is 'Why, in the card network''s code.';
comment on column disputes.status is 'Stripe''s status; warning_ marks an inquiry, which takes no money.';
comment on column disputes.evidence_due_by is 'Until when it can be answered; null when the bank takes no answer.';
comment on column disputes.evidence_state is 'none: nothing can be staged. to_stage: prepared here. staged: prepared at the provider. by_hand: a person wrote it. submitted: the bank has it.';
comment on column disputes.evidence_generation is 'Counts the names of the staging call; rises only after a read proved that the earlier one staged nothing. 0 before the first.';
comment on column disputes.evidence_key_first_used_at is 'The provider forgets keys after 24 h: an old one is never used again.';
comment on column disputes.evidence_staged_at is 'When it was recorded that our evidence lies at the provider.';
comment on column disputes.disputed_at is 'When the provider opened it.';
comment on column disputes.ended_at is 'When its end was recorded; null while it is open.';
comment on column disputes.read_at is 'When the provider was asked for what stands here: an older answer never replaces it.';
comment on column disputes.read_due_at is 'When to look again if no event has told of anything; null when there is nothing to wait for.';
comment on column disputes.reads is 'How often it was read and nothing had changed: makes the next pause longer.';
comment on column disputes.created_at is 'When we first learned of it.';
comment on column disputes.updated_at is 'When the row last changed.';

create index disputes_by_order on disputes (order_id, disputed_at);
create index disputes_read_due on disputes (read_due_at) where read_due_at is not null;

create table dispute_movements (
  balance_transaction_id text primary key check (char_length(balance_transaction_id) between 1 and 255),
  dispute_id text not null references disputes,
  direction text not null check (direction in ('withdrawn', 'reinstated')),
  amount bigint not null check (amount >= 0),
  currency char(3) not null check (currency = lower(currency)),
  settled_amount bigint not null,
  fee bigint not null,
  settlement_currency char(3) not null check (settlement_currency = lower(settlement_currency)),
  exchange_rate text check (char_length(exchange_rate) <= 64),
  moved_at timestamptz not null,
  recorded_at timestamptz not null
);

comment on table dispute_movements is 'Money that a dispute took from our balance or brought back: one balance transaction of the provider each, never changed.';
comment on column dispute_movements.balance_transaction_id is 'Stripe''s txn_ id.';
comment on column dispute_movements.dispute_id is 'The dispute.';
comment on column dispute_movements.direction is 'Which way the money went.';
comment on column dispute_movements.amount is 'Minor units of the dispute''s currency, as in the ledger.';
comment on column dispute_movements.currency is 'ISO 4217 code in lower case of the amount.';
comment on column dispute_movements.settled_amount is 'Minor units of the settlement currency as the provider reports them: below zero when they left us.';
comment on column dispute_movements.fee is 'Minor units of the settlement currency that the provider kept; below zero when it gave a fee back.';
comment on column dispute_movements.settlement_currency is 'ISO 4217 code in lower case of settled_amount and fee.';
comment on column dispute_movements.exchange_rate is 'Decimal text as the provider wrote it; null without conversion.';
comment on column dispute_movements.moved_at is 'When it happened at the provider.';
comment on column dispute_movements.recorded_at is 'When it was recorded.';

create index dispute_movements_by_dispute on dispute_movements (dispute_id);

create table dispute_evidence (
  dispute_id text not null references disputes,
  field text not null check (
    field in (
      'product_description', 'shipping_carrier', 'shipping_date', 'shipping_tracking_number', 'uncategorized_text'
    )
  ),
  content text not null check (char_length(content) between 1 and 20000),
  primary key (dispute_id, field)
);

comment on table dispute_evidence is 'What we have to say for ourselves: prepared anew with every look, and frozen when the provider is first asked to take it.';
comment on column dispute_evidence.dispute_id is 'The dispute.';
comment on column dispute_evidence.field is 'Stripe''s name of the field.';
comment on column dispute_evidence.content is 'As sent; Stripe takes 20,000 characters.';

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (
    kind in (
      'hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed', 'dispute_withdrawn',
      'dispute_reinstated', 'dispute_settled'
    )
  );

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost'
    )
  );
comment on column attentions.closed_at is 'When it was closed.';
comment on column attentions.closed_by is 'Who closed it: a person, or Holdfast when the problem had ended by itself.';

alter table timeline add column dispute_id text check (char_length(dispute_id) <= 255);
comment on column timeline.dispute_id is 'Stripe''s du_ or dp_ id it is about.';

alter table webhook_events drop constraint webhook_events_about_check;
alter table webhook_events add constraint webhook_events_about_check
  check (about in ('settlement', 'hold', 'nothing', 'refund', 'dispute'));
alter table webhook_events add column dispute_id text check (char_length(dispute_id) <= 255);
comment on column webhook_events.about is 'What it can tell us: of a settlement, of a hold, of a refund, of a dispute, or nothing.';
comment on column webhook_events.dispute_id is 'Stripe''s du_ or dp_ id it names.';

-- Down Migration

-- What the new values describe cannot be told in the old ones: going back is for a database without disputes.
alter table webhook_events drop column dispute_id;
alter table webhook_events drop constraint webhook_events_about_check;
alter table webhook_events add constraint webhook_events_about_check
  check (about in ('settlement', 'hold', 'nothing', 'refund'));
comment on column webhook_events.about is 'What it can tell us: of a settlement, of a hold, of a refund, or nothing.';

alter table timeline drop column dispute_id;

comment on column attentions.closed_at is 'When a person closed it.';
comment on column attentions.closed_by is 'Who closed it.';
alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue'
    )
  );

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (kind in ('hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed'));

drop table dispute_evidence;
drop table dispute_movements;
drop table disputes;
