/** Every name that crosses a process boundary on its way to or from the workflow `books`. */

/** The workflow that reads Stripe's balance for the books. */
export const BOOKS = 'books';

/** The Temporal Schedule that runs it. */
export const BOOKS_SCHEDULE = 'holdfast-books';
/** How often a run looks whether a reading is due. */
export const BOOKS_EVERY_SECONDS = 60;
