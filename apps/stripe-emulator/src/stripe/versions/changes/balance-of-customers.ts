import type { VersionChange } from '../version-change';

/** `account_balance` became `balance`. */
export const balanceOfCustomers: VersionChange = {
  since: '2019-10-17',
  source: 'https://docs.stripe.com/changelog/2019-10-17',
  show: {
    customer: (customer) => {
      if (customer['balance'] === undefined) return;
      customer['account_balance'] = customer['balance'];
      delete customer['balance'];
    },
  },
};
