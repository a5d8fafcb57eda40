-- Up Migration

-- Cards take twelve digits (docs/decisions/0037).
alter table orders drop constraint orders_total_check;
alter table orders add constraint orders_total_check check (total between 1 and 999999999999);
comment on column orders.total is 'Minor units: what one hold over the whole order is worth. Stripe takes at most twelve digits of a card.';

-- What arrives may be in a currency that no card pays in, and whose code has more than three letters (usdc).
alter table captures drop constraint captures_settlement_currency_check;
alter table captures alter column settlement_currency type text;
alter table captures add constraint captures_settlement_currency_check check (char_length(settlement_currency) between 3 and 8 and settlement_currency = lower(settlement_currency));

alter table refund_parts drop constraint refund_parts_settlement_currency_check;
alter table refund_parts alter column settlement_currency type text;
alter table refund_parts add constraint refund_parts_settlement_currency_check check (char_length(settlement_currency) between 3 and 8 and settlement_currency = lower(settlement_currency));

alter table dispute_movements drop constraint dispute_movements_settlement_currency_check;
alter table dispute_movements alter column settlement_currency type text;
alter table dispute_movements add constraint dispute_movements_settlement_currency_check check (char_length(settlement_currency) between 3 and 8 and settlement_currency = lower(settlement_currency));

alter table ledger_entries drop constraint ledger_entries_currency_check;
alter table ledger_entries alter column currency type text;
alter table ledger_entries add constraint ledger_entries_currency_check check (char_length(currency) between 3 and 8 and currency = lower(currency));

alter table timeline drop constraint timeline_currency_check;
alter table timeline alter column currency type text;
alter table timeline add constraint timeline_currency_check check (char_length(currency) between 3 and 8 and currency = lower(currency));

alter table connect_shares drop constraint connect_shares_currency_check;
alter table connect_shares alter column currency type text;
alter table connect_shares add constraint connect_shares_currency_check check (char_length(currency) between 3 and 8 and currency = lower(currency));

-- Down Migration

alter table connect_shares drop constraint connect_shares_currency_check;
alter table connect_shares alter column currency type char(3);
alter table connect_shares add constraint connect_shares_currency_check check (currency = lower(currency));

alter table timeline drop constraint timeline_currency_check;
alter table timeline alter column currency type char(3);
alter table timeline add constraint timeline_currency_check check (currency = lower(currency));

alter table ledger_entries drop constraint ledger_entries_currency_check;
alter table ledger_entries alter column currency type char(3);
alter table ledger_entries add constraint ledger_entries_currency_check check (currency = lower(currency));

alter table dispute_movements drop constraint dispute_movements_settlement_currency_check;
alter table dispute_movements alter column settlement_currency type char(3);
alter table dispute_movements add constraint dispute_movements_settlement_currency_check check (settlement_currency = lower(settlement_currency));

alter table refund_parts drop constraint refund_parts_settlement_currency_check;
alter table refund_parts alter column settlement_currency type char(3);
alter table refund_parts add constraint refund_parts_settlement_currency_check check (settlement_currency = lower(settlement_currency));

alter table captures drop constraint captures_settlement_currency_check;
alter table captures alter column settlement_currency type char(3);
alter table captures add constraint captures_settlement_currency_check check (settlement_currency = lower(settlement_currency));

alter table orders drop constraint orders_total_check;
alter table orders add constraint orders_total_check check (total between 1 and 99999999);
comment on column orders.total is 'Minor units: what one hold over the whole order is worth. Stripe takes at most eight digits.';
