import { sql } from 'kysely';
import { inTransaction } from '../../../libs/postgres/database/transaction';
import type { Database } from '../../../libs/postgres/database/database';

/**
 * A database that is as new for every test of a file. Another one would take longer to copy than most tests take, and each of its
 * connections would have to learn its tables anew.
 */

/** Once, before anything is written to it: what it holds now is what it holds when it is new. */
export async function rememberAsNew(database: Database): Promise<void> {
  await sql`
    do $$
    declare
      place record;
      is_empty boolean;
    begin
      create schema as_new;
      for place in select tablename as name from pg_tables where schemaname = 'public' loop
        execute format('select not exists (select from public.%I)', place.name) into is_empty;
        if not is_empty then
          execute format('create table as_new.%I as table public.%I', place.name, place.name);
        end if;
      end loop;
    end $$`.execute(database);
}

/** After `rememberAsNew`: nothing is left of what was written since. */
export function makeNew(database: Database): Promise<void> {
  return inTransaction(database, async (transaction) => {
    // What forbids that books are deleted must not keep us from it.
    await sql`set local session_replication_role = replica`.execute(transaction);
    await sql`
      do $$
      declare
        place record;
      begin
        for place in select tablename as name from pg_tables where schemaname = 'public' loop
          execute format('delete from public.%I', place.name);
        end loop;
        for place in select tablename as name from pg_tables where schemaname = 'as_new' loop
          execute format('insert into public.%I table as_new.%I', place.name, place.name);
        end loop;
        perform setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        from pg_sequences where schemaname = 'public';
      end $$`.execute(transaction);
  });
}
