-- Up Migration

alter table orders add column without_multicapture text not null default 'auto'
  check (without_multicapture in ('auto', 'capture_once', 'capture_then_reauthorize', 'refuse'));
comment on column orders.without_multicapture is 'Policy: what to do with a card that allows a single capture of a hold.';
comment on column orders.on_deadline is 'Policy: what becomes of units that have not shipped when the hold is about to expire. The shop may change it.';
comment on column orders.margin_seconds is 'Policy: how long before the hold expires Holdfast acts. The shop may change it.';

alter table orders drop constraint orders_cancel_reason_check;
alter table orders add constraint orders_cancel_reason_check
  check (
    cancel_reason in ('requested', 'deadline', 'authentication_timeout', 'abandoned', 'hold_lost', 'multicapture_unavailable')
  );
alter table authorizations drop constraint authorizations_end_reason_check;
alter table authorizations add constraint authorizations_end_reason_check
  check (
    end_reason in ('requested', 'deadline', 'authentication_timeout', 'abandoned', 'hold_lost', 'multicapture_unavailable')
  );

-- Down Migration

alter table authorizations drop constraint authorizations_end_reason_check;
alter table authorizations add constraint authorizations_end_reason_check
  check (end_reason in ('requested', 'deadline', 'authentication_timeout', 'abandoned', 'hold_lost'));
alter table orders drop constraint orders_cancel_reason_check;
alter table orders add constraint orders_cancel_reason_check
  check (cancel_reason in ('requested', 'deadline', 'authentication_timeout', 'abandoned', 'hold_lost'));
alter table orders drop column without_multicapture;
