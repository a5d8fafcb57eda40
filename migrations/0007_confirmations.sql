-- Up Migration

create table confirmations (
  confirmation_id text primary key check (char_length(confirmation_id) between 1 and 100),
  order_id text not null references orders,
  authorization_id text not null references authorizations,
  attempt integer not null check (attempt >= 1),
  state text not null check (state in ('requested', 'answered', 'refused')),
  payment_method text not null check (char_length(payment_method) <= 255),
  return_url text check (char_length(return_url) <= 2048),
  request_id text not null check (char_length(request_id) between 1 and 128),
  idempotency_key text not null unique check (char_length(idempotency_key) between 1 and 255),
  key_first_used_at timestamptz not null,
  key_last_used_at timestamptz not null,
  refusal_reason text check (refusal_reason in ('payment_method_refused', 'key_spent')),
  error_code text check (char_length(error_code) <= 255),
  error_decline_code text check (char_length(error_decline_code) <= 255),
  error_message text check (char_length(error_message) <= 2000),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (authorization_id, attempt),
  check ((state = 'refused') = (num_nulls(refusal_reason, error_code, error_message) = 0))
);

comment on table confirmations is 'A payment method tried on a hold that was not placed yet. Written before the provider is asked; what came of it stands in the authorization.';
comment on column confirmations.confirmation_id is '{orderId}/{generation of the authorization}/{attempt}.';
comment on column confirmations.order_id is 'The order.';
comment on column confirmations.authorization_id is 'The hold it was tried on.';
comment on column confirmations.attempt is 'Counts the confirms of the authorization, so that each has a key of its own.';
comment on column confirmations.state is 'Changed only along the transition table of the domain; requested as long as nobody has recorded an answer.';
comment on column confirmations.payment_method is 'Stripe''s pm_ id. Never card data.';
comment on column confirmations.return_url is 'Where the buyer comes back to after authenticating.';
comment on column confirmations.request_id is 'Request that brought it, for the audit trail.';
comment on column confirmations.idempotency_key is 'Name of the call at the provider.';
comment on column confirmations.key_first_used_at is 'The provider forgets keys after 24 h: an old one is never used again.';
comment on column confirmations.key_last_used_at is 'When the provider was last asked: an answer that nobody saw may still be on its way shortly after.';
comment on column confirmations.refusal_reason is 'Why nothing came of it.';
comment on column confirmations.error_code is 'The provider''s code for the refusal.';
comment on column confirmations.error_decline_code is 'The issuer''s reason for the refusal.';
comment on column confirmations.error_message is 'The refusal in words for the buyer.';
comment on column confirmations.created_at is 'When the intent was recorded.';
comment on column confirmations.updated_at is 'When the row last changed.';

-- Events about a hold wait while one of these is under way.
create index confirmations_in_flight on confirmations (order_id) where state = 'requested';

-- Down Migration

drop table confirmations;
