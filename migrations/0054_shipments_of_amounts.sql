-- Up Migration

alter table shipments add column asked_amount bigint check (asked_amount > 0);
alter table shipments add column part jsonb
  check (jsonb_typeof(part) = 'object' and octet_length(part::text) <= 1024);
comment on column shipments.asked_amount is 'What the shop asked to capture of whatever was open, in minor units; null where it named units.';
comment on column shipments.part is 'The part of one more unit that it takes, as one value: line, unit, and its goods, tax, discount, shipping and share of Connect in minor units. The unit stays open for what is left of it. Null: its amount ends with a unit.';

-- Down Migration

alter table shipments drop column part;
alter table shipments drop column asked_amount;
