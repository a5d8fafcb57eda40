import type { Params } from '../../wire/params';
import { refusal } from '../error';
import type { ConnectTerms } from './connect-terms';
import {
  destinationMissing,
  nonNegative,
  refuseFeeWithoutDestination,
  refuseFeeWithTransferAmount,
  refuseTooMuch,
} from './connect-terms';

/** What one capture says itself about its shares; undefined leaves it to the PaymentIntent. */
export interface GivenShares {
  readonly fee: number | undefined;
  readonly transfer: number | undefined;
}

/** Who gets what of one capture. */
export interface Split extends GivenShares {
  /** What the platform keeps, and what goes to the destination. */
  readonly feeAmount: number;
  readonly transferAmount: number;
}

export const NOTHING_GIVEN: GivenShares = { fee: undefined, transfer: undefined };

/** Of most payments: the same for all, because many are kept. */
const NOBODY_ELSES: Split = { ...NOTHING_GIVEN, feeAmount: 0, transferAmount: 0 };

interface Shared {
  readonly connect: ConnectTerms;
  readonly captures: readonly { readonly amount: number; readonly split: Split }[];
}

/** Reads the shares of a capture; refuses before anything has changed. */
export function readShares(charge: Shared, params: Params, amount: number): GivenShares {
  const fee = nonNegative(params, 'application_fee_amount');
  const data = params.hash('transfer_data');
  const transfer = data === undefined ? undefined : nonNegative(data, 'amount');
  refuseFeeWithTransferAmount(fee ?? null, transfer ?? null);
  if (fee !== undefined) refuseFeeWithoutDestination(charge.connect);
  if (transfer !== undefined) {
    if (charge.connect.destination === null) throw destinationMissing('transfer_data[destination]');
    refuseTooMuch(transfer, amount);
  }
  refuseForgotten(charge, { fee, transfer }, amount);
  return { fee, transfer };
}

/** Given on the first capture, required on all later ones (documented; code and wording assumed). A release takes none. */
function refuseForgotten({ captures }: Shared, given: GivenShares, amount: number): void {
  const first = captures[0]?.split;
  if (first === undefined || amount === 0) return;
  const param =
    first.fee !== undefined && given.fee === undefined
      ? 'application_fee_amount'
      : first.transfer !== undefined && given.transfer === undefined
        ? 'transfer_data[amount]'
        : undefined;
  if (param === undefined) return;
  throw refusal(
    `\`${param}\` was set on the first capture of this PaymentIntent, so it must be set on every later one.`,
    param,
    'payment_intent_invalid_parameter',
  );
}

/**
 * The shares of a capture. What the capture says overrides what creation said, and the fee is at most what was captured
 * in all (documented). What creation said is for the whole payment: captures use it up one after the other (assumed).
 */
export function splitOf({ connect, captures }: Shared, amount: number, given: GivenShares): Split {
  const sendsOn = connect.destination !== null;
  if (!sendsOn && connect.application === null) return NOBODY_ELSES;
  const captured = captures.reduce((sum, capture) => sum + capture.amount, amount);
  const kept = captures.reduce((sum, { split }) => sum + split.feeAmount, 0);
  const sent = captures.reduce((sum, { split }) => sum + split.transferAmount, 0);
  const fee = given.fee ?? Math.max(0, (connect.applicationFeeAmount ?? 0) - kept);
  const transfer =
    given.transfer ?? (connect.transferAmount === null ? amount : Math.max(0, connect.transferAmount - sent));
  return {
    ...given,
    feeAmount: Math.min(fee, captured - kept),
    transferAmount: sendsOn ? Math.min(transfer, captured - sent) : 0,
  };
}

/** The terms shown after a capture that named its own shares: their sum so far (assumed). */
export function termsAfter({ connect, captures }: Shared, { fee, transfer }: GivenShares): ConnectTerms {
  if (fee === undefined && transfer === undefined) return connect;
  const kept = captures.reduce((sum, { split }) => sum + split.feeAmount, 0);
  const sent = captures.reduce((sum, { split }) => sum + split.transferAmount, 0);
  return {
    ...connect,
    applicationFeeAmount: fee === undefined ? connect.applicationFeeAmount : kept + fee,
    transferAmount: transfer === undefined ? connect.transferAmount : sent + transfer,
  };
}
