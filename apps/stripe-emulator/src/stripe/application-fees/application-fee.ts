import { scramble } from '../../../../../libs/emulation/objects/ids';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** What the platform keeps of one capture, in the currency of the payment (assumed). */
export interface ApplicationFee {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  /** The connected account it was taken from. */
  readonly account: string;
  readonly application: string;
  readonly balanceTransaction: string;
  /** The payment in the connected account, or the charge itself when nothing was sent on. */
  readonly payment: string;
  readonly charge: string;
  /** The charge lives in the connected account itself. */
  readonly direct: boolean;
  readonly refunds: FeeRefund[];
  amountRefunded: number;
}

export interface FeeRefund {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly balanceTransaction: string;
  readonly fee: string;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The platform's own application. */
export function applicationOf(accountId: string): string {
  return `ca_${scramble(`${accountId}/application`, 24)}`;
}

/** Documented: the ten most recent are part of the object. */
const INCLUDED_REFUNDS = 10;

/**
 * With a destination, `charge` is the payment over there and `originating_transaction` the platform's own charge
 * (documented).
 */
export function renderApplicationFee(fee: ApplicationFee): JsonObject {
  const { refunds } = fee;
  return {
    id: fee.id,
    object: 'application_fee',
    account: fee.account,
    amount: fee.amount,
    amount_refunded: fee.amountRefunded,
    application: fee.application,
    balance_transaction: fee.balanceTransaction,
    charge: fee.payment,
    created: fee.created,
    currency: fee.currency,
    fee_source: { charge: fee.payment, type: 'charge' },
    livemode: false,
    originating_transaction: fee.direct ? null : fee.charge,
    refunded: fee.amountRefunded === fee.amount,
    refunds: {
      object: 'list',
      data: refunds.slice(-INCLUDED_REFUNDS).reverse().map(renderFeeRefund),
      has_more: refunds.length > INCLUDED_REFUNDS,
      url: `/v1/application_fees/${fee.id}/refunds`,
    },
  };
}

export function renderFeeRefund(refund: FeeRefund): JsonObject {
  return {
    id: refund.id,
    object: 'fee_refund',
    amount: refund.amount,
    balance_transaction: refund.balanceTransaction,
    created: refund.created,
    currency: refund.currency,
    fee: refund.fee,
    metadata: Object.fromEntries(refund.metadata),
  };
}
