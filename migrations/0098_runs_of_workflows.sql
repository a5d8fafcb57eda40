-- Up Migration

alter table orders add column workflow_run_id text check (char_length(workflow_run_id) <= 64);
comment on column orders.workflow_run_id is 'The run of its workflow that last changed it: the page with the details in Temporal''s UI is a run''s. Null: unchanged since runs are kept.';

-- Down Migration

alter table orders drop column workflow_run_id;
