import { checkedAmount } from '../currency';
import { findCustomer } from '../customers/operations';
import { givenMethod } from '../payment-methods/given-method';
import { unexpectedState } from '../requests/error';
import type { Params } from '../requests/params';
import type { Operation } from '../requests/request';
import { DETAILS, detailsIn } from './details';
import { findIntent } from './find';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';
import { typesIn, USAGES } from './ways-to-pay';

const ALWAYS: ReadonlySet<string> = new Set(DETAILS.split(' '));

/** What a payment is can be changed until it is confirmed; what a shop says of it, always. */
export const updatePaymentIntent: Operation = (context, params, [id]) => {
  const intent = findIntent(context, id);
  const [other] = params.others(ALWAYS);
  if (other !== undefined && !isOpen(intent)) {
    throw unexpectedState(`${other} cannot be changed: the status of this PaymentIntent is ${intent.status}.`);
  }
  const details = detailsIn(params, intent);
  const change = changeIn(params, intent);
  const customer = params.text('customer');
  if (customer !== undefined) change.customer = findCustomer(context, customer).id;
  const method = givenMethod(context, params);
  // Documented: any update clears it.
  Object.assign(intent, details, change, { lastPaymentError: null });
  if (method !== undefined) {
    intent.paymentMethod = method.id;
    intent.threeDSecure = null;
    intent.status = 'requires_confirmation';
  }
  return () => renderPaymentIntent(context.account, intent);
};

function isOpen({ status }: PaymentIntent): boolean {
  return status === 'requires_payment_method' || status === 'requires_confirmation';
}

type Change = Partial<
  Pick<PaymentIntent, 'amount' | 'customer' | 'setupFutureUsage' | 'paymentMethodTypes' | 'paymentMethodOptions'>
>;

function changeIn(params: Params, intent: PaymentIntent): Change {
  const amount = params.int('amount');
  return {
    amount: amount === undefined ? intent.amount : checkedAmount(amount),
    setupFutureUsage: params.choice('setup_future_usage', USAGES) ?? intent.setupFutureUsage,
    paymentMethodTypes: typesIn(params) ?? intent.paymentMethodTypes,
    paymentMethodOptions: params.raw('payment_method_options') ?? intent.paymentMethodOptions,
  };
}
