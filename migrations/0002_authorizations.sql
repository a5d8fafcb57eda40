-- Up Migration

create table authorizations (
  authorization_id text primary key check (char_length(authorization_id) between 1 and 80),
  order_id text not null references orders,
  generation integer not null check (generation >= 1),
  provider text not null check (provider in ('stripe')),
  state text not null check (
    state in (
      'requested', 'requires_payment_method', 'requires_action', 'processing', 'held', 'declined', 'captured',
      'released', 'expired', 'replaced'
    )
  ),
  amount bigint not null check (amount > 0),
  idempotency_key text not null unique check (char_length(idempotency_key) between 1 and 255),
  key_first_used_at timestamptz not null,
  payment_intent_id text unique check (char_length(payment_intent_id) between 1 and 255),
  charge_id text check (char_length(charge_id) between 1 and 255),
  client_secret text check (char_length(client_secret) <= 500),
  next_action_type text check (next_action_type in ('redirect_to_url', 'use_stripe_sdk')),
  next_action_url text check (char_length(next_action_url) <= 5000),
  last_error_code text check (char_length(last_error_code) <= 255),
  last_error_decline_code text check (char_length(last_error_decline_code) <= 255),
  last_error_message text check (char_length(last_error_message) <= 2000),
  multicapture boolean,
  overcapture boolean,
  incremental_authorization boolean,
  extended_authorization boolean,
  maximum_capturable bigint check (maximum_capturable >= 0),
  plan text check (plan in ('multicapture', 'capture_once')),
  capture_before timestamptz,
  release_at timestamptz,
  changed_by_event_id text check (char_length(changed_by_event_id) <= 255),
  release_key text unique check (char_length(release_key) between 1 and 255),
  release_requested_at timestamptz,
  release_cause text check (release_cause in ('deadline', 'cancellation')),
  released_amount bigint not null default 0 check (released_amount >= 0),
  lost_amount bigint not null default 0 check (lost_amount >= 0),
  end_reason text check (end_reason in ('requested', 'deadline', 'authentication_timeout', 'abandoned', 'hold_lost')),
  mismatch boolean not null default false,
  ended_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (order_id, generation),
  check ((next_action_url is not null) = (next_action_type is not distinct from 'redirect_to_url')),
  check (last_error_code is null or last_error_message is not null),
  check (num_nulls(multicapture, overcapture, incremental_authorization, extended_authorization, maximum_capturable, plan) in (0, 6)),
  check (state <> 'held' or num_nulls(payment_intent_id, charge_id, plan, capture_before, release_at) = 0),
  check (num_nulls(release_key, release_requested_at, release_cause) in (0, 3)),
  check (released_amount + lost_amount <= amount)
);

comment on table authorizations is 'A hold, or an attempt at one. Written before the provider is asked; the newest of an order counts.';
comment on column authorizations.authorization_id is '{orderId}/{generation}.';
comment on column authorizations.order_id is 'The order.';
comment on column authorizations.generation is 'Rises only after it is proven that the earlier attempt did nothing.';
comment on column authorizations.provider is 'Who holds the money.';
comment on column authorizations.state is 'Changed only along the transition table of the domain.';
comment on column authorizations.amount is 'Minor units of the order''s currency: what was asked for; once held, what the provider holds.';
comment on column authorizations.idempotency_key is 'Name of the call at the provider.';
comment on column authorizations.key_first_used_at is 'The provider forgets keys after 24 h: an old one is never used again.';
comment on column authorizations.payment_intent_id is 'Stripe''s pi_ id; null until its answer was seen.';
comment on column authorizations.charge_id is 'Stripe''s ch_ id; null until a charge exists.';
comment on column authorizations.client_secret is 'Lets the buyer''s browser confirm; forgotten as soon as the hold lives or is over.';
comment on column authorizations.next_action_type is 'What the buyer must do next.';
comment on column authorizations.next_action_url is 'Where the buyer must go next.';
comment on column authorizations.last_error_code is 'The provider''s code for the latest decline.';
comment on column authorizations.last_error_decline_code is 'The issuer''s reason for the latest decline.';
comment on column authorizations.last_error_message is 'The latest decline in words for the buyer.';
comment on column authorizations.multicapture is 'Whether this hold allows several captures.';
comment on column authorizations.overcapture is 'Whether this hold allows a capture above its amount.';
comment on column authorizations.incremental_authorization is 'Whether this hold can be raised.';
comment on column authorizations.extended_authorization is 'Whether this hold lives longer than usual.';
comment on column authorizations.maximum_capturable is 'Minor units: the most that captures of this hold may take in all.';
comment on column authorizations.plan is 'How shipments become captures, chosen from the capabilities.';
comment on column authorizations.capture_before is 'When the network drops the hold, as the provider reports it; never computed.';
comment on column authorizations.release_at is 'When Holdfast acts: capture_before less the margin.';
comment on column authorizations.changed_by_event_id is 'Event whose reading made the latest change, so that a repeated reading can report it again.';
comment on column authorizations.release_key is 'Name of the release call at the provider; set before it is made.';
comment on column authorizations.release_requested_at is 'When the release was first asked for.';
comment on column authorizations.release_cause is 'Whether the clock or the shop''s cancellation asked for the release.';
comment on column authorizations.released_amount is 'Minor units that went back to the buyer.';
comment on column authorizations.lost_amount is 'Minor units that were taken from us before they were captured or released.';
comment on column authorizations.end_reason is 'Why the hold ended without a capture ending it; the order''s cancel reason when nothing was captured.';
comment on column authorizations.mismatch is 'True when the hold ended with other totals at the provider than ours.';
comment on column authorizations.ended_at is 'When the end was recorded.';
comment on column authorizations.created_at is 'When the intent was recorded.';
comment on column authorizations.updated_at is 'When the row last changed.';

-- Events that carry no order id find their order by the charge; the unique key serves the PaymentIntent.
create index authorizations_by_charge on authorizations (charge_id) where charge_id is not null;

create table cancellations (
  order_id text not null references orders,
  cancellation_id text not null check (char_length(cancellation_id) between 1 and 64),
  content_hash text not null check (char_length(content_hash) between 1 and 128),
  reason text not null check (char_length(reason) <= 2000),
  request_id text not null check (char_length(request_id) between 1 and 128),
  released_amount bigint check (released_amount >= 0),
  requested_at timestamptz not null,
  completed_at timestamptz,
  primary key (order_id, cancellation_id),
  check ((released_amount is null) = (completed_at is null))
);

comment on table cancellations is 'The shop gave up all that was open. Written before the hold is released.';
comment on column cancellations.order_id is 'The order.';
comment on column cancellations.cancellation_id is 'The shop''s own id, unique within the order.';
comment on column cancellations.content_hash is 'Fingerprint of what the shop sent: the same id with another hash is a conflict.';
comment on column cancellations.reason is 'Why, in the shop''s words.';
comment on column cancellations.request_id is 'Request that brought it, for the audit trail.';
comment on column cancellations.released_amount is 'Minor units that went back to the buyer; null until it is done.';
comment on column cancellations.requested_at is 'When it was first asked for.';
comment on column cancellations.completed_at is 'When it was done.';

-- Down Migration

drop table cancellations;
drop table authorizations;
