-- Up Migration

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

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (
    kind in (
      'hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed', 'dispute_withdrawn',
      'dispute_reinstated', 'dispute_settled', 'transferred', 'transfer_reversed', 'application_fee',
      'application_fee_refunded', 'hold_incremented', 'sales_split', 'refunds_split', 'paid_out', 'payout_arrived',
      'payout_returned'
    )
  );

-- A payout is of no order.
alter table ledger_transactions alter column order_id drop not null;
alter table ledger_transactions add constraint ledger_transactions_order_check
  check ((order_id is null) = (kind in ('paid_out', 'payout_arrived', 'payout_returned')));
alter table ledger_transactions add column occurred_at timestamptz;
alter table ledger_transactions add column balance_transaction_id text
  check (char_length(balance_transaction_id) between 1 and 255);
comment on column ledger_transactions.order_id is 'The order whose money moved; null of a payout.';
comment on column ledger_transactions.created_at is 'When it was recorded.';
comment on column ledger_transactions.occurred_at is 'When the money moved: as Stripe says, or when it was asked for. Null where it is older than this column: as recorded.';
comment on column ledger_transactions.balance_transaction_id is 'Stripe''s txn_ id of the movement of the balance that shows it; null where none does, or it was not known yet.';

create index ledger_transactions_by_balance_transaction on ledger_transactions (balance_transaction_id)
  where balance_transaction_id is not null;

alter table refund_parts add column split_goods bigint;
alter table refund_parts add column split_tax bigint;
alter table refund_parts add column split_discount bigint;
alter table refund_parts add column split_shipping bigint;
alter table refund_parts add column split_adjustment bigint;
alter table refund_parts add constraint refund_parts_split_check check (
  num_nulls(split_goods, split_tax, split_discount, split_shipping, split_adjustment) = 5
  or (
    num_nulls(split_goods, split_tax, split_discount, split_shipping, split_adjustment) = 0
    and amount = split_goods + split_tax - split_discount + split_shipping + split_adjustment
  )
);
comment on column refund_parts.split_goods is 'What of the amount is for goods; the split columns are null where nobody can say, and in parts from before them.';
comment on column refund_parts.split_tax is 'What of it is tax.';
comment on column refund_parts.split_discount is 'Discount that is taken back with it: counts down.';
comment on column refund_parts.split_shipping is 'What of it is shipping.';
comment on column refund_parts.split_adjustment is 'What of it is the adjustment of its shipment.';

create function split_movement(
  order_name text, source text, movement text, account text, account_side text, of_currency text, happened timestamptz,
  goods bigint, shipping bigint, tax bigint, discount bigint, adjustment bigint
) returns void language plpgsql as $$
declare
  made bigint;
  other_side text := case account_side when 'debit' then 'credit' else 'debit' end;
  total bigint := goods + shipping + tax - discount + adjustment;
  parts bigint[] := array[goods, shipping, tax, -discount, adjustment];
  names text[] := array['goods', 'shipping', 'tax', 'discounts', 'adjustments'];
begin
  insert into ledger_transactions (order_id, source_key, kind, entry_count, actor, created_at, occurred_at)
  select order_name, source, movement, 1 + count(*), 'holdfast', now(), happened
  from unnest(parts) part where part <> 0
  on conflict (source_key) do nothing
  returning transaction_id into made;
  if made is null then
    return;
  end if;
  insert into ledger_entries (transaction_id, account, side, amount, currency)
  select made, account, account_side, total, of_currency
  union all
  select made, account || '_' || name, case when part > 0 then other_side else account_side end, abs(part), of_currency
  from unnest(parts, names) each (part, name) where part <> 0;
end
$$;

comment on function split_movement is 'Takes a sum off sales or refunds, and puts its parts on the accounts of goods, shipping, tax, discounts and adjustments.';

create function split_undivided_movements() returns bigint language plpgsql as $$
declare
  each record;
  done bigint := 0;
