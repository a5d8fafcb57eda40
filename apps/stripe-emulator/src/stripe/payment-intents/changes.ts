import type { Params } from '../../wire/params';
import { readShipping } from '../address';
import type { Shipping } from '../address';
import { checkedAmount } from '../currency';
import { refusal } from '../error';
import { mergedMetadata } from '../metadata';
import type { Context } from '../request';
import { arithmeticError } from './amount-details';
import type { AmountDetails } from './amount-details';
import { mergedCardOptions } from './card-options';
import type { CardOptions } from './card-options';
import type { CaptureMethod, PaymentDetails, PaymentIntent } from './payment-intent';
import { readAmountDetails } from './read-amount-details';

/** The fields that creation, update and confirmation can set alike. */
export interface Changes {
  readonly amount: number;
  readonly amountDetails: AmountDetails | null;
  readonly captureMethod: CaptureMethod;
  readonly cardOptions: CardOptions;
  readonly description: string | null;
  readonly metadata: ReadonlyMap<string, string>;
  readonly paymentDetails: PaymentDetails | null;
  readonly receiptEmail: string | null;
  readonly shipping: Shipping | null;
  readonly statementDescriptorSuffix: string | null;
}

/** What a PaymentIntent will be after this request; refuses before anything has changed. */
export function readChanges(context: Context, current: Changes & { currency: string }, params: Params): Changes {
  refuseDescriptor(params);
  const asked = params.int('amount');
  const amount = asked === undefined ? current.amount : checkedAmount(asked, current.currency);
  return {
    amount,
    amountDetails: changedDetails(context, current, params, amount),
    captureMethod: captureMethod(params.text('capture_method')) ?? current.captureMethod,
    cardOptions: mergedCardOptions(current.cardOptions, params),
    description: params.text('description') ?? current.description,
    metadata: mergedMetadata(current.metadata, params),
    paymentDetails: changedPaymentDetails(current.paymentDetails, params),
    receiptEmail: changedText(params, 'receipt_email', current.receiptEmail),
    shipping: changedShipping(current.shipping, params),
    statementDescriptorSuffix: checkedSuffix(params) ?? current.statementDescriptorSuffix,
  };
}

export function applyChanges(intent: PaymentIntent, changes: Changes): void {
  Object.assign(intent, changes);
}

function changedDetails(
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

/** Documented: cards take the suffix only, and the whole descriptor is at most 22 characters. */
const MAX_DESCRIPTOR = 22;

export function refuseDescriptor(params: Params): void {
  if (!params.has('statement_descriptor')) return;
  throw refusal(
    'The `statement_descriptor` parameter is not supported for card charges. Use `statement_descriptor_suffix` instead.',
    'statement_descriptor',
    'payment_intent_invalid_parameter',
  );
}

export function checkedSuffix(params: Params): string | undefined {
  const suffix = params.text('statement_descriptor_suffix');
  if (suffix === undefined || suffix.length <= MAX_DESCRIPTOR) return suffix;
  throw refusal(
    `The statement descriptor suffix must be at most ${String(MAX_DESCRIPTOR)} characters.`,
    'statement_descriptor_suffix',
  );
}
