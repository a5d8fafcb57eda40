-- Up Migration

alter table orders drop constraint orders_status_check;
alter table orders add constraint orders_status_check
  check (
    status in (
      'created', 'requires_payment_method', 'requires_action', 'processing', 'card_saved', 'no_payment_required', 'authorized',
      'partially_captured', 'captured', 'completed', 'canceled'
    )
  );
-- Only the word changes: nobody is told of an event.
alter table orders disable trigger order_status_is_noted;
update orders set status = 'no_payment_required' where status = 'card_saved' and total = 0;
alter table orders enable trigger order_status_is_noted;

create or replace function lock_order(id text) returns json language plpgsql volatile as $$
declare
  paid_through text;
  of_card bigint;
begin
  select payment_provider, total into paid_through, of_card from orders where order_id = id for no key update;
  if not found then
    return null;
  end if;
  return json_build_object(
    'provider', paid_through,
    'total', of_card,
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

comment on function lock_order is 'Locks an order for a change, and says how it stands once nobody else changes it: whom it is paid through, what its card pays, the states of its authorizations and captures, and its calls for a person. Null: there is no such order.';

-- Down Migration

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

alter table orders disable trigger order_status_is_noted;
update orders set status = 'card_saved' where status = 'no_payment_required';
alter table orders enable trigger order_status_is_noted;
alter table orders drop constraint orders_status_check;
alter table orders add constraint orders_status_check
  check (
    status in (
      'created', 'requires_payment_method', 'requires_action', 'processing', 'card_saved', 'authorized',
      'partially_captured', 'captured', 'completed', 'canceled'
    )
  );