begin
  for each in
    select movement.order_id, movement.created_at, entry.amount, entry.currency, capture_id, shipped.*
    from ledger_entries entry
      join ledger_transactions movement using (transaction_id)
      join captures on movement.source_key = 'capture/' || capture_id
      cross join lateral (
        select sum(goods)::bigint goods, sum(shipping)::bigint shipping, sum(tax)::bigint tax,
          sum(discount)::bigint discount, sum(adjustment)::bigint adjustment, sum(shipments.amount)::bigint worth
        from shipments where shipments.capture_id = captures.capture_id and status in ('captured', 'settled')
      ) shipped
    where entry.account = 'sales' and movement.kind = 'captured' and worth = entry.amount
      and not exists (select from ledger_transactions known where known.source_key = 'split/capture/' || capture_id)
  loop
    perform split_movement(
      each.order_id, 'split/capture/' || each.capture_id, 'sales_split', 'sales', 'debit', each.currency,
      each.created_at, each.goods, each.shipping, each.tax, each.discount, each.adjustment
    );
    done := done + 1;
  end loop;
  -- Of refunds only those that gave back exactly what their units were worth: the others do not say what they are for.
  for each in
    select movement.order_id, movement.source_key, movement.created_at, entry.side, entry.currency, units.*
    from ledger_entries entry
      join ledger_transactions movement using (transaction_id)
      join refund_parts on refund_parts.order_id = movement.order_id and movement.source_key in (
        'refund/' || refund_parts.order_id || '/' || refund_id || '/' || part,
        'refund-failure/' || refund_parts.order_id || '/' || refund_id || '/' || part
      )
      cross join lateral (
        select sum(overlap * goods)::bigint goods, sum(overlap * shipping)::bigint shipping,
          sum(overlap * tax)::bigint tax, sum(overlap * discount)::bigint discount
        from (
          select least(given.from_unit + given.units, unit.from_unit + unit.units)
            - greatest(given.from_unit, unit.from_unit) overlap, unit.goods, unit.shipping, unit.tax, unit.discount
          from refund_units given
            join unit_allocations unit on unit.order_id = given.order_id and unit.line_id = given.line_id
          where given.order_id = refund_parts.order_id and given.refund_id = refund_parts.refund_id
            and given.part = refund_parts.part
        ) overlapping where overlap > 0
      ) units
    where entry.account = 'refunds' and movement.kind in ('refunded', 'refund_failed') and not refund_parts.extra
      and not refund_parts.shipping and entry.amount = units.goods + units.shipping + units.tax - units.discount
      and not exists (select from ledger_transactions known where known.source_key = 'split/' || movement.source_key)
  loop
    perform split_movement(
      each.order_id, 'split/' || each.source_key, 'refunds_split', 'refunds',
      case each.side when 'debit' then 'credit' else 'debit' end, each.currency, each.created_at, each.goods,
      each.shipping, each.tax, each.discount, 0
    );
    done := done + 1;
  end loop;
  return done;
end
$$;

comment on function split_undivided_movements is 'Splits movements that are on sales and refunds as one sum, each by a movement of its own; harmless to repeat. Refunds of an amount, of shipping, or with an adjustment stay as they are.';

select split_undivided_movements();
-- What comes after this migration may change the tables: nothing of them waits to be checked.
set constraints all immediate;
set constraints all deferred;

-- Down Migration

-- What the new values describe cannot be told in the old ones: going back is for a database without movements of them.
drop function split_undivided_movements;
drop function split_movement;

alter table refund_parts drop constraint refund_parts_split_check;
alter table refund_parts drop column split_adjustment;
alter table refund_parts drop column split_shipping;
alter table refund_parts drop column split_discount;
alter table refund_parts drop column split_tax;
alter table refund_parts drop column split_goods;

drop index ledger_transactions_by_balance_transaction;
alter table ledger_transactions drop column balance_transaction_id;
alter table ledger_transactions drop column occurred_at;
alter table ledger_transactions drop constraint ledger_transactions_order_check;
alter table ledger_transactions alter column order_id set not null;

alter table ledger_transactions drop constraint ledger_transactions_kind_check;
alter table ledger_transactions add constraint ledger_transactions_kind_check
  check (
    kind in (
      'hold_placed', 'captured', 'released', 'lost', 'settled', 'refunded', 'refund_failed', 'dispute_withdrawn',
      'dispute_reinstated', 'dispute_settled', 'transferred', 'transfer_reversed', 'application_fee',
      'application_fee_refunded', 'hold_incremented'
    )
  );

alter table ledger_entries drop constraint ledger_entries_account_check;
alter table ledger_entries add constraint ledger_entries_account_check
  check (
    account in (
      'card_holds', 'cardholder_authorizations', 'stripe_balance', 'wooshpay_balance', 'sales', 'processing_fees',
      'refunds', 'disputes', 'connect_transfers', 'connect_fees', 'currency_conversion'
    )
  );
