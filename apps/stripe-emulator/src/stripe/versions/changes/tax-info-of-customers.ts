import type { VersionChange } from '../version-change';

/** Customers had one tax number, before they had a list of them. */
export const taxInfoOfCustomers: VersionChange = {
  since: '2019-12-03',
  source: 'https://docs.stripe.com/changelog/2019-12-03',
  show: {
    customer: (customer) => {
      if (customer['deleted'] === true) return;
      customer['tax_info'] = null;
      customer['tax_info_verification'] = null;
    },
  },
};
