-- Up Migration

alter table refund_parts drop constraint refund_parts_amount_check;
alter table refund_parts add constraint refund_parts_amount_check check (amount >= 0);
alter table refund_parts drop constraint refund_parts_answered_check;
alter table refund_parts add constraint refund_parts_answered_check
  check (
    (amount > 0 and (state in ('pending', 'succeeded', 'failed')) = (stripe_refund_id is not null))
    or (amount = 0 and state in ('requested', 'succeeded', 'failed', 'refused') and stripe_refund_id is null)
  );
comment on column refund_parts.amount is 'Minor units of the order''s currency; 0 where its charge gives nothing to the card: nobody is asked, and it goes the way of the parts beside it.';

-- Down Migration

-- Parts of 0 beside others cannot be told in the old terms: going back is for a database without them.
alter table refund_parts drop constraint refund_parts_answered_check;
alter table refund_parts add constraint refund_parts_answered_check
  check (
    (amount > 0 and (state in ('pending', 'succeeded', 'failed')) = (stripe_refund_id is not null))
    or (amount = 0 and state = 'succeeded' and stripe_refund_id is null)
  );
alter table refund_parts drop constraint refund_parts_amount_check;
alter table refund_parts add constraint refund_parts_amount_check check (amount > 0 or (amount = 0 and credits is not null));
