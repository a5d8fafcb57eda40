import type { Charge } from '../charges/charge';
import type { ChargeOutcome } from '../charges/authorization';
import type { PaymentMethod } from '../payment-methods/payment-method';
import type { Context } from '../request';
import { seconds } from '../request';
import type { PaymentIntent } from './payment-intent';

/** One for all charges, because there are many. */
const NO_DISPUTES: Charge['disputes'] = [];

/** One attempt at the bank leaves one charge, whatever the bank said. */
export function addCharge(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  outcome: ChargeOutcome,
): Charge {
  const charge = context.account.charges.add({
    id: context.account.ids.next('ch'),
    created: seconds(context),
    paymentIntent: intent.id,
    paymentMethod,
    methodDetails: paymentMethod.details,
    amount: intent.amount,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    metadata: intent.metadata,
    receiptEmail: intent.receiptEmail,
    shipping: intent.shipping,
    statementDescriptor: null,
    statementDescriptorSuffix: intent.statementDescriptorSuffix,
    transferGroup: intent.transferGroup,
    outcome,
    captures: [],
    captured: false,
    amountCaptured: 0,
    balanceTransaction: null,
    connect: intent.connect,
    fees: [],
    transfers: [],
    refunds: [],
    released: null,
    refundsReleases: context.ways.refundsReleases,
    amountRefunded: 0,
    disputes: NO_DISPUTES,
    review: null,
    userReport: null,
  });
  intent.charges.push(charge);
  return charge;
}
