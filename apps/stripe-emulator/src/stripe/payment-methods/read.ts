import type { Operation } from '../request';
import { renderPaymentMethod } from './payment-method';
import { usePaymentMethod } from './use-payment-method';

export const retrievePaymentMethod: Operation = (context, _params, id) => {
  const method = usePaymentMethod(context, id)();
  return () => renderPaymentMethod(method);
};
