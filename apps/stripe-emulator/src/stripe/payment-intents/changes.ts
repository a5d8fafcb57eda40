import type { Params } from '../../wire/params';
import { readShipping } from '../address';
import type { Shipping } from '../address';
import { changedTerms } from '../connected-accounts/connect-terms';
import type { ConnectTerms } from '../connected-accounts/connect-terms';
import { checkedAmount, checkedCurrency } from '../currency';
import { knownCustomer } from '../customers/find';
import { refusal } from '../error';
import { mergedMetadata } from '../metadata';
import type { Context } from '../request';
import { arithmeticError } from './amount-details/amount-details';
import type { AmountDetails } from './amount-details/amount-details';
import { mergedCardOptions } from './card-options';
import type { CardOptions } from './card-options';
import { changedMethodTypes, checkedList } from './confirming/method-types';
import type { MethodTypes } from './confirming/method-types';
import type { CaptureMethod, PaymentDetails, PaymentIntent } from './payment-intent';
import { readAmountDetails } from './amount-details/read-amount-details';
import { checkedSuffix, refuseDescriptor } from './statement-descriptor';

/** The fields that creation, update and confirmation can set alike; which of them a request may name is in the table. */
export interface Changes extends MethodTypes {
  readonly allowRedirects: 'always' | 'never' | null;
  readonly listedTypes: readonly string[];
  readonly amount: number;
  readonly amountDetails: AmountDetails | null;
  readonly captureMethod: CaptureMethod;
  readonly cardOptions: CardOptions;
  readonly connect: ConnectTerms;
  readonly currency: string;
  readonly customer: string | null;
  readonly description: string | null;
  readonly metadata: ReadonlyMap<string, string>;
  readonly paymentDetails: PaymentDetails | null;
  readonly receiptEmail: string | null;
  readonly setupFutureUsage: string | null;
  readonly shipping: Shipping | null;
  readonly statementDescriptorSuffix: string | null;
  readonly transferGroup: string | null;
}

/** What a PaymentIntent will be after this request; refuses before anything has changed. */
export function readChanges(context: Context, current: Changes, params: Params): Changes {
  refuseDescriptor(params);
  const asked = params.text('currency');
  const currency = asked === undefined ? current.currency : checkedCurrency(asked);
  const amount = changedAmount(current, params, currency);
  const { listedTypes } = context.ways;
  return {
    ...changedMethodTypes(current, params),
    allowRedirects: listedTypes === null ? current.allowRedirects : null,
    listedTypes: listedTypes === null ? current.listedTypes : checkedList(listedTypes),
    amount,
    amountDetails: changedDetails(context, current, params, amount),
    captureMethod: captureMethod(params.text('capture_method')) ?? current.captureMethod,
    cardOptions: mergedCardOptions(current.cardOptions, params),
    connect: changedTerms(current.connect, params, amount, context.account),
    currency,
    customer: changedCustomer(context, current.customer, params),
    description: params.text('description') ?? current.description,
    metadata: mergedMetadata(current.metadata, params),
    paymentDetails: changedPaymentDetails(current.paymentDetails, params),
    receiptEmail: changedText(params, 'receipt_email', current.receiptEmail),
    setupFutureUsage: changedText(params, 'setup_future_usage', current.setupFutureUsage),
    shipping: changedShipping(current.shipping, params),
    statementDescriptorSuffix: checkedSuffix(params) ?? current.statementDescriptorSuffix,
    transferGroup: changedGroup(current.transferGroup, params),
  };
}

export function applyChanges(intent: PaymentIntent, changes: Changes): void {
  Object.assign(intent, changes);
}

/** An amount that stays is looked at again when the currency changes: it must make sense in the new one. */
function changedAmount(current: Changes, params: Params, currency: string): number {
  const asked = params.int('amount');
  if (asked === undefined && currency === current.currency) return current.amount;
  return checkedAmount(asked ?? current.amount, currency);
}

/** Set once (the rule and its words are from memory, assumed). */
function changedCustomer({ account }: Context, current: string | null, params: Params): string | null {
  const asked = params.text('customer');
  if (asked === undefined || asked === current) return current;
  if (current === null) return knownCustomer(account, asked, 'customer').id;
  throw refusal(
    'You cannot modify `customer` on a PaymentIntent when it already has been set. To fulfill a payment with a ' +
      'different Customer, cancel this PaymentIntent and create a new one.',
    'customer',
    'payment_intent_invalid_parameter',
  );
}

/** Can only be given while there is none (documented; the words are assumed). */
function changedGroup(current: string | null, params: Params): string | null {
  const asked = params.text('transfer_group');
  if (asked === undefined || asked === current) return current;
  if (current === null) return asked;
  throw refusal(
    'You cannot change `transfer_group` once it has been set.',
    'transfer_group',
    'payment_intent_invalid_parameter',
  );
}

export function changedDetails(
  context: Context,
  current: { readonly amountDetails: AmountDetails | null },
  params: Params,
  amount: number,
): AmountDetails | null {
  if (params.isUnset('amount_details')) return null;
  const given = params.hash('amount_details');
  if (given !== undefined) return readAmountDetails(given, amount, 'amount', context.account.ids);
  const kept = current.amountDetails;
  // Arithmetic that was let pass once is not held against the PaymentIntent later.
  if (kept?.error !== null) return kept ?? null;
  const error = arithmeticError(kept, amount, 'amount');
  if (error !== null) throw refusal(error.message, 'amount_details', error.code);
  return kept;
}

export function changedPaymentDetails(current: PaymentDetails | null, params: Params): PaymentDetails | null {
  if (params.isUnset('payment_details')) return null;
  const given = params.hash('payment_details');
  if (given === undefined) return current;
  return {
    customerReference: changedText(given, 'customer_reference', current?.customerReference ?? null),
    orderReference: changedText(given, 'order_reference', current?.orderReference ?? null),
  };
}

function changedShipping(current: Shipping | null, params: Params): Shipping | null {
  if (params.isUnset('shipping')) return null;
  const given = params.hash('shipping');
  return given === undefined ? current : readShipping(given);
}

function changedText(params: Params, name: string, current: string | null): string | null {
  return params.has(name) ? (params.text(name) ?? null) : current;
}

function captureMethod(text: string | undefined): CaptureMethod | undefined {
  return text === 'automatic' || text === 'automatic_async' || text === 'manual' ? text : undefined;
}
