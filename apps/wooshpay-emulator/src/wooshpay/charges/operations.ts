import { noSuch } from '../requests/error';
import { createdFilter, pageOf } from '../requests/list';
import type { Operation } from '../requests/request';
import { renderCharge } from './charge';

export const retrieveCharge: Operation = ({ account }, _params, [id]) => {
  const charge = account.charges.get(id);
  if (charge === undefined) throw noSuch('charge', id);
  return () => renderCharge(account, charge);
};

export const listCharges: Operation = ({ account }, params) => {
  const paymentIntent = params.text('payment_intent');
  const customer = params.text('customer');
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: account.charges.oldestFirst(),
      matches: (charge) =>
        (paymentIntent === undefined || charge.paymentIntent === paymentIntent) &&
        (customer === undefined || charge.customer === customer) &&
        created(charge),
      render: (charge) => renderCharge(account, charge),
      url: '/v1/charges',
    },
    params,
  );
  return () => page;
};
