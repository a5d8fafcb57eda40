/** The tables of who asks: people who are signed in, and keys. */

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

/** When each API key was last used; migrations/ comments each column. */
export interface KeyUsesTable {
  key_name: string;
  last_used_at: string;
}
