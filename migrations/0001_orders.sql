-- Up Migration

create table orders (
  order_id text primary key check (char_length(order_id) between 1 and 64),
  content_hash text not null check (char_length(content_hash) between 1 and 128),
  acceptance_id text not null check (char_length(acceptance_id) between 1 and 128),
  request_id text not null check (char_length(request_id) between 1 and 128),
  currency char(3) not null check (currency = lower(currency)),
  total bigint not null check (total between 1 and 99999999),
  discount_amount bigint not null check (discount_amount >= 0),
  shipping_amount bigint not null check (shipping_amount >= 0),
  shipping_from_postal_code text check (char_length(shipping_from_postal_code) <= 255),
  shipping_to_postal_code text check (char_length(shipping_to_postal_code) <= 255),
  customer_reference text check (char_length(customer_reference) <= 255),
  payment_method text check (char_length(payment_method) <= 255),
  customer text check (char_length(customer) <= 255),
  save_for_later boolean not null,
  return_url text check (char_length(return_url) <= 2048),
  statement_descriptor_suffix text check (char_length(statement_descriptor_suffix) <= 255),
  on_deadline text not null check (on_deadline in ('release', 'capture_remaining', 'reauthorize')),
  margin_seconds integer not null check (margin_seconds >= 0),
  shipping_allocation text not null check (shipping_allocation in ('proportional', 'first_shipment')),
  without_multicapture text not null check (without_multicapture in ('auto')),
  fulfilment text not null check (fulfilment in ('shipments', 'immediate', 'charge_on_ship')),
  metadata jsonb not null check (jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 65536),
  workflow_id text not null check (char_length(workflow_id) between 1 and 255),
  status text not null check (
    status in (
      'created', 'requires_payment_method', 'requires_action', 'processing', 'authorized', 'partially_captured',
      'captured', 'completed', 'canceled'
    )
  ),
  cancel_reason text check (
    cancel_reason in ('requested', 'deadline', 'authentication_timeout', 'abandoned', 'hold_lost')
  ),
  release_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((cancel_reason is not null) = (status = 'canceled'))
);

comment on table orders is 'An order as accepted, with its status derived for reading. Written by activities only.';
comment on column orders.order_id is 'The shop''s own id; also the order''s idempotency.';
comment on column orders.content_hash is 'Fingerprint of what the shop sent: the same id with another hash is a conflict.';
comment on column orders.acceptance_id is 'Names the one HTTP request that started the order, so that a repeat knows it is one.';
comment on column orders.request_id is 'Request that brought the order, for the audit trail.';
comment on column orders.currency is 'ISO 4217 code in lower case, as Stripe writes it.';
comment on column orders.total is 'Minor units: what one hold over the whole order is worth. Stripe takes at most eight digits.';
comment on column orders.discount_amount is 'Minor units: discount on the whole order, on top of the lines'' own.';
comment on column orders.shipping_amount is 'Minor units: shipping of the whole order.';
comment on column orders.shipping_from_postal_code is 'Sent to the card network with each capture.';
comment on column orders.shipping_to_postal_code is 'Sent to the card network with each capture.';
comment on column orders.customer_reference is 'The shop''s name for the buyer, sent to the card network.';
comment on column orders.payment_method is 'Stripe''s pm_ id; null when the buyer''s browser confirms. Never card data.';
comment on column orders.customer is 'Stripe''s cus_ id.';
comment on column orders.save_for_later is 'Whether the card was asked to be saved for later payments without the buyer.';
comment on column orders.return_url is 'Where the buyer comes back to after authenticating.';
comment on column orders.statement_descriptor_suffix is 'What the buyer''s statement says behind the merchant''s name.';
comment on column orders.on_deadline is 'Policy: what happens to what is left of the hold at release_at.';
comment on column orders.margin_seconds is 'Policy: how long before the network''s deadline Holdfast acts.';
comment on column orders.shipping_allocation is 'Policy: how shipping is split over the captures.';
comment on column orders.without_multicapture is 'Policy: what to do with a card that allows a single capture.';
comment on column orders.fulfilment is 'Policy: how the order leaves the warehouse.';
comment on column orders.metadata is 'The shop''s own names and values: their keys are not known beforehand, hence json.';
comment on column orders.workflow_id is 'The Temporal workflow that owns the order''s payment.';
comment on column orders.status is 'Derived from authorizations and captures in the transaction that changed them; never set by hand.';
comment on column orders.cancel_reason is 'Why the order ended without a capture; derived like status.';
comment on column orders.release_at is 'When Holdfast acts on the live hold; null while there is none. Derived like status.';
comment on column orders.created_at is 'When the order was accepted.';
comment on column orders.updated_at is 'When anything about the order last changed.';

