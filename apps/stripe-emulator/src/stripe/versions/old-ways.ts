/** What a request of an older version means and the newest version has no word for. */
export interface OldWays {
  /** The ways to pay are listed, by the request or by default; null: Stripe chooses them. */
  readonly listedTypes: readonly string[] | null;
  /** What a hold does not give goes back as a Refund. */
  readonly refundsReleases: boolean;
  /** A list says how many there are in all. */
  readonly countsTotal: boolean;
}

/** The newest version needs none. */
export const NO_OLD_WAYS: OldWays = { listedTypes: null, refundsReleases: false, countsTotal: false };
