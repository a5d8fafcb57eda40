-- Up Migration

alter table authorizations
  add column rung text check (rung in ('all', 'multicapture', 'plain'));

comment on column authorizations.rung is 'The richest set of card features that may still be asked for: it steps down when the provider refuses them. Null: from before there was a choice, when multicapture alone was asked for.';

alter table confirmations
  add column rung text check (rung in ('all', 'multicapture', 'plain'));

comment on column confirmations.rung is 'Which card features the confirm asks for. Null: from before there was a choice; it named none, and those that the hold was begun with held.';

alter table orders
  add column extended_authorization text not null default 'never'
    check (extended_authorization in ('never', 'if_available')),
  add column authentication_timeout_seconds integer not null default 86400
    check (authentication_timeout_seconds between 60 and 604800);

comment on column orders.extended_authorization is 'Policy: whether a hold that lives longer is asked for, which costs extra at Visa.';
comment on column orders.authentication_timeout_seconds is 'Policy: how long after created_at the buyer may take to pay and to authenticate.';

alter table webhook_events
  add column amount_received bigint check (amount_received >= 0);

comment on column webhook_events.amount_received is 'Minor units that a PaymentIntent had received by then: never booked, only compared with our own captures.';

-- Down Migration

alter table webhook_events
  drop column amount_received;

alter table orders
  drop column authentication_timeout_seconds,
  drop column extended_authorization;

alter table confirmations
  drop column rung;

alter table authorizations
  drop column rung;
