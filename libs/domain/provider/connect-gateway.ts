import type { ShareKind } from '../orders/connect-terms';
import type { KeyedRequest } from './idempotency-key';
import type { Money } from '../money/money';

/**
 * The part of the port to a payment provider that knows of connected accounts. It throws what the whole port throws.
 */
export interface ConnectGateway {
  /** The transfers and application fees of a charge, oldest first; empty while none exists. */
  readShares(request: ShareRequest): Promise<ShareReading[]>;
  /** Takes a transfer, or gives an application fee, partly back. */
  reverseShare(request: ReversalRequest): Promise<ReversalAnswer>;
  /** The reversal that a lost `reverseShare` call may have left behind, found by its metadata. */
  findReversal(search: ReversalSearch): Promise<ReversalReading | undefined>;
  /** Sends money of our balance to a connected account. */
  transfer(request: TransferRequest): Promise<TransferAnswer>;
  /** The transfer that a lost `transfer` call may have left behind, found by its metadata. */
  findTransfer(ref: DisputeTransferRef): Promise<TransferReading | undefined>;
}

/** Asks which shares a charge has sent on or taken back. */
export interface ShareRequest {
  readonly orderId: string;
  readonly chargeId: string;
  /** Only these are looked for. */
  readonly kinds: readonly ShareKind[];
}

/** Money that the provider moved for a capture; it names the charge and never the capture. */
export interface ShareReading {
  readonly kind: ShareKind;
  /** Stripe's `tr_…` or `fee_…`. */
  readonly stripeId: string;
  /** A transfer's currency can be the settlement's, not the order's. */
  readonly amount: Money;
  readonly balanceTransactionId: string | null;
  readonly inBalance: InBalance;
}

/**
 * What our balance gave or got for it, in the settlement currency and without a sign; null while Stripe does not say.
 * A fee is taken in the currency of the payment and arrives in that of the balance.
 */
export type InBalance = Money | null;

/** What of a dispute a reversal or a transfer is for; travels as metadata so that the provider's records name it. */
export interface DisputeTransferRef {
  readonly orderId: string;
  readonly disputeId: string;
  /** Counted from 1 within the dispute. */
  readonly piece: number;
}

/** Which part of a refund a reversal is for; travels as metadata so that the provider's records name it. */
export interface ReversalRef {
  readonly orderId: string;
  readonly refundId: string;
  readonly part: number;
  /** Counted from 1 within the part of the refund. */
  readonly reversal: number;
}

/** Takes part of a share back, in the currency of the share. */
export interface ReversalRequest extends KeyedRequest {
  readonly ref: ReversalRef | DisputeTransferRef;
  readonly kind: ShareKind;
  /** The transfer or application fee. */
  readonly stripeId: string;
  readonly amount: Money;
}

/** The provider's answer to a reversal. */
export type ReversalAnswer =
  | { readonly kind: 'answered'; readonly reversal: ReversalReading }
  /** Nothing came back: the connected account has too little, or somebody reversed it before. */
  | { readonly kind: 'refused'; readonly code: string };

/** How a reversal is found whose request had no answer. */
export type ReversalSearch = Pick<ReversalRequest, 'ref' | 'kind' | 'stripeId'>;

/** A reversal as Stripe shows it; minor units of the share's currency. */
export interface ReversalReading {
  /** Stripe's `trr_…` or `fr_…`. */
  readonly stripeReversalId: string;
  readonly amount: number;
  readonly inBalance: InBalance;
}

/** Sends money of our balance to a connected account, out of what can be paid out of it. */
export interface TransferRequest extends KeyedRequest {
  readonly ref: DisputeTransferRef;
  /** Stripe's `acct_…`. */
  readonly destination: string;
  readonly amount: Money;
}

/** The provider's answer to a transfer. */
export type TransferAnswer =
  | { readonly kind: 'answered'; readonly transfer: TransferReading }
  /** Nothing was sent: our balance is too low. */
  | { readonly kind: 'refused'; readonly code: string };

/** A transfer as the provider shows it; minor units of its currency. */
export interface TransferReading {
  /** Stripe's `tr_…`. */
  readonly stripeId: string;
  readonly amount: number;
  readonly balanceTransactionId: string | null;
  readonly inBalance: InBalance;
}