-- Pages of the list, newest first, with and without a status; order_id makes the order of equal instants certain.
create index orders_newest on orders (created_at desc, order_id desc);
create index orders_by_status on orders (status, created_at desc, order_id desc);
create index orders_by_release_at on orders (release_at) where release_at is not null;

create table order_lines (
  order_id text not null references orders,
  line_id text not null check (char_length(line_id) between 1 and 64),
  position integer not null check (position >= 0),
  product_code text check (char_length(product_code) <= 255),
  name text not null check (char_length(name) between 1 and 1024),
  quantity integer not null check (quantity between 1 and 9999),
  unit_price bigint not null check (unit_price >= 0),
  tax_amount bigint not null check (tax_amount >= 0),
  discount_amount bigint not null check (discount_amount >= 0),
  unit_of_measure text check (char_length(unit_of_measure) <= 255),
  commodity_code text check (char_length(commodity_code) <= 255),
  primary key (order_id, line_id),
  unique (order_id, position)
);

comment on table order_lines is 'A product with a quantity. What has shipped of it is counted from the shipments.';
comment on column order_lines.order_id is 'The order.';
comment on column order_lines.line_id is 'The shop''s own id of the line.';
comment on column order_lines.position is 'Place within the order, from 0: allocation breaks ties by it.';
comment on column order_lines.product_code is 'The shop''s product code, sent to the card network.';
comment on column order_lines.name is 'What the product is called.';
comment on column order_lines.quantity is 'Units ordered.';
comment on column order_lines.unit_price is 'Minor units for one unit.';
comment on column order_lines.tax_amount is 'Minor units of tax on the whole line.';
comment on column order_lines.discount_amount is 'Minor units of discount on the whole line.';
comment on column order_lines.unit_of_measure is 'Sent to the card network.';
comment on column order_lines.commodity_code is 'Sent to the card network.';

create table unit_allocations (
  order_id text not null,
  line_id text not null,
  from_unit integer not null check (from_unit >= 0),
  units integer not null check (units > 0),
  goods bigint not null check (goods >= 0),
  tax bigint not null check (tax >= 0),
  discount bigint not null check (discount >= 0 and discount <= goods),
  shipping bigint not null check (shipping >= 0),
  primary key (order_id, line_id, from_unit),
  foreign key (order_id, line_id) references order_lines
);

comment on table unit_allocations is 'The frozen split of the order''s amounts: a run of units of one line that are worth the same.';
comment on column unit_allocations.order_id is 'The order.';
comment on column unit_allocations.line_id is 'The line.';
comment on column unit_allocations.from_unit is 'Index of the run''s first unit within its line, from 0.';
comment on column unit_allocations.units is 'Units in the run; the amounts are those of ONE of them.';
comment on column unit_allocations.goods is 'Minor units of goods in one unit.';
comment on column unit_allocations.tax is 'Minor units of tax in one unit.';
comment on column unit_allocations.discount is 'Minor units of the line''s and the order''s discount in one unit.';
comment on column unit_allocations.shipping is 'Minor units of shipping in one unit; 0 when the first shipment takes all of it.';

-- Down Migration

drop table unit_allocations;
drop table order_lines;
drop table orders;
