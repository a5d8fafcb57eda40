-- Up Migration

alter table orders drop constraint orders_total_check;
alter table orders add constraint orders_total_check check (total between 0 and 999999999999);
alter table authorizations drop constraint authorizations_amount_check;
alter table authorizations add constraint authorizations_amount_check
  check (amount > 0 or (amount = 0 and setup_intent_id is not null) or (amount = 0 and state = 'requested'));
comment on column authorizations.setup_intent_id is 'Stripe''s seti_ id of a card that is saved; none/ and the order for one that costs nothing and has no card.';

-- Down Migration

alter table authorizations drop constraint authorizations_amount_check;
alter table authorizations add constraint authorizations_amount_check check (amount > 0);
alter table orders drop constraint orders_total_check;
alter table orders add constraint orders_total_check check (total between 1 and 999999999999);
