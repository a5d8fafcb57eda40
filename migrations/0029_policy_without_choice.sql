-- Up Migration

-- One value was all that it ever had. Nothing that was released knows it (docs/decisions/0018).
alter table orders drop column without_multicapture;

-- Down Migration

alter table orders
  add column without_multicapture text not null default 'auto' check (without_multicapture in ('auto'));

alter table orders alter column without_multicapture drop default;

comment on column orders.without_multicapture is 'Policy: what to do with a card that allows a single capture.';
