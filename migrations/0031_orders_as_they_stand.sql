-- Up Migration

-- Two statements in one request: what is read after a lock was waited for must not be older than the lock, and within one
-- statement it would be.
create function lock_order(id text) returns json language plpgsql volatile as $$
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

-- Down Migration

drop function lock_order;
