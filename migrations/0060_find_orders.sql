-- Up Migration

-- What orders are found by, each with the instant that the list is ordered by where many may have the same value.
create index orders_by_update on orders (updated_at);
create index orders_by_customer_reference on orders (customer_reference, created_at desc, order_id desc)
  where customer_reference is not null;
create index orders_by_metadata on orders using gin (metadata) where metadata <> '{}';
create index authorizations_by_plan on authorizations (plan, order_id) where plan is not null;
create index refunds_by_name on refunds (refund_id);
create index shipments_by_tracking_number on shipments (tracking_number) where tracking_number is not null;
create index attentions_open_by_code on attentions (code, order_id) where closed_at is null;

-- Pages of the lists over all orders, newest first.
create index shipments_newest on shipments (created_at desc, order_id desc, shipment_id desc);
create index refunds_newest on refunds (created_at desc, order_id desc, refund_id desc);
create index disputes_newest on disputes (disputed_at desc, dispute_id desc);
create index attentions_newest on attentions (since desc, attention_id desc);
create index attentions_open_newest on attentions (since desc, attention_id desc) where closed_at is null;
create index webhook_events_dead on webhook_events (received_at desc, event_id desc) where outcome = 'dead_letter';

-- Down Migration

drop index webhook_events_dead;
drop index attentions_open_newest;
drop index attentions_newest;
drop index disputes_newest;
drop index refunds_newest;
drop index shipments_newest;
drop index attentions_open_by_code;
drop index shipments_by_tracking_number;
drop index refunds_by_name;
drop index authorizations_by_plan;
drop index orders_by_metadata;
drop index orders_by_customer_reference;
drop index orders_by_update;
