/** How the buyer took part in this payment. */
export interface Presence {
  /** The shop said that the buyer is not there: networks treat the payment as merchant-initiated. */
  readonly offSession: boolean;
  readonly moto: boolean;
  readonly authenticated: boolean;
}
