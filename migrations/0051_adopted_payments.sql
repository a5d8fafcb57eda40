-- Up Migration

alter table orders add column adopted_payment_intent text check (char_length(adopted_payment_intent) between 1 and 255);
comment on column orders.adopted_payment_intent is 'Stripe''s pi_ id of the payment that the shop brought with the order; null: Holdfast makes one.';

alter table authorizations add column adopted boolean not null default false;
alter table authorizations add column described boolean not null default true;
comment on column authorizations.adopted is 'Whether the shop brought the payment: until our names stand on it, it is never canceled.';
comment on column authorizations.described is 'Whether captures say what they are for: not where earlier ones, from before the payment was adopted, did not.';

-- Down Migration

alter table authorizations drop column described;
alter table authorizations drop column adopted;
alter table orders drop column adopted_payment_intent;
