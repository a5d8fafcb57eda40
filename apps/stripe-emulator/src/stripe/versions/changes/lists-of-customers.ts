import { textIn } from '../../../../../../libs/emulation/objects/json';
import type { VersionChange } from '../version-change';
import { shownList } from './shown-list';

/** Customers had these lists inside without being asked. The emulator has nothing to put in them. */
export const listsOfCustomers: VersionChange = {
  since: '2020-08-27',
  source: 'https://docs.stripe.com/changelog/2020-08-27/deprecates-auto-expansion-tax-id-customer',
  show: {
    customer: (customer) => {
      if (customer['deleted'] === true) return;
      for (const name of ['sources', 'subscriptions', 'tax_ids']) {
        customer[name] = shownList([], `/v1/customers/${textIn(customer, 'id')}/${name}`);
      }
    },
  },
};
