import { refundsOf } from '../../charges/charge';
import { textIn } from '../../../../../../libs/emulation/objects/json';
import { renderRefund } from '../../refunds/refund';
import type { VersionChange } from '../version-change';
import { shownList } from './shown-list';

/** A charge had its refunds inside without being asked. */
export const refundsOfCharges: VersionChange = {
  since: '2022-11-15',
  source: 'https://docs.stripe.com/changelog/2022-11-15/deprecates-charges-auto-expand',
  show: {
    charge: (charge, { account }) => {
      const id = textIn(charge, 'id');
      const made = account.charges.get(id);
      const refunds = made === undefined ? [] : refundsOf(made);
      charge['refunds'] = shownList(refunds.map(renderRefund).reverse(), `/v1/charges/${id}/refunds`);
    },
  },
};
