-- Up Migration

alter table authorizations add column external_captures jsonb
  check (jsonb_typeof(external_captures) = 'array' and jsonb_array_length(external_captures) > 0);
comment on column authorizations.external_captures is 'Captures that somebody else made of the hold, oldest first: which capture, whether it ended the hold, the covered shipments that it paid for, and the shipment that stands for the rest. Null: none is known.';

-- Down Migration

alter table authorizations drop column external_captures;
