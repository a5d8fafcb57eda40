import type { VersionChange } from '../version-change';

/** Customers had a currency of their own, which only invoices set. */
export const defaultCurrencyOfCustomers: VersionChange = {
  since: '2022-08-01',
  source: 'https://docs.stripe.com/changelog/2022-08-01',
  show: {
    customer: (customer) => {
      if (customer['deleted'] !== true) customer['default_currency'] = null;
    },
  },
};
