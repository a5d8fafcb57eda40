import { sql } from 'kysely';

/** A statement as the driver takes it: under its name PostgreSQL keeps it parsed, and planned where that pays. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

/**
 * The product has some three hundred statements. One with a list in it has as many texts as its list has lengths, and
 * every connection keeps each: what comes after so many is parsed each time.
 */
const NAMES_AT_MOST = 1_000;

const PLANNED_FOR_ITS_VALUES = '/* planned for its values */';

/**
 * In front of what a statement selects: it is never prepared, so that PostgreSQL plans it for the values it is asked
 * with. Right for lists, where one value lets a handful through and another nearly all.
 */
export const plannedForItsValues = sql.raw(PLANNED_FOR_ITS_VALUES);

/** Gives each text a name, the same on every connection of a pool. */
export class PreparedStatements {
  private readonly names = new Map<string, string>();
  private given = 0;

  /** A text without values goes the shorter way: most of them only begin or end a transaction. */
  of(text: string, values: readonly unknown[]): Statement {
    const name = values.length === 0 ? undefined : this.nameOf(text);
    return { ...(name !== undefined && { name }), text, values: [...values] };
  }

  /** From now on each text has another name, so that PostgreSQL reads it anew, with the tables as they are. */
  forget(): void {
    this.names.clear();
  }

  private nameOf(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined || this.names.size >= NAMES_AT_MOST || text.includes(PLANNED_FOR_ITS_VALUES)) return known;
    this.given += 1;
    const name = `s${this.given.toString()}`;
    this.names.set(text, name);
    return name;
  }
}

/**
 * A migration gave a table another shape after the statement was prepared: under another name the same text is right.
 * PostgreSQL's code says no more than "not supported", and its words may be in any language.
 */
export function isOutdated(error: unknown): boolean {
  return error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery';
}
