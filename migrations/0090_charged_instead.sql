-- Up Migration

alter table orders drop constraint orders_without_multicapture_check;
alter table orders add constraint orders_without_multicapture_check
  check (without_multicapture in ('auto', 'capture_once', 'capture_then_reauthorize', 'charge_on_ship', 'refuse'));
comment on column orders.fulfilment is 'Policy: how the order is paid. It becomes charge_on_ship where the hold gives way to its card.';

alter table authorizations drop constraint authorizations_release_cause_check;
alter table authorizations add constraint authorizations_release_cause_check
  check (release_cause in ('deadline', 'cancellation', 'replaced', 'renewed', 'charge_on_ship'));

-- Down Migration

-- What the new values describe cannot be told in the old ones: going back is for a database without them.
alter table authorizations drop constraint authorizations_release_cause_check;
alter table authorizations add constraint authorizations_release_cause_check
  check (release_cause in ('deadline', 'cancellation', 'replaced', 'renewed'));

comment on column orders.fulfilment is 'Policy: how the order leaves the warehouse.';
alter table orders drop constraint orders_without_multicapture_check;
alter table orders add constraint orders_without_multicapture_check
  check (without_multicapture in ('auto', 'capture_once', 'capture_then_reauthorize', 'refuse'));
