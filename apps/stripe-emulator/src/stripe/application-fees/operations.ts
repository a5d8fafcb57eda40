import type { Account } from '../account';
import { invalidRequest, noSuch, refusal } from '../error';
import { createdFilter, pageOf } from '../list';
import { mergedMetadata } from '../metadata';
import type { Operation } from '../request';
import { renderApplicationFee, renderFeeRefund } from './application-fee';
import type { ApplicationFee } from './application-fee';
import { emitFeeRefunded, giveBack } from './give-back';

export const retrieveApplicationFee: Operation = ({ account }, _params, id) => {
  const fee = findFee(account, id);
  return () => renderApplicationFee(fee);
};

/** `charge` may name either side's charge (assumed). */
export const listApplicationFees: Operation = ({ account }, params) => {
  const charge = params.text('charge');
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: account.applicationFees.oldestFirst(),
      matches: (fee) => (charge === undefined || fee.charge === charge || fee.payment === charge) && created(fee),
      render: renderApplicationFee,
      url: '/v1/application_fees',
      name: 'application fee',
    },
    params,
  );
  return () => page;
};

/** All that is left unless an amount says otherwise (documented); the wording of the limits is assumed. */
export const createFeeRefund: Operation = (context, params, id) => {
  const { account } = context;
  const fee = findFee(account, id);
  const left = fee.amount - fee.amountRefunded;
  if (left === 0) throw refusal(`Application fee ${id} has already been fully refunded.`);
  const amount = params.int('amount') ?? left;
  if (amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  }
  if (amount > left) {
    throw refusal(
      `Refund amount (${String(amount)}) is greater than the unrefunded amount on the fee (${String(left)}).`,
      'amount',
    );
  }
  const metadata = mergedMetadata(new Map(), params);
  const refund = giveBack(context, fee, amount, metadata);
  emitFeeRefunded(context, fee, account.charges.get(fee.charge)?.paymentIntent ?? id, amount);
  return () => renderFeeRefund(refund);
};

export const listFeeRefunds: Operation = ({ account }, params, id) => {
  const fee = findFee(account, id);
  const page = pageOf(
    {
      oldestFirst: fee.refunds,
      matches: () => true,
      render: renderFeeRefund,
      url: `/v1/application_fees/${id}/refunds`,
      name: 'fee refund',
    },
    params,
  );
  return () => page;
};

export const retrieveFeeRefund: Operation = ({ account }, _params, id, feeId) => {
  const refund = findFee(account, feeId).refunds.find((candidate) => candidate.id === id);
  if (refund === undefined) throw noSuch('fee refund', id, 'id');
  return () => renderFeeRefund(refund);
};

function findFee(account: Account, id: string): ApplicationFee {
  const fee = account.applicationFees.get(id);
  if (fee === undefined) throw noSuch('application fee', id, 'id');
  return fee;
}
