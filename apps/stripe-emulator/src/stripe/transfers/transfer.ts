import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** Money sent on to a connected account, in the settlement currency. */
export interface Transfer {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly balanceTransaction: string;
  readonly destination: string;
  /** The payment that arrives there; it lives in the connected account, which the emulator does not keep. */
  readonly destinationPayment: string;
  /** Where its money came from; null: out of the balance. */
  readonly charge: string | null;
  readonly transferGroup: string | null;
  description: string | null;
  metadata: ReadonlyMap<string, string>;
  readonly reversals: TransferReversal[];
  amountReversed: number;
}

export interface TransferReversal {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly balanceTransaction: string;
  readonly destinationPaymentRefund: string;
  readonly transfer: string;
  /** The refund that reversed it. */
  readonly refund: string | null;
  metadata: ReadonlyMap<string, string>;
}

/** Documented: the ten most recent are part of the object. */
const INCLUDED_REVERSALS = 10;

export function renderTransfer(transfer: Transfer): JsonObject {
  const { reversals } = transfer;
  return {
    id: transfer.id,
    object: 'transfer',
    amount: transfer.amount,
    amount_reversed: transfer.amountReversed,
    balance_transaction: transfer.balanceTransaction,
    created: transfer.created,
    currency: transfer.currency,
    description: transfer.description,
    destination: transfer.destination,
    destination_payment: transfer.destinationPayment,
    livemode: false,
    metadata: Object.fromEntries(transfer.metadata),
    reversals: {
      object: 'list',
      data: reversals.slice(-INCLUDED_REVERSALS).reverse().map(renderReversal),
      has_more: reversals.length > INCLUDED_REVERSALS,
      url: `/v1/transfers/${transfer.id}/reversals`,
    },
    reversed: transfer.amountReversed === transfer.amount,
    source_transaction: transfer.charge,
    source_type: 'card',
    transfer_group: transfer.transferGroup,
  };
}

export function renderReversal(reversal: TransferReversal): JsonObject {
  return {
    id: reversal.id,
    object: 'transfer_reversal',
    amount: reversal.amount,
    balance_transaction: reversal.balanceTransaction,
    created: reversal.created,
    currency: reversal.currency,
    destination_payment_refund: reversal.destinationPaymentRefund,
    metadata: Object.fromEntries(reversal.metadata),
    source_refund: reversal.refund,
    transfer: reversal.transfer,
  };
}
