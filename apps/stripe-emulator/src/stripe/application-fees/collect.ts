import { enter } from '../balance-transactions/enter';
import type { Charge } from '../charges/charge';
import type { Context } from '../request';
import { seconds } from '../request';
import type { Transfer } from '../transfers/transfer';
import { applicationOf } from './application-fee';
import type { ApplicationFee } from './application-fee';

/** Fees are the platform's, wherever the payment is. */
export function atPlatform(context: Context): Context {
  const { platform } = context.account;
  return platform === null ? context : { ...context, account: platform };
}

/** Takes the platform's fee of one capture back from the destination. The charge points at the newest (assumed). */
export function collectFee(
  context: Context,
  charge: Charge,
  amount: number,
  transfer: Transfer | undefined,
): ApplicationFee {
  const home = atPlatform(context);
  const { account } = home;
  const payer = charge.connect.application === null ? charge.connect.destination : context.account.id;
  if (payer === null) throw new Error(`Bug! ${charge.id} has nobody to take a fee from`);
  const id = account.ids.next('fee');
  const { currency } = charge;
  const coming = { type: 'application_fee', source: id, amount, currency, description: charge.description } as const;
  const fee = account.applicationFees.add({
    id,
    created: seconds(context),
    amount,
    currency,
    account: payer,
    application: applicationOf(account.id),
    balanceTransaction: enter(home, coming).id,
    payment: transfer?.destinationPayment ?? charge.id,
    charge: charge.id,
    direct: charge.connect.application !== null,
    refunds: [],
    amountRefunded: 0,
  });
  charge.fees.push(fee);
  return fee;
}
