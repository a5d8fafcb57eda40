-- Up Migration

alter table shipments add column capture_id text references captures;

-- Until now every capture was for one shipment.
update shipments
set capture_id = (
  select capture_id
  from captures
  where captures.order_id = shipments.order_id and captures.shipment_id = shipments.shipment_id
  order by generation desc
  limit 1
);

comment on column shipments.capture_id is 'The capture that takes it, the latest asked for; one capture can take several shipments of a hold.';
comment on table captures is 'One capture of one hold, for one shipment or for several. Written before the provider is asked.';
comment on column captures.shipment_id is 'The shipment that names it: the first of those that it takes.';

create index shipments_by_capture on shipments (capture_id);

alter table authorizations drop constraint authorizations_state_check;
alter table authorizations add constraint authorizations_state_check
  check (
    state in (
      'requested', 'requires_payment_method', 'requires_action', 'processing', 'held', 'declined', 'captured',
      'released', 'expired', 'replaced', 'saved'
    )
  );

-- Down Migration

alter table authorizations drop constraint authorizations_state_check;
alter table authorizations add constraint authorizations_state_check
  check (
    state in (
      'requested', 'requires_payment_method', 'requires_action', 'processing', 'held', 'declined', 'captured',
      'released', 'expired', 'replaced'
    )
  );

comment on column captures.shipment_id is 'The shipment it pays for.';
comment on table captures is 'One capture of one hold for one shipment. Written before the provider is asked.';

drop index shipments_by_capture;
alter table shipments drop column capture_id;
