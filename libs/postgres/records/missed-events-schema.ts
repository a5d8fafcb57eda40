import type { Generated } from 'kysely';

/** The table of the search for events that no webhook brought, part of the schema. */
export interface MissedEventsSearchTable {
  one: Generated<boolean>;
  state: 'on' | 'refused' | 'off';
  read_until: string;
  window_until: string | null;
  page_after: string | null;
  due_at: string;
  problem: string | null;
}
