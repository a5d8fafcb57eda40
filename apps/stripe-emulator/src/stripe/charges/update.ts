import type { Params } from '../../wire/params';
import { readShipping } from '../address';
import { differences } from '../events/differences';
import { emit } from '../events/emit';
import { mergedMetadata } from '../metadata';
import type { Operation } from '../request';
import { renderCharge } from './charge';
import type { Charge } from './charge';
import { findCharge } from './find';

/** Words about a charge can change at any time; the PaymentIntent keeps its own (documented). */
export const updateCharge: Operation = (context, params, id) => {
  const charge = findCharge(context.account, id);
  const changes = readChanges(charge, params);
  const before = renderCharge(charge);
  Object.assign(charge, changes);
  const after = renderCharge(charge);
  const previous = differences(before, after);
  if (Object.keys(previous).length > 0) emit(context, 'charge.updated', charge.paymentIntent, after, previous);
  return () => renderCharge(charge);
};

function readChanges(
  charge: Charge,
  params: Params,
): Pick<Charge, 'description' | 'metadata' | 'receiptEmail' | 'shipping' | 'userReport'> {
  const shipping = params.hash('shipping');
  const report = params.hash('fraud_details')?.text('user_report');
  return {
    description: params.text('description') ?? charge.description,
    metadata: mergedMetadata(charge.metadata, params),
    receiptEmail: params.text('receipt_email') ?? charge.receiptEmail,
    shipping: shipping === undefined ? charge.shipping : readShipping(shipping),
    userReport: report ?? charge.userReport,
  };
}
