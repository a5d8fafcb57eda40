import type { Account } from '../account';
import { refundsOf } from '../charges/charge';
import { findCharge } from '../charges/find';
import { noSuch, refusal } from '../error';
import { createdFilter, pageOf } from '../list';
import { mergedMetadata } from '../metadata';
import type { Operation } from '../request';
import type { Params } from '../../wire/params';
import { emitUpdated } from './finish';
import { renderRefund } from './refund';
import type { Refund } from './refund';

export const retrieveRefund: Operation = ({ account }, _params, id) => {
  const refund = findRefund(account, id);
  return () => renderRefund(refund);
};

export const listRefunds: Operation = ({ account }, params) => {
  const created = createdFilter(params);
  const [charge, intent] = [params.text('charge'), params.text('payment_intent')];
  const page = pageOf(
    {
      oldestFirst: candidates(account, params),
      matches: (refund) =>
        (charge === undefined || refund.charge === charge) &&
        (intent === undefined || refund.paymentIntent === intent) &&
        created(refund),
      render: renderRefund,
      url: '/v1/refunds',
      name: 'refund',
    },
    params,
  );
  return () => page;
};

/** Where the list inside a charge goes on. */
export const listChargeRefunds: Operation = ({ account }, params, id) => {
  const page = pageOf(
    {
      oldestFirst: refundsOf(findCharge(account, id)),
      matches: () => true,
      render: renderRefund,
      url: `/v1/charges/${id}/refunds`,
      name: 'refund',
    },
    params,
  );
  return () => page;
};

/** Only the metadata can be changed (documented). */
export const updateRefund: Operation = (context, params, id) => {
  const refund = findRefund(context.account, id);
  const metadata = mergedMetadata(refund.metadata, params);
  const before = renderRefund(refund);
  refund.metadata = metadata;
  emitUpdated(context, refund, before);
  return () => renderRefund(refund);
};

/** Only a refund that waits for the buyer can be canceled, and a card's never does (documented; wording assumed). */
export const cancelRefund: Operation = ({ account }, _params, id) => {
  const refund = findRefund(account, id);
  throw refusal(
    `Refund ${id} cannot be canceled because it has a status of ${refund.status}. Only refunds with a status of ` +
      'requires_action can be canceled.',
  );
};

/** The refunds of one charge or PaymentIntent are found without looking at all others. */
function candidates(account: Account, params: Params): readonly Refund[] {
  const [charge, intent] = [params.text('charge'), params.text('payment_intent')];
  const one = charge === undefined ? undefined : account.charges.get(charge);
  if (charge !== undefined) return one === undefined ? [] : refundsOf(one);
  if (intent !== undefined) return account.paymentIntents.get(intent)?.charges.flatMap(refundsOf) ?? [];
  return account.refunds.oldestFirst();
}

function findRefund(account: Account, id: string): Refund {
  const refund = account.refunds.get(id);
  if (refund === undefined) throw noSuch('refund', id, 'id');
  return refund;
}
