-- Up Migration

alter table authorizations add column given_payment_method text check (char_length(given_payment_method) <= 255);
alter table authorizations add column given_return_url text check (char_length(given_return_url) <= 2048);
alter table authorizations add column given_request_id text check (char_length(given_request_id) between 1 and 128);
alter table authorizations add constraint authorizations_given_check
  check ((given_payment_method is null) = (given_request_id is null));
comment on column authorizations.given_payment_method is 'The payment method that a later request of the shop brought for it, before anything was begun; null: the order''s own, or a saved card.';
comment on column authorizations.given_return_url is 'Where the bank sends that buyer back to; null: nowhere was said.';
comment on column authorizations.given_request_id is 'The request that brought it.';
comment on column authorizations.renews_generation is 'Generation of the hold, or of the saved card, whose place it takes; null: of none.';

-- Down Migration

comment on column authorizations.renews_generation is 'Generation of the hold that it takes the place of; null: of none.';
alter table authorizations drop constraint authorizations_given_check;
alter table authorizations drop column given_request_id;
alter table authorizations drop column given_return_url;
alter table authorizations drop column given_payment_method;
