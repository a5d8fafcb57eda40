import type { VersionChange } from '../version-change';

/** A payment was captured before the answer, unless the request said otherwise. */
export const automaticCapture: VersionChange = {
  since: '2024-04-10',
  source: 'https://docs.stripe.com/changelog/2024-04-10/automatic-sync-default-paymentintents',
  ask: ({ form, operation }) => {
    if (operation === 'POST /v1/payment_intents' && !form.has('capture_method'))
      form.set('capture_method', 'automatic');
  },
};
