import { refusal, StripeError } from '../error';
import type { Context } from '../request';
import { seconds } from '../request';
import { NEW_DETAILS } from './payment-method';
import type { PaymentMethod } from './payment-method';
import { testCard } from './test-cards';
import type { TestCard } from './test-cards';

/** A method about to be used: `make` gives it, and makes it first when the id is a test token. */
export interface MethodToUse {
  readonly stored: PaymentMethod | null;
  readonly make: () => PaymentMethod;
}

/** Where a request names a method: an unknown one is 404 in the address, 400 in the parameters. */
export interface Named {
  readonly param: string;
  readonly status: 400 | 404;
}

export const IN_PARAMETERS: Named = { param: 'payment_method', status: 400 };
export const IN_ADDRESS: Named = { param: 'payment_method', status: 404 };

/** A stored `pm_…`, or a test token, each use of which makes a new PaymentMethod (recorded). */
export function usePaymentMethod(context: Context, id: string, named = IN_PARAMETERS): MethodToUse {
  const stored = context.account.paymentMethods.get(id);
  if (stored !== undefined) return { stored, make: () => stored };
  const card = testCard(id);
  if (card === undefined) throw noSuchPaymentMethod(id, named);
  return { stored: null, make: () => addPaymentMethod(context, card) };
}

export function addPaymentMethod(
  context: Context,
  card: TestCard,
  more: Partial<Pick<PaymentMethod, 'allowRedisplay' | 'details' | 'metadata'>> = {},
): PaymentMethod {
  const { ids, paymentMethods } = context.account;
  return paymentMethods.add({
    id: ids.next('pm'),
    created: seconds(context),
    card,
    details: NEW_DETAILS,
    allowRedisplay: 'unspecified',
    metadata: new Map(),
    customer: null,
    setUp: false,
    spent: false,
    ...more,
  });
}

export function findPaymentMethod(context: Context, id: string): PaymentMethod {
  const stored = context.account.paymentMethods.get(id);
  if (stored === undefined) throw noSuchPaymentMethod(id, IN_ADDRESS);
  return stored;
}

/**
 * A method of a customer goes with that customer only (documented; words reported by others), and one that is spent
 * with nobody. `kind` is the object it is used for.
 */
export function checkUsable(
  { stored }: MethodToUse,
  customer: string | null,
  kind: 'PaymentIntent' | 'SetupIntent',
): void {
  if (stored === null) return;
  if (stored.customer === null) {
    if (stored.spent) throw refusal(SPENT, 'payment_method');
    return;
  }
  if (customer === null) {
    throw refusal(
      `The \`payment_method\` parameter supplied ${stored.id} belongs to the Customer ${stored.customer}. ` +
        `Please include the Customer in the \`customer\` parameter on the ${kind}.`,
      'payment_method',
      'parameter_missing',
    );
  }
  if (customer === stored.customer) return;
  throw refusal(
    `The customer does not have a payment method with the ID ${stored.id}. ` +
      'The payment method must be attached to the customer.',
    'payment_method',
    'resource_missing',
  );
}

/** From memory (assumed). */
const SPENT =
  'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a ' +
  'connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a ' +
  'PaymentMethod multiple times, you must attach it to a Customer first.';

function noSuchPaymentMethod(id: string, { param, status }: Named): StripeError {
  const message =
    `No such PaymentMethod: '${id}'; It's possible this PaymentMethod exists on one of your connected accounts, ` +
    'in which case you should retry this request on that connected account. ' +
    'Learn more at https://stripe.com/docs/connect/authentication';
  return new StripeError(status, { type: 'invalid_request_error', message, param, code: 'resource_missing' }, true);
}
