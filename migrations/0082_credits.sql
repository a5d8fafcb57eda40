-- Up Migration

alter table orders add column credits jsonb
  check (jsonb_typeof(credits) = 'array' and jsonb_array_length(credits) > 0 and octet_length(credits::text) <= 65536);
alter table orders add column shipping_credit bigint not null default 0
  check (shipping_credit >= 0 and shipping_credit <= shipping_amount);
comment on column orders.credits is 'What the shop took beside the card: gift cards, store credit, deposits, as the shop said it. Null: nothing.';
comment on column orders.shipping_credit is 'Minor units that the credits pay of shipping that no unit has a share of.';
comment on column orders.total is 'Minor units: what one hold over the whole order is worth, without its credits. Stripe takes at most twelve digits of a card.';

alter table unit_allocations add column credit bigint not null default 0
  check (credit >= 0 and credit <= goods + tax - discount + shipping);
comment on column unit_allocations.credit is 'Minor units of one unit that the order''s credits pay, and not its card.';

alter table shipments add column credit bigint not null default 0 check (credit >= 0);
alter table shipments drop constraint shipments_check;
alter table shipments add constraint shipments_amount_is_its_parts
  check (amount = goods + tax - discount + shipping + adjustment - credit);
comment on column shipments.credit is 'What the order''s credits paid of it, counting down.';

alter table refund_parts add column split_credit bigint;
alter table refund_parts drop constraint refund_parts_split_check;
alter table refund_parts add constraint refund_parts_split_check check (
  (num_nulls(split_goods, split_tax, split_discount, split_shipping, split_adjustment) = 5 and split_credit is null)
  or (
    num_nulls(split_goods, split_tax, split_discount, split_shipping, split_adjustment) = 0
    and amount = split_goods + split_tax - split_discount + split_shipping + split_adjustment
      - coalesce(split_credit, 0)
  )
);
comment on column refund_parts.split_credit is 'What the order''s credits had paid of what goes back: counts down. Null: nothing.';

alter table refund_parts add column credits jsonb
  check (jsonb_typeof(credits) = 'array' and octet_length(credits::text) <= 65536);
alter table refund_parts drop constraint refund_parts_amount_check;
alter table refund_parts add constraint refund_parts_amount_check check (amount > 0 or (amount = 0 and credits is not null));
alter table refund_parts drop constraint refund_parts_check;
alter table refund_parts add constraint refund_parts_answered_check
  check (
    (amount > 0 and (state in ('pending', 'succeeded', 'failed')) = (stripe_refund_id is not null))
    or (amount = 0 and state = 'succeeded' and stripe_refund_id is null)
  );
alter table refunds drop constraint refunds_amount_check;
alter table refunds add constraint refunds_amount_check check (amount >= 0);
comment on column refund_parts.credits is 'What the shop gives back of the order''s credits with it: a list of names and minor units. Null: nothing.';
comment on column refund_parts.amount is 'Minor units of the order''s currency; 0 where credits had paid for all of it, and nobody is asked.';

alter table ledger_entries drop constraint ledger_entries_account_check;
alter table ledger_entries add constraint ledger_entries_account_check
  check (
    account in (
      'card_holds', 'cardholder_authorizations', 'stripe_balance', 'wooshpay_balance', 'sales', 'sales_goods',
      'sales_shipping', 'sales_tax', 'sales_discounts', 'sales_credits', 'sales_adjustments', 'processing_fees', 'refunds',
      'refunds_goods', 'refunds_shipping', 'refunds_tax', 'refunds_discounts', 'refunds_credits', 'refunds_adjustments',
      'disputes', 'connect_transfers', 'connect_fees', 'currency_conversion', 'bank_in_transit', 'bank'
    )
  );

-- Down Migration

-- What credits paid cannot be told without them: going back is for a database without orders that have any.
alter table ledger_entries drop constraint ledger_entries_account_check;
alter table ledger_entries add constraint ledger_entries_account_check
  check (
    account in (
      'card_holds', 'cardholder_authorizations', 'stripe_balance', 'wooshpay_balance', 'sales', 'sales_goods',
      'sales_shipping', 'sales_tax', 'sales_discounts', 'sales_adjustments', 'processing_fees', 'refunds', 'refunds_goods', 'refunds_shipping',
      'refunds_tax', 'refunds_discounts', 'refunds_adjustments', 'disputes', 'connect_transfers', 'connect_fees',
      'currency_conversion', 'bank_in_transit', 'bank'
    )
  );

alter table refunds drop constraint refunds_amount_check;
alter table refunds add constraint refunds_amount_check check (amount > 0);
alter table refund_parts drop constraint refund_parts_answered_check;
alter table refund_parts add constraint refund_parts_check
  check ((state in ('pending', 'succeeded', 'failed')) = (stripe_refund_id is not null));
alter table refund_parts drop constraint refund_parts_amount_check;
alter table refund_parts add constraint refund_parts_amount_check check (amount > 0);
comment on column refund_parts.amount is 'Minor units of the order''s currency.';
alter table refund_parts drop column credits;

alter table refund_parts drop constraint refund_parts_split_check;
alter table refund_parts drop column split_credit;
alter table refund_parts add constraint refund_parts_split_check check (
  num_nulls(split_goods, split_tax, split_discount, split_shipping, split_adjustment) = 5
  or (
    num_nulls(split_goods, split_tax, split_discount, split_shipping, split_adjustment) = 0
    and amount = split_goods + split_tax - split_discount + split_shipping + split_adjustment
  )
);

alter table shipments drop constraint shipments_amount_is_its_parts;
alter table shipments drop column credit;
alter table shipments add constraint shipments_check
  check (amount = goods + tax - discount + shipping + adjustment);

alter table unit_allocations drop column credit;

comment on column orders.total is 'Minor units: what one hold over the whole order is worth. Stripe takes at most twelve digits of a card.';
alter table orders drop column shipping_credit;
alter table orders drop column credits;
