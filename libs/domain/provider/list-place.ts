/**
 * Where the reading of a provider's list stands that is told newest first, page by page. Instants are ISO 8601, by the
 * provider's clock.
 */
export interface ListPlace {
  /** Everything until then is stored, or means nothing to us. */
  readonly readUntil: string;
  /** The page that comes next, newest first, of what happened since; null where a new reading begins. */
  readonly reading: { readonly until: string; readonly after: string } | null;
}

/**
 * Where the reading stands once a page is stored. All is read only with the last page, for the older ones come after.
 * @param until everything until then is read when this reading ends: known since its first page
 * @param next the page after this one; null: there is none
 */
export function afterPage({ readUntil }: ListPlace, until: string, next: string | null): ListPlace {
  return next === null ? { readUntil: until, reading: null } : { readUntil, reading: { until, after: next } };
}
