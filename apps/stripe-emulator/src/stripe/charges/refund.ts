import { refundOf } from '../refunds/create';
import { renderRefund } from '../refunds/refund';
import type { Operation } from '../request';
import { renderCharge } from './charge';
import { findCharge } from './find';

/** The older address of refunds, below their charge. */
export const refundCharge: Operation = (context, params, id) => {
  const refund = refundOf(context, findCharge(context.account, id), params);
  return () => renderRefund(refund);
};

/** The oldest one answers with the charge. */
export const refundChargeAndShowIt: Operation = (context, params, id) => {
  const charge = findCharge(context.account, id);
  refundOf(context, charge, params);
  return () => renderCharge(charge);
};
