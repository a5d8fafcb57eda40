import type { VersionChange } from '../version-change';

const CREATING = new Set(['POST /v1/payment_intents', 'POST /v1/setup_intents']);
const CHOOSING = ['automatic_payment_methods', 'allowed_payment_method_types', 'payment_method_configuration'];

/** Cards alone were the default; nothing redirected, so that no `return_url` was needed. */
export const automaticPaymentMethods: VersionChange = {
  since: '2023-08-16',
  source: 'https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods',
  ask: (asked) => {
    const { form, operation, ways } = asked;
    if (!CREATING.has(operation) || form.has('payment_method_types')) return;
    if (CHOOSING.some((name) => form.has(name))) return;
    asked.ways = { ...ways, listedTypes: ['card'] };
  },
};
