import { atPlatform, collectFee } from '../application-fees/collect';
import { renderApplicationFee } from '../application-fees/application-fee';
import type { ApplicationFee } from '../application-fees/application-fee';
import { renderBalance } from '../balance/balance';
import { enter } from '../balance-transactions/enter';
import { NOTHING_GIVEN, splitOf, termsAfter } from '../connected-accounts/split';
import type { GivenShares } from '../connected-accounts/split';
import { settleRelease } from '../refunds/release';
import { openDisputes } from '../disputes/open';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { sendTransfer } from '../transfers/send';
import { renderTransfer } from '../transfers/transfer';
import type { Transfer } from '../transfers/transfer';
import { renderCharge } from './charge';
import type { Charge } from './charge';

/** Records that money was taken; its balance transaction comes after the account's settlement delay, if ever. */
export function addCapture(context: Context, charge: Charge, amount: number, given: GivenShares = NOTHING_GIVEN): void {
  const { account, now } = context;
  record(context, charge, amount, given);
  const delay = account.settings.settlement_delay_seconds;
  if (delay === null) return;
  // What bypasses the pending balance is there with the answer (documented: "added directly to your available balance").
  const wait = charge.paymentMethod.card.availableAtOnce ? 0 : delay;
  account.due.add(now + wait, { kind: 'settle_capture', charge, capture: charge.captures.length - 1 });
}

/**
 * With capture method `automatic` the balance transaction comes with the answer, not after it (documented), unless
 * nothing settles in this account. Returns how to tell of the fee and the transfer, once the charge has been told of.
 */
export function addSettledCapture(context: Context, charge: Charge, amount: number): () => void {
  record(context, charge, amount, NOTHING_GIVEN);
  if (context.account.settings.settlement_delay_seconds === null) return () => undefined;
  const settled = settle(context, charge, charge.captures.length - 1);
  return () => {
    emitShares(context, charge, settled);
    tellAvailable(context, charge);
  };
}

function record(context: Context, charge: Charge, amount: number, given: GivenShares): void {
  const connect = termsAfter(charge, given);
  charge.captures.push({ amount, split: splitOf(charge, amount, given), balanceTransaction: null });
  charge.connect = connect;
  charge.amountCaptured += amount;
  openDisputes(context, charge);
}

/** A capture has settled: `charge.updated` shows what arrived, then come the fee and the transfer (documented). */
export function settleCapture(context: Context, charge: Charge, index: number): void {
  const settled = settle(context, charge, index);
  const { amount, before, fee, transfer } = settled;
  emit(context, 'charge.updated', charge.paymentIntent, renderCharge(charge), {
    // Readers take a capture's amount as the difference to `amount_captured` (recorded in Stripe's own connector), so
    // this is "without this capture", also when a later capture was made before this one settled.
    ...(wasHeld(charge) && { amount_captured: charge.amountCaptured - amount }),
    ...(fee !== undefined && { application_fee: before.fee }),
    balance_transaction: before.balance,
    ...(transfer !== undefined && { transfer: before.transfer }),
  });
  emitShares(context, charge, settled);
  tellAvailable(context, charge);
}

/** The balance is told of where money is available as soon as it has settled (documented; the moment assumed). */
function tellAvailable(context: Context, { id, paymentMethod }: Charge): void {
  if (paymentMethod.card.availableAtOnce) emit(context, 'balance.available', id, renderBalance(context));
}

interface Settled {
  readonly amount: number;
  readonly before: { readonly balance: string | null; readonly fee: string | null; readonly transfer: string | null };
  readonly fee: ApplicationFee | undefined;
  readonly transfer: Transfer | undefined;
}

/**
 * One balance transaction for each capture (documented); the charge points at the newest (assumed). With Connect the
 * transfer and the fee of the capture come now too (documented).
 */
function settle(context: Context, charge: Charge, index: number): Settled {
  const capture = charge.captures[index];
  if (capture === undefined) throw new Error(`Bug! ${charge.id} has no capture ${String(index)}`);
  const { amount, split } = capture;
  const { currency, description, id } = charge;
  const before = {
    balance: charge.balanceTransaction,
    fee: charge.fees.at(-1)?.id ?? null,
    transfer: charge.transfers.at(-1)?.id ?? null,
  };
  // Where what a hold did not give is refunded, all of it was taken first (documented).
  const entered = amount + (charge.released?.amount ?? 0);
  const { availableAtOnce: atOnce } = charge.paymentMethod.card;
  // A direct charge pays the platform out of its own money (documented).
  const applicationFee = charge.connect.application === null ? 0 : split.feeAmount;
  const coming = {
    type: 'charge',
    source: id,
    amount: entered,
    currency,
    description,
    atOnce,
    applicationFee,
  } as const;
  const transaction = enter(context, coming);
  settleRelease(context, charge);
  const transfer = split.transferAmount > 0 ? sendTransfer(context, charge, split.transferAmount) : undefined;
  const fee = split.feeAmount > 0 ? collectFee(context, charge, split.feeAmount, transfer) : undefined;
  capture.balanceTransaction = transaction.id;
  charge.balanceTransaction = transaction.id;
  return { amount, before, fee, transfer };
}

function emitShares(context: Context, charge: Charge, { fee, transfer }: Settled): void {
  if (fee !== undefined)
    emit(atPlatform(context), 'application_fee.created', charge.paymentIntent, renderApplicationFee(fee));
  if (transfer !== undefined) emit(context, 'transfer.created', charge.paymentIntent, renderTransfer(transfer));
}

function wasHeld({ outcome }: Charge): boolean {
  return outcome.kind === 'authorized' && outcome.authorization.captureBefore !== null;
}
