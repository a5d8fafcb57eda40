-- Up Migration

-- Stripe's words are an open list: one that it adds tomorrow is recorded as it is.
alter table disputes drop constraint disputes_status_check;
alter table disputes add constraint disputes_status_check check (char_length(status) between 1 and 255);
comment on column disputes.status is 'Stripe''s status, also one that Holdfast does not know; warning_ marks an inquiry, which takes no money.';

-- Down Migration

comment on column disputes.status is 'Stripe''s status; warning_ marks an inquiry, which takes no money.';
alter table disputes drop constraint disputes_status_check;
-- What was recorded in words that the release before does not know stays: it is read again.
alter table disputes add constraint disputes_status_check
  check (
    status in (
      'warning_needs_response', 'warning_under_review', 'warning_closed', 'needs_response', 'under_review',
      'appeal_needs_response', 'appeal_under_review', 'won', 'lost', 'prevented'
    )
  ) not valid;
