-- Up Migration

-- The words of the field before the first release: increments, shipments, tiers of card features, open attentions.
alter table hold_raises rename to hold_increments;
alter table hold_increments rename column raise_id to increment_id;
alter table authorizations rename column rung to tier;
alter table confirmations rename column rung to tier;
comment on table hold_increments is 'More is held for a shipment that is worth more than its units. Written before the provider is asked.';
comment on column hold_increments.shipment_id is 'The shipment that needs it; it is not recorded as one yet, and may never be.';
comment on column authorizations.tier is 'The richest set of card features that may still be asked for: it steps down when the provider refuses them. Null: from before there was a choice, when multicapture alone was asked for.';
comment on column confirmations.tier is 'Which card features the confirm asks for. Null: from before there was a choice; it named none, and those that the hold was begun with held.';

alter table timeline disable trigger timeline_is_append_only;
update timeline set kind = case kind
  when 'hold_raised' then 'hold_incremented'
  when 'raise_refused' then 'increment_refused'
  when 'parcels_captured' then 'shipments_captured'
  when 'parcels_lost' then 'shipments_lost'
  when 'attention_raised' then 'attention_opened'
  end
  where kind in ('hold_raised', 'raise_refused', 'parcels_captured', 'parcels_lost', 'attention_raised');
alter table timeline enable trigger timeline_is_append_only;

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions disable trigger ledger_transactions_are_immutable;
update ledger_transactions set kind = 'hold_incremented' where kind = 'hold_raised';
alter table ledger_transactions enable trigger ledger_transactions_are_immutable;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (
    kind in (
      'hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed', 'dispute_withdrawn',
      'dispute_reinstated', 'dispute_settled', 'transferred', 'transfer_reversed', 'application_fee',
      'application_fee_refunded', 'hold_incremented'
    )
  );

-- An order whose card is saved and of which nothing is held is not authorized: it says what it is.
alter table orders drop constraint orders_status_check;
alter table orders add constraint orders_status_check
  check (
    status in (
      'created', 'requires_payment_method', 'requires_action', 'processing', 'card_saved', 'authorized',
      'partially_captured', 'captured', 'completed', 'canceled'
    )
  );
update orders set status = 'card_saved' where status = 'authorized' and fulfilment = 'charge_on_ship';

-- Down Migration

update orders set status = 'authorized' where status = 'card_saved';
alter table orders drop constraint orders_status_check;
alter table orders add constraint orders_status_check
  check (
    status in (
      'created', 'requires_payment_method', 'requires_action', 'processing', 'authorized', 'partially_captured',
      'captured', 'completed', 'canceled'
    )
  );

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions disable trigger ledger_transactions_are_immutable;
update ledger_transactions set kind = 'hold_raised' where kind = 'hold_incremented';
alter table ledger_transactions enable trigger ledger_transactions_are_immutable;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (
    kind in (
      'hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed', 'dispute_withdrawn',
      'dispute_reinstated', 'dispute_settled', 'transferred', 'transfer_reversed', 'application_fee',
      'application_fee_refunded', 'hold_raised'
    )
  );

alter table timeline disable trigger timeline_is_append_only;
update timeline set kind = case kind
  when 'hold_incremented' then 'hold_raised'
  when 'increment_refused' then 'raise_refused'
  when 'shipments_captured' then 'parcels_captured'
  when 'shipments_lost' then 'parcels_lost'
  when 'attention_opened' then 'attention_raised'
  end
  where kind in ('hold_incremented', 'increment_refused', 'shipments_captured', 'shipments_lost', 'attention_opened');
alter table timeline enable trigger timeline_is_append_only;

alter table confirmations rename column tier to rung;
alter table authorizations rename column tier to rung;
alter table hold_increments rename column increment_id to raise_id;
alter table hold_increments rename to hold_raises;
