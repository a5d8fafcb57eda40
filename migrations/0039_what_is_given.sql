-- Up Migration

alter table orders add column order_number text check (char_length(order_number) between 1 and 64);
alter table orders add column description text check (char_length(description) between 1 and 500);
alter table orders add column receipt_email text check (char_length(receipt_email) between 3 and 254);
alter table orders add column shipping_address jsonb
  check (jsonb_typeof(shipping_address) = 'object' and octet_length(shipping_address::text) <= 16384);
comment on column orders.order_number is 'What people call the order; null: its id.';
comment on column orders.description is 'For people, in the shop''s words.';
comment on column orders.receipt_email is 'Where Stripe sends receipts. Personal.';
comment on column orders.shipping_address is 'Name, phone and address that the goods go to, as one value: nothing is computed with its parts. Personal.';

create index orders_by_number on orders (order_number) where order_number is not null;

create table kept_buyers (
  acceptance_id text primary key check (char_length(acceptance_id) between 1 and 128),
  receipt_email text check (char_length(receipt_email) between 3 and 254),
  shipping_address jsonb
    check (jsonb_typeof(shipping_address) = 'object' and octet_length(shipping_address::text) <= 16384),
  kept_at timestamptz not null
);

comment on table kept_buyers is 'What a request says of the buyer, until its order is written: it must not travel through Temporal. Empty but for requests under way.';
comment on column kept_buyers.acceptance_id is 'The request that brought it, as in orders.acceptance_id.';
comment on column kept_buyers.receipt_email is 'As in orders. Personal.';
comment on column kept_buyers.shipping_address is 'As in orders. Personal.';
comment on column kept_buyers.kept_at is 'When it came; forgotten after a week.';

create index kept_buyers_by_age on kept_buyers (kept_at);

-- Down Migration

drop table kept_buyers;
drop index orders_by_number;
alter table orders drop column shipping_address;
alter table orders drop column receipt_email;
alter table orders drop column description;
alter table orders drop column order_number;
