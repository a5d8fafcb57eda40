-- Up Migration

alter table shipments add column covered_at timestamptz;
comment on column shipments.covered_at is 'When it left for the final capture of the hold to pay for; null when it was captured by itself. Refused with this set: lost.';

alter table authorizations add column warn_at timestamptz;
alter table authorizations add column warned_at timestamptz;
comment on column authorizations.warn_at is 'When Holdfast says that units have not shipped; null where the hold is older than warnings.';
comment on column authorizations.warned_at is 'When it was said; null while it was not, and where nothing was open any more.';

comment on column captures.shipment_id is 'The shipment that names it: the first of those that it takes. Of a capture that grows while parcels are covered, the first parcel.';
comment on column captures.state is 'Changed only along the transition table of the domain. covered: parcels have left that it will take; unknown is left only by a read of the provider.';
comment on column captures.key_first_used_at is 'The provider forgets keys after 24 h: an old one is never used again. While covered: when the row was written, for the key is not used yet.';
comment on column captures.amount is 'Minor units of the order''s currency: the sum of the shipments that it takes.';

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed', 'hold_expiring', 'final_capture_failed'
    )
  );

comment on column attentions.closed_at is 'When a person closed it, or Holdfast because it had settled itself.';
comment on column attentions.closed_by is 'Who closed it; holdfast: nobody had to.';

-- Down Migration

comment on column attentions.closed_by is 'Who closed it.';
comment on column attentions.closed_at is 'When a person closed it.';

alter table attentions drop constraint attentions_code_check;
alter table attentions add constraint attentions_code_check
  check (
    code in (
      'amount_mismatch', 'hold_lost', 'provider_misuse', 'settlement_overdue', 'refund_failed', 'refund_overdue',
      'dispute_opened', 'dispute_lost', 'transfer_reversal_failed'
    )
  );

comment on column captures.amount is 'Minor units of the order''s currency.';
comment on column captures.key_first_used_at is 'The provider forgets keys after 24 h: an old one is never used again.';
comment on column captures.state is 'Changed only along the transition table of the domain; unknown is left only by a read of the provider.';
comment on column captures.shipment_id is 'The shipment that names it: the first of those that it takes.';

alter table authorizations drop column warned_at;
alter table authorizations drop column warn_at;
alter table shipments drop column covered_at;
