import type { Generated, GeneratedAlways } from 'kysely';

/** The tables that say who this database is, part of the schema. */

/** Whose database this is, one row; migrations/ comments each column. */
export interface DeploymentTable {
  only_one: Generated<boolean>;
  name: string;
  epoch: Generated<number>;
  epoch_began_at: string;
}

/** Times at which another database used the same name; migrations/ comments each column. */
export interface DeploymentConflictsTable {
  conflict_id: GeneratedAlways<number>;
  seen: string;
  order_id: string | null;
  since: string;
  ended_at: string | null;
}
