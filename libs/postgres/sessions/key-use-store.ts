import type { Database } from '../database/database';

/** When API keys were last used, by their names. */
export async function readKeyUses(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.selectFrom('key_uses').selectAll().execute();
  return new Map(rows.map(({ key_name: name, last_used_at: at }) => [name, at]));
}

/** Writes down that a key was used. May be repeated, and come late. @param at ISO 8601 */
export async function noteKeyUse(database: Database, keyName: string, at: string): Promise<void> {
  await database
    .insertInto('key_uses')
    .values({ key_name: keyName, last_used_at: at })
    .onConflict((conflict) =>
      conflict.column('key_name').doUpdateSet({ last_used_at: at }).where('key_uses.last_used_at', '<', at),
    )
    .execute();
}
