import { sql, type RawBuilder } from 'kysely';
import type { ListPlace } from '../../domain/provider/list-place';

/** The columns in which a table keeps where the reading of a list stands. */
interface PlaceColumns {
  readonly read_until: string;
  readonly window_until: string | null;
  readonly page_after: string | null;
}

/** Where a reading stands, by its row. */
export function placeOf({ read_until: readUntil, window_until: until, page_after: after }: PlaceColumns): ListPlace {
  return { readUntil, reading: until === null || after === null ? null : { until, after } };
}

/** What is written when a reading goes on: its provider answers. */
export function columnsOf({ readUntil, reading }: ListPlace): PlaceColumns & { readonly problem: null } {
  return {
    read_until: readUntil,
    window_until: reading?.until ?? null,
    page_after: reading?.after ?? null,
    problem: null,
  };
}

/** The row, unless another attempt has gone on from this place meanwhile: then its place counts. */
export function standsAt({ readUntil, reading }: ListPlace): RawBuilder<boolean> {
  return sql<boolean>`read_until = ${readUntil} and page_after is not distinct from ${reading?.after ?? null}`;
}
