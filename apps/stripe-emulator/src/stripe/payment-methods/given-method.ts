import type { Params } from '../../wire/params';
import { methodOfToken } from '../confirmation-tokens/use';
import { invalidRequest } from '../error';
import type { Context } from '../request';
import { readNewMethod } from './card-params';
import { addPaymentMethod, usePaymentMethod } from './use-payment-method';
import type { MethodToUse } from './use-payment-method';

/** The method that a request names or brings along; undefined when it does neither. */
export function givenMethod(context: Context, params: Params): MethodToUse | undefined {
  const id = params.text('payment_method');
  const data = params.hash('payment_method_data');
  if (data === undefined) return id === undefined ? methodOfToken(context, params) : usePaymentMethod(context, id);
  if (id !== undefined) {
    throw invalidRequest(
      'You may only specify one of these parameters: payment_method, payment_method_data.',
      'payment_method',
    );
  }
  const { card, fields, spend } = readNewMethod(context, data);
  return {
    stored: null,
    make: () => {
      spend();
      return addPaymentMethod(context, card, fields);
    },
  };
}
