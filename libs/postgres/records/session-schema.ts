/** The table of people who are signed in, part of the schema. */

/** Sessions of the console; migrations/ comments each column. */
export interface ConsoleSessionsTable {
  secret_digest: string;
  key_name: string;
  key_digest: string;
  person: string;
  created_at: string;
  last_used_at: string;
  ends_at: string;
}
