-- Up Migration

-- Orders from before were paid through Stripe, as are those that a worker of an earlier release writes.
alter table orders add column payment_provider text not null default 'stripe'
  check (payment_provider in ('stripe', 'wooshpay'));
comment on column orders.payment_provider is 'Whom the order is paid through, from its acceptance to its last refund.';

alter table authorizations drop constraint authorizations_provider_check;
alter table authorizations add constraint authorizations_provider_check check (provider in ('stripe', 'wooshpay'));

-- The lock tells it, so that a change need not ask.
create or replace function lock_order(id text) returns json language plpgsql volatile as $$
declare
  paid_through text;
begin
  select payment_provider into paid_through from orders where order_id = id for no key update;
  if not found then
    return null;
  end if;
  return json_build_object(
    'provider', paid_through,
    'authorizations', (
      select coalesce(
        json_agg(json_build_object(
          'generation', generation, 'state', state, 'end_reason', end_reason, 'release_at', release_at
        )),
        '[]'
      )
      from authorizations where order_id = id
    ),
    'captures', (
      select coalesce(json_agg(json_build_object('capture_id', capture_id, 'state', state)), '[]')
      from captures where order_id = id
    ),
    'attentions', (
      select coalesce(
        json_agg(
          json_build_object('code', code, 'step', step, 'isOpen', closed_at is null) order by attention_id
        ),
        '[]'
      )
      from attentions where order_id = id
    )
  );
end
$$;

comment on function lock_order is 'Locks an order for a change, and says how it stands once nobody else changes it: whom it is paid through, the states of its authorizations and captures, and its calls for a person. Null: there is no such order.';

alter table ledger_entries drop constraint ledger_entries_account_check;
alter table ledger_entries add constraint ledger_entries_account_check
  check (
    account in (
      'card_holds', 'cardholder_authorizations', 'stripe_balance', 'wooshpay_balance', 'sales', 'processing_fees',
      'refunds', 'disputes', 'connect_transfers', 'connect_fees', 'currency_conversion'
    )
  );

-- Down Migration

alter table ledger_entries drop constraint ledger_entries_account_check;
alter table ledger_entries add constraint ledger_entries_account_check
  check (
    account in (
      'card_holds', 'cardholder_authorizations', 'stripe_balance', 'sales', 'processing_fees', 'refunds', 'disputes',
      'connect_transfers', 'connect_fees', 'currency_conversion'
    )
  );

create or replace function lock_order(id text) returns json language plpgsql volatile as $$
begin
  perform from orders where order_id = id for no key update;
  if not found then
    return null;
  end if;
  return json_build_object(
    'authorizations', (
      select coalesce(
        json_agg(json_build_object(
          'generation', generation, 'state', state, 'end_reason', end_reason, 'release_at', release_at
        )),
        '[]'
      )
      from authorizations where order_id = id
    ),
    'captures', (
      select coalesce(json_agg(json_build_object('capture_id', capture_id, 'state', state)), '[]')
      from captures where order_id = id
    ),
    'attentions', (
      select coalesce(
        json_agg(
          json_build_object('code', code, 'step', step, 'isOpen', closed_at is null) order by attention_id
        ),
        '[]'
      )
      from attentions where order_id = id
    )
  );
end
$$;

comment on function lock_order is 'Locks an order for a change, and says how it stands once nobody else changes it: the states of its authorizations and captures, and its calls for a person. Null: there is no such order.';

alter table authorizations drop constraint authorizations_provider_check;
alter table authorizations add constraint authorizations_provider_check check (provider in ('stripe'));

alter table orders drop column payment_provider;
