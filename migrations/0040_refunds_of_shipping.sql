-- Up Migration

alter table refund_parts add column shipping boolean not null default false;
comment on column refund_parts.shipping is 'True when it gives back shipping alone: its units in refund_units stay with the buyer, and only their share of the shipping went back.';
comment on table refund_units is 'Which units a part of a refund is for: they went back, or where the part is of shipping only their share of that did. A refund by amount is for none.';

-- Down Migration

comment on table refund_units is 'Which units a part of a refund is for. A refund by amount is for none.';
alter table refund_parts drop column shipping;
