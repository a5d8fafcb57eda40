import { createdFilter, pageOf } from '../list';
import type { Operation } from '../request';
import { renderCharge } from './charge';
import { findCharge } from './find';

export const retrieveCharge: Operation = ({ account }, _params, id) => {
  const charge = findCharge(account, id);
  return () => renderCharge(charge);
};

export const listCharges: Operation = ({ account }, params) => {
  const customer = params.text('customer');
  const transferGroup = params.text('transfer_group');
  const intentId = params.text('payment_intent');
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst:
        intentId === undefined ? account.charges.oldestFirst() : (account.paymentIntents.get(intentId)?.charges ?? []),
      matches: (charge) =>
        (customer === undefined || charge.customer === customer) &&
        (transferGroup === undefined || charge.transferGroup === transferGroup) &&
        created(charge),
      render: renderCharge,
      url: '/v1/charges',
      name: 'charge',
    },
    params,
  );
  return () => page;
};
