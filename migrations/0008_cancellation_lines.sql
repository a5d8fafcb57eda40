-- Up Migration

create table cancellation_lines (
  order_id text not null,
  cancellation_id text not null,
  line_id text not null,
  from_unit integer not null check (from_unit >= 0),
  units integer not null check (units > 0),
  primary key (order_id, cancellation_id, line_id),
  unique (order_id, line_id, from_unit),
  foreign key (order_id, cancellation_id) references cancellations,
  foreign key (order_id, line_id) references order_lines
);

comment on table cancellation_lines is 'Which units a cancellation gave up. One without rows here gave up all that was open.';
comment on column cancellation_lines.order_id is 'The order.';
comment on column cancellation_lines.cancellation_id is 'The cancellation that the units are in.';
comment on column cancellation_lines.line_id is 'The line the units are of.';
comment on column cancellation_lines.from_unit is 'Index of the first unit within its line, from 0. Cancellations take the last open units, parcels the first.';
comment on column cancellation_lines.units is 'How many units from there on.';

comment on table cancellations is 'The shop gave units up that had not shipped. One that leaves nothing open is written before the hold is released.';
comment on column cancellations.released_amount is 'Minor units that the buyer gets back by it: while other units stay open, with the end of the hold; null until it is done.';

-- Down Migration

comment on table cancellations is 'The shop gave up all that was open. Written before the hold is released.';
comment on column cancellations.released_amount is 'Minor units that went back to the buyer; null until it is done.';

drop table cancellation_lines;
