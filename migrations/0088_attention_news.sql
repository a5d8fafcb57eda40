-- Up Migration

create table attention_news (
  order_id text primary key references orders,
  change bigserial,
  next_attempt_at timestamptz not null default clock_timestamp()
);

comment on table attention_news is 'Orders of which an alert was opened or closed since their workflow was last told.';
comment on column attention_news.order_id is 'The order.';
comment on column attention_news.change is 'Another one with each alert: who has told of an earlier one leaves the row.';
comment on column attention_news.next_attempt_at is 'When its workflow is told; moved on by whoever is about to tell it.';

create function note_attention_news() returns trigger language plpgsql as $$
begin
  insert into attention_news (order_id) values (new.order_id)
  on conflict (order_id) do update
    set change = nextval('attention_news_change_seq'), next_attempt_at = clock_timestamp();
  return null;
end $$;

create trigger attention_opening_is_news after insert on attentions
  for each row execute function note_attention_news();
create trigger attention_closing_is_news after update of closed_at on attentions
  for each row execute function note_attention_news();

-- Workflows from before this know of the alerts that they opened themselves.
insert into attention_news (order_id)
  select distinct order_id from attentions join orders using (order_id)
  where closed_at is null and status not in ('completed', 'canceled');

-- Down Migration

drop trigger attention_closing_is_news on attentions;
drop trigger attention_opening_is_news on attentions;
drop function note_attention_news();
drop table attention_news;
