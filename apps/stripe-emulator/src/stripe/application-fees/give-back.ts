import { enter } from '../balance-transactions/enter';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { seconds } from '../request';
import { renderApplicationFee } from './application-fee';
import { atPlatform } from './collect';
import type { ApplicationFee, FeeRefund } from './application-fee';

/** Gives a part of the platform's fee back to the connected account; the amount was checked. */
export function giveBack(
  context: Context,
  fee: ApplicationFee,
  amount: number,
  metadata: ReadonlyMap<string, string>,
): FeeRefund {
  const home = atPlatform(context);
  const { feeRefunds, ids } = home.account;
  const { currency } = fee;
  const id = ids.next('fr');
  const leaving = { type: 'application_fee_refund', source: id, amount: -amount, currency, description: null } as const;
  const refund = feeRefunds.add({
    id,
    created: seconds(context),
    amount,
    currency,
    balanceTransaction: enter(home, leaving).id,
    fee: fee.id,
    metadata,
  });
  fee.refunds.push(refund);
  fee.amountRefunded += amount;
  return refund;
}

export function emitFeeRefunded(context: Context, fee: ApplicationFee, about: string, amount: number): void {
  emit(atPlatform(context), 'application_fee.refunded', about, renderApplicationFee(fee), {
    amount_refunded: fee.amountRefunded - amount,
    ...(fee.amountRefunded === fee.amount && { refunded: false }),
  });
}
