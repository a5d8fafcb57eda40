/** Every name that crosses a process boundary on its way to or from the workflow `accounting`. */

/** The workflow that reads Stripe's balance for the books. */
export const ACCOUNTING = 'accounting';

/** The Temporal Schedule that runs it. */
export const ACCOUNTING_SCHEDULE = 'holdfast-accounting';
/** How often a run looks whether a reading is due. */
export const ACCOUNTING_EVERY_SECONDS = 60;
